//! The words a text is found by.
//!
//! Words end where Unicode's word boundaries are, and at apostrophes and underscores too, so that *l'eau* is found
//! by *eau* and *Bakı'da* by *Bakı*. Each is folded as a tag is. Runs of Han, kana and Hangul give their pairs of
//! neighbours. Of an address only the host counts.

use crate::chars::is_cjk;
use crate::{fold, link};
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Longer words are cut to this many code points.
pub const MAX_WORD: usize = 64;

/// The folded words of a text in its order, repetitions kept.
pub fn of(text: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    let mut at = 0;
    while let Some(address) = link::next(text, at) {
        plain(&text[at..address.start], &mut out);
        // Paths are mostly numbers and codes that nobody searches for and that would fill the
        // index.
        plain(link::host(&text[address.clone()]), &mut out);
        at = address.end;
    }
    plain(&text[at..], &mut out);
    out
}

/// The folded words of several texts, each once, in the order of first appearance.
pub fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for word in texts.flat_map(of) {
        // Asked before, so that only new words are copied: most words of a text are repetitions.
        if !seen.contains(&word) {
            seen.insert(word.clone());
            out.push(word);
        }
    }
    out
}

fn plain(text: &str, out: &mut Vec<String>) {
    for chunk in text.split(|c: char| c.is_whitespace() || c == '\u{200B}').filter(|chunk| !chunk.is_empty())
    {
        // Nearly all chunks of Latin text are such words, and folding them only lowers their case.
        if chunk.bytes().all(|b| b.is_ascii_alphanumeric()) {
            push(&chunk.to_ascii_lowercase(), out);
            continue;
        }
        let folded = fold(chunk);
        if folded.chars().all(|c| c.is_ascii() || is_alphabet(c)) {
            alphabetic(&folded, out);
        } else {
            any_script(&folded, out);
        }
    }
}

/// Letters of Latin, Greek and Cyrillic, to which no word boundary rule gives special treatment.
fn is_alphabet(c: char) -> bool {
    matches!(c, 'À'..='ʯ' | 'Έ'..='Ͽ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ') && c.is_alphabetic()
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    if c.is_ascii_digit() {
        Class::Digit
    } else if c.is_ascii_alphabetic() || is_alphabet(c) {
        Class::Letter
    } else {
        Class::Other
    }
}

/// The word boundaries of Unicode for text of [`is_alphabet`] letters and ASCII, many times faster than by table.
fn alphabetic(text: &str, out: &mut Vec<String>) {
    let mut start = None;
    let mut last = Class::Other;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let class_here = class(c);
        if class_here != Class::Other {
            start = start.or(Some(at));
            last = class_here;
            continue;
        }
        let next = chars.peek().map_or(Class::Other, |&(_, c)| class(c));
        let joins = match c {
            // Unicode keeps `e.g` and `3.14` whole but parts a letter from a digit.
            '.' => last == next,
            ',' | ';' => last == Class::Digit && next == Class::Digit,
            _ => false,
        };
        if !joins && let Some(from) = start.take() {
            push(&text[from..at], out);
            last = Class::Other;
        }
    }
    if let Some(from) = start {
        push(&text[from..], out);
    }
}

fn any_script(text: &str, out: &mut Vec<String>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let cjk = is_cjk(first);
        // In these scripts words run together; pairs find one wherever it begins.
        let end = rest.find(|c| is_cjk(c) != cjk).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        if cjk {
            pairs(run, out);
        } else {
            segments(run, out);
        }
        rest = tail;
    }
}

fn pairs(run: &str, out: &mut Vec<String>) {
    let chars: Vec<char> = run.chars().collect();
    // A run of one character has no pair but must be found as well.
    if chars.len() == 1 {
        out.push(run.to_owned());
    }
    out.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
}

fn segments(run: &str, out: &mut Vec<String>) {
    // Loading the model of Thai and its neighbours is slow, and most texts never need it.
    static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> = LazyLock::new(|| {
        WordSegmenter::new_lstm(icu_segmenter::options::WordBreakInvariantOptions::default())
    });
    let mut start = 0;
    for (end, kind) in SEGMENTER.segment_str(run).iter_with_word_type() {
        if kind.is_word_like() {
            for word in run[start..end].split(['\'', '_', ':', ' ']).filter(|word| !word.is_empty()) {
                push(word, out);
            }
        }
        start = end;
    }
}

fn push(word: &str, out: &mut Vec<String>) {
    // Text and query are cut alike, so a long word still finds itself.
    let end = word.char_indices().nth(MAX_WORD).map_or(word.len(), |(at, _)| at);
    out.push(word[..end].to_owned());
}
