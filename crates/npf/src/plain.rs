//! A document as plain text.

use crate::block::{Block, Subtype};
use crate::document::Document;

/// The post as plain text: blocks apart by an empty line, list items with a dash.
pub fn text(document: &Document) -> String {
    let mut made = String::new();
    let mut before = false;
    for block in &document.content {
        let list = matches!(
            block,
            Block::Text(text)
                if matches!(text.subtype, Some(Subtype::OrderedListItem | Subtype::UnorderedListItem))
        );
        let mut first = true;
        for text in crate::walk::block_texts(block) {
            if text.trim().is_empty() {
                continue;
            }
            if !made.is_empty() {
                made.push_str(if (list && before) || !first { "\n" } else { "\n\n" });
            }
            if list {
                made.push_str("- ");
            }
            made.push_str(text.trim());
            first = false;
            before = list;
        }
    }
    made
}

/// The beginning of the post on one line, at most `max_code_points` long; cut at a word, with `…`.
pub fn excerpt(document: &Document, max_code_points: usize) -> String {
    fit_words(document.texts().flat_map(str::split_whitespace), max_code_points)
}

/// An [`excerpt`] for readers: a title, a description of a picture or a line that ends without a sign is set apart
/// from what follows by `·`.
pub fn lead(document: &Document, max_code_points: usize) -> String {
    let mut open = false;
    let words = document.texts().flat_map(|text| {
        let apart = open && text.chars().any(|c| !c.is_whitespace());
        open = text.trim_end().chars().next_back().map_or(open, char::is_alphanumeric);
        apart.then_some("·").into_iter().chain(text.split_whitespace())
    });
    fit_words(words, max_code_points)
}

fn fit_words<'a>(words: impl Iterator<Item = &'a str>, max_code_points: usize) -> String {
    let mut made = String::new();
    let mut length = 0;
    for word in words {
        let room = max_code_points.saturating_sub(length + usize::from(length > 0));
        let size = word.chars().count();
        if size > room {
            return cut_excerpt(made, word, length, max_code_points);
        }
        if length > 0 {
            made.push(' ');
            length += 1;
        }
        made.push_str(word);
        length += size;
    }
    made
}

/// Longer words are cut to fill an excerpt: a sentence of a script without spaces is one.
const LONG_WORD: usize = 24;

/// Ends an excerpt that does not hold the next word.
fn cut_excerpt(mut made: String, word: &str, length: usize, max: usize) -> String {
    if max == 0 {
        return String::new();
    }
    if length == 0 {
        // One code point is left for the `…`.
        made.extend(word.chars().take(max - 1));
    } else if max - length > 2 && word.chars().count() > LONG_WORD {
        made.push(' ');
        made.extend(word.chars().take(max - length - 2));
    } else if length == max {
        made.pop();
    }
    made.push('…');
    made
}

/// How many words the post has. Scripts that write without spaces count each character.
pub fn words(document: &Document) -> usize {
    let of = |block: &Block| match block {
        Block::Text(text) => count_words_in(&text.text),
        other => crate::walk::block_texts(other).map(count_words_in).sum(),
    };
    document.content.iter().map(of).sum()
}

/// How many words a text has.
pub(crate) fn count_words_in(text: &str) -> usize {
    let mut words = 0;
    let mut within = false;
    if text.is_ascii() {
        for b in text.bytes() {
            let letter = b.is_ascii_alphanumeric();
            words += usize::from(letter && !within);
            within = letter || (within && !b.is_ascii_whitespace() && b != b'\x0b');
        }
        return words;
    }
    for c in text.chars() {
        if is_unspaced(c) {
            words += 1;
            within = false;
        } else if within {
            within = !c.is_whitespace();
        } else if c.is_alphanumeric() {
            words += 1;
            within = true;
        }
    }
    words
}

/// Han, Hiragana and Katakana.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}
