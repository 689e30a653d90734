//! Markdown in.

use crate::document::Document;
use crate::html;

/// Reads Markdown (CommonMark with strikethrough, tables and bare addresses) as blocks; HTML within it counts as
/// [`html::parse`] reads it, and `[[MORE]]` is the read-more.
pub fn parse(markdown: &str) -> Document {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.r#unsafe = true;
    html::parse(&comrak::markdown_to_html(markdown, &options))
}
