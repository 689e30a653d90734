//! Whether a text is the beginning of another, as feeds send it. Only asked where both name one page.

use super::token::Token;
use std::collections::{HashMap, HashSet};

/// The share of an excerpt's words, and of its runs of three words, that the whole has.
const WORDS_SHARE: f64 = 0.82;
const RUNS_SHARE: f64 = 0.70;

/// Words up to which an excerpt must be the whole's word for word: a headline and its link.
const SHORT: usize = 12;

/// Words an excerpt has at least. A word or two are in every text.
const LEAST: usize = 4;

/// One figure, date or name that the whole lacks is let pass for so many words of an excerpt.
const WORDS_PER_OWN_VALUE: usize = 60;

/// Words in a row that are no part of the whole, from which on they are counted.
const ROW: usize = 4;

/// What an excerpt and its whole have in common.
pub(super) struct Excerpt {
    /// The share of its words that the whole has, in percent.
    pub percent: u32,
    /// Words of its own, in rows.
    pub own: usize,
    /// Most of what both have stands in a quotation in the whole.
    pub is_quoted: bool,
}

/// The shorter text as an excerpt of the longer one, if it is one.
pub(super) fn excerpt(short: &[Token], whole: &[Token]) -> Option<Excerpt> {
    if short.len() < LEAST || short.len() > whole.len() {
        return None;
    }
    let run = |tokens: &[Token]| [tokens[0].hash, tokens[1].hash, tokens[2].hash];
    let runs: HashMap<[u64; 3], bool> =
        whole.windows(3).map(|words| (run(words), words.iter().all(|word| word.quoted))).collect();
    let mut is_covered = vec![false; short.len()];
    let (mut found, mut quoted) = (0, 0);
    for (at, words) in short.windows(3).enumerate() {
        if let Some(in_quotation) = runs.get(&run(words)) {
            is_covered[at..at + 3].fill(true);
            found += 1;
            quoted += usize::from(*in_quotation);
        }
    }
    let words: HashSet<u64> = whole.iter().map(|token| token.hash).collect();
    let common = short.iter().filter(|token| words.contains(&token.hash)).count();
    let own_values: HashSet<u64> = short
        .iter()
        .filter(|token| token.kind.is_special() && !words.contains(&token.hash))
        .map(|token| token.hash)
        .collect();
    // A text of n words has n - 2 runs of three: all of them were found.
    let is_all = found + 2 == short.len();
    let is_most = common as f64 >= short.len() as f64 * WORDS_SHARE
        && found as f64 >= (short.len() - 2) as f64 * RUNS_SHARE
        && own_values.len() <= short.len() / WORDS_PER_OWN_VALUE;
    (is_all || (is_most && short.len() >= SHORT)).then(|| Excerpt {
        percent: (100 * common / short.len()) as u32,
        own: rows(&is_covered),
        is_quoted: quoted * 5 >= found * 4,
    })
}

fn rows(is_covered: &[bool]) -> usize {
    let rows = is_covered.chunk_by(|a, b| a == b).filter(|row| !row[0] && row.len() >= ROW);
    rows.map(<[bool]>::len).sum()
}
