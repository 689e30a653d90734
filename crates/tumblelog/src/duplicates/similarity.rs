//! Whether two posts say nearly the same. A function of the two alone, and the same either way round, so that the order
//! in which posts come does not matter.

use super::fingerprint::{Said, Word};

/// The share of weighted words two texts must have in common. A text in which 15 of 100 words were replaced keeps 0.85
/// of it; two of one mould that share 80 of 100 words share mostly the short ones.
const SHARE: f64 = 0.82;

/// The same where both name one page as their source.
pub(super) const SHARE_SOURCED: f64 = 0.78;

/// From so many figures on, they are compared on their own: bulletins of one mould differ in them.
const FIGURES: usize = 3;
const FIGURES_SHARE: f64 = 0.60;

/// What a post says, ready to be compared with many others.
pub(super) struct Comparable {
    pub said: Said,
    bag: Bag,
}

impl Comparable {
    pub fn of(said: Said) -> Self {
        Self { bag: Bag::of(&said), said }
    }

    /// Whether it is a copy of the other, or the other of it.
    pub fn is_like(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.said, &other.said);
        if mine.is_short() || theirs.is_short() {
            let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
            return mine.words == theirs.words
                && (same(mine.source, theirs.source) || same(mine.media, theirs.media));
        }
        let sourced = mine.page && theirs.page && mine.source == theirs.source;
        let all = self.bag.weight + other.bag.weight;
        let share = 2.0 * f64::from(self.bag.common(&other.bag)) / f64::from(all);
        share >= if sourced { SHARE_SOURCED } else { SHARE } && self.bag.figures_agree(&other.bag)
    }

    /// How much two posts have in common, in percent of their words by weight.
    pub fn percent(&self, other: &Self) -> u32 {
        let all = self.bag.weight + other.bag.weight;
        (200 * self.bag.common(&other.bag)).checked_div(all).unwrap_or(100)
    }
}

/// A text's words, sorted.
struct Bag {
    words: Vec<Word>,
    weight: u32,
    figures: usize,
}

impl Bag {
    fn of(said: &Said) -> Self {
        let mut words = said.words.clone();
        words.sort_unstable();
        Self {
            weight: words.iter().map(|word| u32::from(word.weight)).sum(),
            figures: words.iter().filter(|word| word.figure).count(),
            words,
        }
    }

    /// Each word that both have, as often as both have it.
    fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Word> {
        let mut theirs = other.words.iter().peekable();
        self.words.iter().filter(move |word| {
            while theirs.next_if(|other| other < word).is_some() {}
            theirs.next_if(|other| other == word).is_some()
        })
    }

    fn common(&self, other: &Self) -> u32 {
        self.shared(other).map(|word| u32::from(word.weight)).sum()
    }

    fn figures_agree(&self, other: &Self) -> bool {
        let most = self.figures.max(other.figures);
        let shared = self.shared(other).filter(|word| word.figure).count();
        self.figures.min(other.figures) < FIGURES || shared as f64 >= most as f64 * FIGURES_SHARE
    }
}
