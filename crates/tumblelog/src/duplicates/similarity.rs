//! Whether a post is a duplicate of an earlier one. A function of the two alone, so that the order in which posts come does
//! not matter.

use crate::duplicates::differences::differences;
use crate::duplicates::excerpt::{Excerpt, excerpt};
use crate::duplicates::fingerprint::{ComparedText, SHORT, WORDS, Word};
use crate::duplicates::series::is_series;
use crate::duplicates::token;
use crate::duplicates::token::Token;
use crate::post::facets::Parsed;
use model::{Lang, Post};
use std::cell::OnceCell;
use store::words::WordHash;

/// The share of words two texts must have in common, counted and weighted. A text in which 15 of 100 words were
/// replaced keeps 0.85 of them.
pub(super) const SHARE: f64 = 0.82;

/// The same where one of them has fewer than [`FEW`] words: in a short text a few words are the news.
const SHARE_OF_FEW: f64 = 0.84;
const FEW: usize = 24;

/// Words of its own with which a post that takes up another is an answer and no duplicate.
pub(super) const ANSWER: usize = SHORT;

/// An earlier excerpt whose article comes later is told from a text and an answer to it by the article's length: so many
/// times as long, and so many words more.
const TIMES: usize = 2;
const MORE: usize = 100;

/// What a post says, ready to be compared with many others.
pub(super) struct Comparable {
    pub said: ComparedText,
    bag: Bag,
    parsed: Parsed,
    lang: Option<Lang>,
    hash: WordHash,
    /// Worked out when they are first asked for: most posts that share a key have too little in common.
    tokens: OnceCell<Vec<Token>>,
}

/// How a duplicate goes with the earlier post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likeness {
    /// What they have in common, in percent.
    pub percent: u32,
    /// By weight, the words that only one of them has.
    pub apart: u32,
    /// One is an excerpt of the other.
    pub is_excerpt: bool,
}

impl Comparable {
    /// What a post says; nothing for one that can be no duplicate and has none.
    pub fn of_text(post: &Post, hash: &WordHash) -> Option<Self> {
        let parsed = Parsed::of_post(post);
        let said = ComparedText::of_post(post, &parsed, hash)?;
        let (bag, tokens) = (Bag::of_text(&said), OnceCell::new());
        Some(Self { said, bag, parsed, lang: post.lang, hash: hash.clone(), tokens })
    }

    fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| token::tokens(&self.parsed, self.lang, &self.hash, WORDS))
    }

    /// How many words there are to hold and compare.
    pub fn words(&self) -> usize {
        self.said.words.len()
    }

    /// What its words weigh.
    pub fn weight(&self) -> u32 {
        self.bag.weight
    }

    /// How it is like an earlier post, if it is a duplicate of that.
    pub fn duplicate_of(&self, earlier: &Self) -> Option<Likeness> {
        if self.said.is_short() || earlier.said.is_short() {
            let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
            let (mine, theirs) = (&self.said, &earlier.said);
            let is_copy = mine.words == theirs.words
                && (same(mine.source, theirs.source) || same(mine.media, theirs.media));
            return if is_copy { Some(self.likeness(earlier)) } else { self.excerpt_with(earlier) };
        }
        if !self.has_most_in_common(earlier) {
            return self.excerpt_with(earlier);
        }
        // The same words in the same order need no diff, which is the costly part.
        if self.said.words == earlier.said.words {
            return Some(self.likeness(earlier));
        }
        let found = differences(earlier.tokens(), self.tokens());
        let is_answer = found.added >= ANSWER || found.beside_quotation >= ANSWER;
        (!is_answer && !is_series(&found)).then(|| self.likeness(earlier))
    }

    /// How much it has in common with another, whatever else differs.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (common, all) = (self.bag.common_weight(&other.bag).weight, self.bag.weight + other.bag.weight);
        let percent = (200 * common).checked_div(all).unwrap_or(100);
        Likeness { percent, apart: all - 2 * common, is_excerpt: false }
    }

    fn has_most_in_common(&self, other: &Self) -> bool {
        let few = self.said.words.len().min(other.said.words.len()) < FEW;
        let least = if few { SHARE_OF_FEW } else { SHARE };
        let words = (self.bag.words.len() + other.bag.words.len()) as f64;
        let common = f64::from(self.bag.common_weight(&other.bag).words);
        // Both measures: many small words in common prove little, and neither does one long name.
        2.0 * common >= least * words && self.bag.share(&other.bag) >= SHARE
    }

    /// The two as an excerpt and its whole, where both name one page.
    fn excerpt_with(&self, earlier: &Self) -> Option<Likeness> {
        let (mine, theirs) = (&self.said, &earlier.said);
        if !(mine.page && theirs.page && mine.source == theirs.source) {
            return None;
        }
        let is_later_short = self.words() <= earlier.words();
        let (short, whole) = if is_later_short { (self, earlier) } else { (earlier, self) };
        let found = excerpt(short.tokens(), whole.tokens())?;
        let is_answer = match is_later_short {
            true => found.own >= ANSWER,
            false => short.is_answered_by(whole, &found),
        };
        let likeness = self.likeness(earlier);
        (!is_answer).then_some(Likeness { percent: found.percent, is_excerpt: true, ..likeness })
    }

    /// Whether a later, longer text that begins with this one adds an answer to it, and is not the article of which
    /// this is an excerpt.
    fn is_answered_by(&self, whole: &Self, found: &Excerpt) -> bool {
        let more = whole.words() - self.words();
        let is_much_longer = whole.words() >= self.words() * TIMES && more >= MORE;
        more >= ANSWER && (found.is_quoted || !is_much_longer)
    }
}

/// A text's words, sorted.
pub(super) struct Bag {
    words: Vec<Word>,
    weight: u32,
}

/// What two texts have in common.
#[derive(Default)]
struct Common {
    words: u32,
    weight: u32,
}

impl Bag {
    pub fn of_text(said: &ComparedText) -> Self {
        let mut words = said.words.clone();
        words.sort_unstable();
        Self { weight: words.iter().map(|word| u32::from(word.weight)).sum(), words }
    }

    /// The share of weighted words that two texts have in common.
    pub fn share(&self, other: &Self) -> f64 {
        2.0 * f64::from(self.common_weight(other).weight) / f64::from((self.weight + other.weight).max(1))
    }

    /// Each word that both have, as often as both have it.
    fn common_weight(&self, other: &Self) -> Common {
        let mut theirs = other.words.iter().peekable();
        let shared = self.words.iter().filter(move |word| {
            // Both lists are sorted, so one pass over each finds what they share.
            while theirs.next_if(|other| other < word).is_some() {}
            theirs.next_if(|other| other == word).is_some()
        });
        shared.fold(Common::default(), |common, word| Common {
            words: common.words + 1,
            weight: common.weight + u32::from(word.weight),
        })
    }
}
