//! The words of a legacy post.

use super::maker::{Filter, ObjectBuilder};
use crate::http::text;
use npf::html::Options;
use npf::{Block, Document, Layout, Row};
use std::borrow::Cow;

/// What stands where the rest of a post is hidden at first, as the original writes it.
const READ_MORE: &str = "[[MORE]]";

impl ObjectBuilder<'_> {
    /// A document as the request wants it: HTML with whole addresses, or plain text.
    pub fn document_html(&self, document: &Document) -> String {
        if document.content.is_empty() {
            return String::new();
        }
        if self.style.filter == Filter::Text {
            return npf::plain::text(document);
        }
        let document = with_read_more(document);
        let base = self.base_url();
        let options =
            Options { cut: false, base: Some(base), heading: 1, absolute: Some(base), ..Options::default() };
        npf::html::render(&document, &options).html
    }

    /// A link to a blog as it opens what a reblog carries of it.
    pub fn byline_html(&self, blog: &str) -> String {
        let mut out = String::from("<p>");
        match text::blog_link(blog) {
            Some(path) => {
                out.push_str("<a class=\"tumblr_blog\" href=\"");
                out.push_str(&escape_html(self.base_url()));
                out.push_str(&path);
                out.push_str("\">");
                out.push_str(&escape_html(blog));
                out.push_str("</a>");
            }
            None => out.push_str(&escape_html(blog)),
        }
        out.push_str(":</p>");
        out
    }
}

/// Text for HTML, between tags and in quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The blocks from `first` on, with what the layouts say of them.
pub fn document_after(document: &Document, first: usize) -> Cow<'_, Document> {
    if first == 0 {
        return Cow::Borrowed(document);
    }
    let content = document.content.get(first..).unwrap_or_default().to_vec();
    let mut layout = Vec::new();
    for one in &document.layout {
        if let Layout::Rows(rows) = one {
            let mut rows = rows.clone();
            // A row that loses blocks cannot stay; rows that no longer name every block are ignored
            // on rendering.
            rows.display.retain(|row| row.blocks.iter().all(|at| *at >= first));
            for row in &mut rows.display {
                row.blocks.iter_mut().for_each(|at| *at -= first);
            }
            let moved = i64::try_from(first).unwrap_or(i64::MAX);
            rows.truncate_after = rows.truncate_after.map(|at| at - moved).filter(|at| *at >= -1);
            layout.push(Layout::Rows(rows));
        }
    }
    Cow::Owned(Document { content, layout })
}

/// The document with a paragraph in the place of its read-more.
fn with_read_more(document: &Document) -> Cow<'_, Document> {
    let Some(after) = document.truncate_after() else { return Cow::Borrowed(document) };
    // -1 means everything is under the read-more, so the paragraph comes first.
    let at = usize::try_from(after + 1).unwrap_or(0).min(document.content.len());
    let mut document = document.clone();
    document.content.insert(at, Block::text(READ_MORE));
    for layout in &mut document.layout {
        if let Layout::Rows(rows) = layout
            && !rows.display.is_empty()
        {
            let before = |row: &&Row| row.blocks.iter().all(|block| *block < at);
            let place = rows.display.iter().take_while(before).count();
            // The new block moves all later ones by one; rows must go on naming every block.
            for row in &mut rows.display {
                row.blocks.iter_mut().filter(|block| **block >= at).for_each(|block| *block += 1);
            }
            rows.display.insert(place, Row::new(vec![at]));
        }
    }
    Cow::Owned(document)
}
