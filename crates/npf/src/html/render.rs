//! From blocks to markup.

use super::flow::Flow;
use super::picture_out::{self, Fit};
use super::{card, escape, inline};
use crate::block::{Block, Subtype, TextBlock};
use crate::document::Document;
use crate::layout::{Ask, Layout};
use crate::{validate, walk};
use std::collections::HashSet;

/// A list shows a post up to about so many code points of text.
const CUT_TEXT: usize = 2500;
/// A text is cut within only when at least so much of it is left out.
const CUT_SLACK: usize = 500;
/// A list shows so many pictures, sounds, films, cards and polls of a post.
const CUT_MEDIA: usize = 10;
/// A list shows so many blocks of a post, whatever they are.
const CUT_BLOCKS: usize = 60;
/// A list shows no further block of a post whose markup has so many bytes: long addresses and descriptions count too.
const CUT_BYTES: usize = 24 * 1024;

/// How a document is shown.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Stop at the read-more, or when much has been shown: for a list of posts.
    pub cut: bool,
    /// What stands before this site's own paths, as in `{base}/@blog`; none for paths alone.
    pub base: Option<&'a str>,
    /// Level a heading1 has, 1 to 6; a heading2 is one below.
    pub heading: u8,
    /// What stands before the paths of this site's files, for readers elsewhere (a feed). With it, pictures kept on
    /// other sites are shown; without it they are links, so that a page asks no other site for anything.
    pub absolute: Option<&'a str>,
    /// Names of the blogs that have a page here. Others are linked where the document says they are, or not at all.
    /// `None`: every name is taken to have one.
    pub blogs: Option<&'a HashSet<String>>,
    /// For a page of this site; without it the markup is for programs and other readers.
    pub page: Option<Page>,
}

/// What a page wants of its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The first picture is on the first screen: it is fetched at once and before others.
    pub first_at_once: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { cut: false, base: None, heading: 1, absolute: None, blogs: None, page: None }
    }
}

/// A document as markup.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// Safe to put into a page as it is.
    pub html: String,
    /// Something was left out.
    pub cut: bool,
    /// Image blocks it shows as pictures.
    pub pictures: usize,
}

/// Shows a document. Every text and address is escaped, and no stored markup is used.
pub fn render(document: &Document, options: &Options) -> Rendered {
    let length: usize = document.content.iter().map(|block| 64 + block_length(block)).sum();
    let mut renderer = Renderer {
        document,
        options,
        out: String::with_capacity(length + length / 8),
        flow: Flow::default(),
        text: 0,
        media: 0,
        blocks: 0,
        pictures: 0,
        cut: false,
    };
    renderer.render_document();
    Rendered { html: renderer.out, cut: renderer.cut, pictures: renderer.pictures }
}

/// About how many bytes of text a block has.
fn block_length(block: &Block) -> usize {
    match block {
        Block::Text(text) => text.text.len() + 64 * text.formatting.len(),
        _ => 512,
    }
}

struct Renderer<'a> {
    document: &'a Document,
    options: &'a Options<'a>,
    out: String,
    flow: Flow,
    /// Code points of text shown.
    text: usize,
    /// Pictures, sounds, films, cards and polls shown.
    media: usize,
    /// Blocks shown.
    blocks: usize,
    /// Image blocks shown as pictures.
    pictures: usize,
    cut: bool,
}

impl<'a> Renderer<'a> {
    fn render_document(&mut self) {
        let content = &self.document.content;
        let fitting = || self.document.layout.iter().filter(|layout| validate::fits_blocks(layout, content));
        let rows = fitting().find_map(|layout| match layout {
            Layout::Rows(rows) if !rows.display.is_empty() => Some(rows),
            _ => None,
        });
        let ask = fitting().find_map(|layout| match layout {
            Layout::Ask(ask) => Some(ask),
            _ => None,
        });
        // The post's own page shows what is under the read-more.
        let after = if self.options.cut { self.document.truncate_after() } else { None };
        let limit = after.and_then(|at| usize::try_from(at + 1).ok()).unwrap_or(content.len());
        let single: Vec<usize>;
        let mut in_ask = false;
        let rows: Box<dyn Iterator<Item = &[usize]>> = match rows {
            Some(rows) => Box::new(rows.display.iter().map(|row| row.blocks.as_slice())),
            None => {
                single = (0..content.len()).collect();
                Box::new(single.chunks(1))
            }
        };
        for row in rows {
            let asked = ask.filter(|ask| row.iter().any(|at| ask.blocks.contains(at)));
            // A row is cut whole: half a row of pictures would look broken.
            if row.iter().any(|at| *at >= limit) || self.is_full() {
                self.cut = true;
                break;
            }
            // Containers of text blocks must close before the box of the ask begins or ends.
            if in_ask != asked.is_some() {
                self.flow.end(&mut self.out);
                match asked {
                    Some(ask) => self.render_ask(ask),
                    None => self.out.push_str("</div>"),
                }
                in_ask = asked.is_some();
            }
            self.render_row(row);
        }
        self.flow.end(&mut self.out);
        if in_ask {
            self.out.push_str("</div>");
        }
    }

