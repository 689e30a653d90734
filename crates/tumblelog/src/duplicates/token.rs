//! A post's words in their order, each with what kind of word it is: what tells a duplicate with edits from another bulletin
//! of the same series.

use super::figure::Figure;
use super::fingerprint::{block_texts, mix_hashes};
use super::word_kind::WordKind;
use super::{calendar, capital};
use crate::post::facets::Parsed;
use model::Lang;
use npf::{Block, Subtype};
use store::words::WordHash;

/// A word at its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    word: String,
    pub hash: u64,
    pub kind: WordKind,
    /// What a figure says.
    pub figure: Figure,
    /// The number of a month or weekday.
    pub date: u64,
    /// Stands in a quotation.
    pub quoted: bool,
    /// Part of a hashtag or of an address: nothing that an author says.
    pub is_mark: bool,
}

impl Token {
    /// Whether two words are one with a typing error, another ending or another transliteration.
    pub fn resembles(&self, other: &Self) -> bool {
        resemble(self.letter_pairs(), other.letter_pairs())
    }

    /// A bit for each pair of neighbouring letters. Only asked of words that differ.
    pub fn letter_pairs(&self) -> u64 {
        letter_pairs(&self.word)
    }
}

/// Whether two sets of letter pairs are those of nearly the same letters.
pub(super) fn resemble(a: u64, b: u64) -> bool {
    let (common, all) = ((a & b).count_ones(), a.count_ones() + b.count_ones());
    common * 2 * 100 >= all * 55
}

/// The words of a post and of what it carries, at most `most`, in the order in which they are compared.
pub(super) fn tokens(parsed: &Parsed, lang: Option<Lang>, hash: &WordHash, most: usize) -> Vec<Token> {
    let mut lines: Vec<Vec<capital::Word>> = Vec::new();
    let mut quoted = Vec::new();
    let mut count = 0;
    for block in parsed.trail.iter().chain([&parsed.document]).flat_map(|document| &document.content) {
        let is_quoted = matches!(block, Block::Text(text)
            if matches!(text.subtype, Some(Subtype::Quote | Subtype::Indented)));
        for line in block_texts(block).into_iter().flat_map(str::lines) {
            if count >= most {
                break;
            }
            let words = capital::words(line);
            count += words.len();
            lines.push(words);
            quoted.push(is_quoted);
        }
    }
    let kinds = capital::Reading::of(&lines, lang);
    let mut found = Vec::with_capacity(count);
    for ((at, line), quoted) in lines.iter().enumerate().zip(quoted) {
        found.extend(line.iter().map(|word| make_token(word, kinds.of_word(at, word), quoted, hash)));
    }
    found.truncate(most);
    found
}

fn make_token(word: &capital::Word, by_capital: WordKind, quoted: bool, hash: &WordHash) -> Token {
    let folded = word.folded.as_str();
    // Of an address only the host is left, whose figures and names say nothing.
    let figure = Figure::parse(folded).filter(|_| !word.address);
    let date = calendar::number(folded).filter(|_| !word.address && figure.is_none());
    let kind = match (figure, date) {
        _ if word.address => WordKind::Ordinary,
        (Some(_), _) => WordKind::Figure,
        (_, Some(_)) => WordKind::Date,
        _ => by_capital,
    };
    Token {
        word: folded.to_owned(),
        hash: hash.hash_word(folded),
        kind,
        figure: figure.unwrap_or(Figure { value: 0, digits: 0 }),
        date: date.unwrap_or_default(),
        quoted,
        is_mark: word.address || word.hashtag,
    }
}

fn letter_pairs(word: &str) -> u64 {
    // Through Latin letters, so that a name in two scripts has much the same pairs.
    let latin = if word.is_ascii() { word.to_owned() } else { any_ascii::any_ascii(word) };
    let letters = [b' '].into_iter().chain(latin.bytes()).chain([b' ']);
    let shifted = letters.clone().skip(1);
    letters.zip(shifted).fold(0, |set, (a, b)| set | 1 << (mix_hashes(u64::from(a), u64::from(b)) & 63))
}
