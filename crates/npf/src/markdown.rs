//! Markdown in.

use crate::document::Document;
use crate::html;

/// Reads Markdown (CommonMark with strikethrough, tables and bare addresses) as blocks; HTML within it counts as
/// [`html::parse`] reads it, and `[[MORE]]` is the read-more.
pub fn parse(markdown: &str) -> Document {
    html::parse(&to_html(markdown))
}

/// The same as HTML, where words are to be read with other HTML. Not made safe: it is for [`html::parse`] alone.
pub fn to_html(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    // HTML passes through unchecked, because the reader of HTML keeps only what it knows.
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}