    /// Whether a list has seen enough of the post.
    fn is_full(&self) -> bool {
        let much = self.text >= CUT_TEXT || self.media >= CUT_MEDIA || self.blocks >= CUT_BLOCKS;
        self.options.cut && (much || self.out.len() >= CUT_BYTES)
    }

    fn render_ask(&mut self, ask: &Ask) {
        self.out.push_str("<div class=\"ask\"><p class=\"asker\">");
        let by = ask.attribution.as_deref();
        let blog = by.and_then(|by| by.blog.as_ref());
        let name = blog.and_then(|blog| blog.name.as_deref()).map(str::trim).filter(|name| !name.is_empty());
        let Some(name) = name else {
            self.out.push_str("Anonymous asked:</p>");
            return;
        };
        let told = by.and_then(|by| by.url.as_deref());
        let told = blog.and_then(|blog| blog.url.as_deref()).or(told);
        let linked = inline::blog_link(&mut self.out, name, told, self.options);
        escape::escape_text(&mut self.out, name);
        self.out.push_str(if linked { "</a> asked:</p>" } else { " asked:</p>" });
    }

    fn render_row(&mut self, row: &[usize]) {
        if row.len() > 1 {
            self.flow.end(&mut self.out);
            // Style sheets know classes up to ten; a stored row may be longer.
            self.out.push_str(&format!("<div class=\"row row-{}\">", row.len().min(10)));
        }
        for block in row.iter().filter_map(|at| self.document.content.get(*at)) {
            if self.is_full() {
                self.cut = true;
                break;
            }
            self.render_block(block, row.len());
        }
        if row.len() > 1 {
            self.out.push_str("</div>");
        }
    }

    /// A block that shares its row with `columns` blocks, itself among them.
    fn render_block(&mut self, block: &'a Block, columns: usize) {
        self.blocks += 1;
        if let Block::Text(text) = block {
            self.text_block(text);
            return;
        }
        // Words in cards and captions take room in a list as any text does.
        self.text += walk::block_texts(block).map(|text| text.chars().count()).sum::<usize>();
        self.flow.end(&mut self.out);
        let (out, options) = (&mut self.out, self.options);
        match block {
            Block::Text(_) => {}
            Block::Image(image) => {
                let at_once = self.pictures == 0 && options.page.is_some_and(|page| page.first_at_once);
                self.pictures +=
                    usize::from(picture_out::write_image(out, image, options, Fit { columns, at_once }));
            }
            Block::Link(link) => card::write_link(out, link, options),
            Block::Audio(audio) => card::write_audio(out, audio, options),
            Block::Video(video) => card::write_video(out, video, options),
            Block::Poll(poll) => self.cut |= card::write_poll(out, poll, options),
            Block::Paywall(wall) => card::write_paywall(out, wall),
            Block::Unknown(_) => card::write_unknown(out, block.name()),
        }
        self.media += usize::from(!matches!(block, Block::Text(_) | Block::Unknown(_)));
    }

    fn text_block(&mut self, block: &TextBlock) {
        self.flow.enter(&mut self.out, block);
        let level = self.options.heading.clamp(1, 6);
        let (start, end) = match block.subtype {
            Some(Subtype::Heading1) => HEADINGS[usize::from(level - 1)],
            Some(Subtype::Heading2) => HEADINGS[usize::from(level.min(5))],
            Some(Subtype::Quirky) => ("<p class=\"quirky\">", "</p>"),
            Some(Subtype::Chat) => ("<p class=\"chat\">", "</p>"),
            Some(Subtype::OrderedListItem | Subtype::UnorderedListItem) => ("", ""),
            Some(Subtype::Quote | Subtype::Indented) | None => ("<p>", "</p>"),
        };
        self.out.push_str(start);
        let shown = self.shorten_text(&block.text);
        inline::write_inline(&mut self.out, shown, &block.formatting, self.options);
        if shown.len() < block.text.len() {
            self.out.push('…');
        }
        self.out.push_str(end);
    }

    /// The part of a text that a list still has room for, ending at a word.
    fn shorten_text<'t>(&mut self, text: &'t str) -> &'t str {
        let length = text.chars().count();
        let room = CUT_TEXT.saturating_sub(self.text);
        self.text += length;
        // Cutting off a line or two would save nothing and annoy readers.
        if !self.options.cut || length <= room + CUT_SLACK {
            return text;
        }
        self.cut = true;
        let head = text.char_indices().nth(room).and_then(|(at, _)| text.get(..at)).unwrap_or(text);
        // A script without spaces may have its last space far back; then the cut is within the
        // text.
        let word = head.rfind(char::is_whitespace).filter(|at| *at > head.len() / 2);
        word.and_then(|at| head.get(..at)).unwrap_or(head).trim_end()
    }
}

const HEADINGS: [(&str, &str); 6] = [
    ("<h1>", "</h1>"),
    ("<h2>", "</h2>"),
    ("<h3>", "</h3>"),
    ("<h4>", "</h4>"),
    ("<h5>", "</h5>"),
    ("<h6>", "</h6>"),
];
