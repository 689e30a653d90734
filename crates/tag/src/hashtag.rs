//! Hashtags in running text, found as social sites find them.

use crate::chars::{ZWJ, ZWNJ, is_digit, is_letter, is_mark, is_word};
use crate::{MAX_NAME, link};

/// A hashtag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// The name as written, without `#`.
    pub name: String,
    /// Byte offset of the `#`.
    pub start: usize,
    /// Byte offset after the name.
    pub end: usize,
}

/// The hashtags of a text in their order, with repetitions. A name is letters of any script with their marks,
/// digits and `_`, with joiners and middle dots inside, and at least one letter; it does not follow a word, `&` or
/// `/` and does not stand in an address. A name beyond 140 code points is none.
pub fn find(text: &str) -> Vec<Hashtag> {
    let mut found = Vec::new();
    // Most texts have no hashtag, and looking for addresses costs more than this.
    if !text.contains(['#', '＃']) {
        return found;
    }
    let mut at = 0;
    loop {
        let address = link::next(text, at);
        let end = address.as_ref().map_or(text.len(), |a| a.start);
        between(text, at, end, &mut found);
        match address {
            Some(address) => at = address.end,
            None => return found,
        }
    }
}

fn between(text: &str, from: usize, to: usize, found: &mut Vec<Hashtag>) {
    // An address ends here and its last character counts: a sign right behind a word is no hashtag.
    let mut before = text[..from].chars().next_back();
    let mut at = from;
    while let Some(c) = text[at..to].chars().next() {
        let after = at + c.len_utf8();
        if matches!(c, '#' | '＃') && !before.is_some_and(|b| is_word(b) || matches!(b, '&' | '/' | '＆')) {
            let name = name(&text[after..to]);
            if name.chars().any(is_letter) && name.chars().nth(MAX_NAME).is_none() {
                found.push(Hashtag { name: name.to_owned(), start: at, end: after + name.len() });
            }
            // What is no hashtag is passed over whole too: no other sign stands in a name.
            if let Some(last) = name.chars().next_back() {
                at = after + name.len();
                before = Some(last);
                continue;
            }
        }
        before = Some(c);
        at = after;
    }
}

/// The longest name at the start of `text`; empty when there is none.
fn name(text: &str) -> &str {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_letter(c) || is_digit(c) || c == '_' || end > 0 && is_mark(c) {
            end = at + c.len_utf8();
        } else if end == 0 || end != at || !joins(c) {
            break;
        }
    }
    &text[..end]
}

/// Characters that stand inside a name but neither begin nor end it: joiners, the middle dots of Catalan, Greek
/// and Japanese, the Hebrew abbreviation marks, the Tibetan syllable mark.
fn joins(c: char) -> bool {
    matches!(c, ZWNJ | ZWJ | '·' | '\u{387}' | '・' | '\u{5F3}' | '\u{5F4}' | '\u{F0B}')
}
