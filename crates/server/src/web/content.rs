//! A document as it stands in a page. The renderer never makes a browser ask another site: pictures kept elsewhere
//! are links that say where they lead.

use npf::html::{Options, Page, Rendered};
use npf::{Block, Document, Subtype};
use tumblelog::known_pages::KnownPages;

/// Words read in a minute.
const PACE: usize = 200;

/// A document's HTML.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Safe HTML.
    pub html: String,
    /// Something was left out.
    pub cut: bool,
    /// Image blocks it shows as pictures.
    pub pictures: usize,
}

/// How a document stands in its page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Leave out what stands behind a read-more or is very long.
    pub cut: bool,
    /// Level of the first heading, so that no level is skipped on the page.
    pub heading: u8,
    /// The blogs that have a page here.
    pub pages: &'a KnownPages,
    /// Its first picture is the first of the page, and on the first screen.
    pub first_at_once: bool,
}

/// Renders a document.
pub fn render_content(document: &Document, frame: Frame<'_>) -> Content {
    // Some posts begin with the lesser heading; shifted up by one, their page skips no level
    // either.
    let lesser_first = document.content.iter().find_map(|block| match block {
        Block::Text(text) => match text.subtype {
            Some(Subtype::Heading1) => Some(false),
            Some(Subtype::Heading2) => Some(true),
            _ => None,
        },
        _ => None,
    });
    let options = Options {
        cut: frame.cut,
        base: None,
        heading: frame.heading.saturating_sub(u8::from(lesser_first == Some(true))),
        absolute: None,
        // Mentions become links only where the blog has a page here.
        blogs: Some(&frame.pages.blogs),
        page: Some(Page { first_at_once: frame.first_at_once }),
    };
    let Rendered { html, cut, pictures } = npf::html::render(document, &options);
    Content { html, cut, pictures }
}

/// Minutes of reading, at least one.
pub fn reading_minutes<'a>(documents: impl Iterator<Item = &'a Document>) -> usize {
    // Summed before it is rounded up, or a trail of one-liners would take minutes.
    documents.map(npf::plain::words).sum::<usize>().div_ceil(PACE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(json: &str) -> String {
        let pages = KnownPages::default();
        let frame = Frame { cut: true, heading: 3, pages: &pages, first_at_once: false };
        render_content(&Document::from_json(json).unwrap(), frame).html
    }

    #[test]
    fn the_first_heading_follows_the_page_s_own() {
        let greater = html(r#"[{"type":"text","subtype":"heading1","text":"a"},{"type":"text","text":"b"}]"#);
        let lesser = html(r#"[{"type":"text","text":"a"},{"type":"text","subtype":"heading2","text":"b"}]"#);
        assert!(greater.contains("<h3>a</h3>") && lesser.contains("<h3>b</h3>"), "{greater} {lesser}");
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let html = html(
            r#"[{"type":"image","media":[{"url":"https://pics.example/a.jpg"}],"alt_text":"hill"},
                {"type":"image","media":[{"url":"/media/a.jpg","width":4,"height":3}],"alt_text":"lake"},
                {"type":"video","url":"https://v.example/1","poster":[{"url":"https://v.example/1.jpg"}]}]"#,
        );
        assert!(!html.contains("src=\"http") && !html.contains("poster="), "{html}");
        assert!(
            html.contains("src=\"/media/a.jpg\"") && html.contains("href=\"https://pics.example/a.jpg\""),
            "{html}"
        );
    }
}
