//! The query language: text to expression, with mistakes that point at a character.
//!
//! ```text
//! query  = either
//! either = all { "OR" all }
//! all    = one { one }                       a space means AND
//! one    = { "-" | "NOT" } ( "(" either ")" | term )
//! term   = "#" tag | "##" tag | key ":" value | "quoted phrase" | word
//! ```
//! Tags with spaces or brackets are quoted too: `#"dracula daily"`. Inside quotes `\"` and `\\` stand for `"` and
//! `\`. `sort:` and `spelling:` hold for the whole query and stand outside brackets.

mod expr;
mod lex;
mod narrow;
mod parse;
mod show;
mod value;

pub use expr::{Expr, Has, Is, Query, Sort, Term};
pub use narrow::narrow;
pub use parse::{MAX_BRACKETS, MAX_QUERY, parse};

/// A mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Where: an offset in code points from the start of the text.
    pub at: usize,
    /// What is wrong and what is accepted, for a person.
    pub message: String,
}

impl QueryError {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// The code points of `text` that a reader sees as one character with the one at offset `at`, such as a letter with
/// its marks or an emoji of several; behind the end of the text, none.
pub fn seen_as_one(text: &str, at: usize) -> std::ops::Range<usize> {
    let Some((byte, _)) = text.char_indices().nth(at) else { return at..at };
    let mut bounds = icu_segmenter::GraphemeClusterSegmenter::new().segment_str(text);
    // The last character has no boundary behind it but the end of the text.
    let (mut start, mut end) = (0, text.len());
    for bound in bounds.by_ref() {
        if bound > byte {
            end = bound;
            break;
        }
        start = bound;
    }
    let offset = |byte: usize| text[..byte].chars().count();
    offset(start)..offset(end)
}
