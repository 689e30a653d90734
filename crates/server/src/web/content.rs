//! A document as it stands in a page. The renderer never makes a browser ask another site: pictures kept elsewhere
//! are links that say where they lead.

use npf::html::{Options, Rendered};
use npf::{Block, Document, Subtype};

/// Words read in a minute.
const PACE: usize = 200;

/// A document's HTML.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Safe HTML.
    pub html: String,
    /// Something was left out.
    pub cut: bool,
}

/// Renders a document. `cut` leaves out what stands behind a read-more or is very long; the first heading gets
/// level `heading`, so that no level is skipped on the page.
pub fn render(document: &Document, cut: bool, heading: u8) -> Content {
    let lesser_first = document.content.iter().find_map(|block| match block {
        Block::Text(text) => match text.subtype {
            Some(Subtype::Heading1) => Some(false),
            Some(Subtype::Heading2) => Some(true),
            _ => None,
        },
        _ => None,
    });
    let heading = if lesser_first == Some(true) { heading.saturating_sub(1) } else { heading };
    let Rendered { html, cut } =
        npf::html::render(document, &Options { cut, base: None, heading, absolute: None });
    Content { html, cut }
}

/// Minutes of reading, at least one.
pub fn minutes<'a>(documents: impl Iterator<Item = &'a Document>) -> usize {
    documents.map(npf::plain::words).sum::<usize>().div_ceil(PACE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(json: &str) -> String {
        render(&Document::from_json(json).unwrap(), true, 3).html
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
