//! Whether one post meets a condition: by its facets, its text and its notes, without the index.

use crate::post::facets;
use crate::post::facets::Parsed;
use crate::query::condition::Condition;
use index::{Expr, Facet};
use model::{Post, TagId};
use std::cell::OnceCell;
use std::collections::HashSet;
use store::words::WordHash;

/// A post as conditions see it.
pub(crate) struct MatchedText<'a> {
    post: &'a Post,
    parsed: &'a Parsed,
    hash: &'a WordHash,
    /// Everything but its words.
    facets: HashSet<Facet>,
    words: OnceCell<Words>,
}

/// The hashes of a post's words.
struct Words {
    /// Text by text, in order.
    texts: Vec<Vec<u64>>,
    all: HashSet<u64>,
}

impl<'a> MatchedText<'a> {
    /// A post with the ids of its folded tags.
    pub fn new(post: &'a Post, parsed: &'a Parsed, tags: &[TagId], hash: &'a WordHash) -> Self {
        let mut facets: HashSet<Facet> = facets::without_words(post, parsed, hash).into_iter().collect();
        facets.extend(tags.iter().map(|id| Facet::Tag(*id)));
        Self { post, parsed, hash, facets, words: OnceCell::new() }
    }

    /// The same post, which the index calls a duplicate or does not: that is not told by the post.
    pub fn known_as_duplicate(mut self, copy: bool) -> Self {
        if copy {
            self.facets.insert(Facet::Copy);
        }
        self
    }

    /// Whether the post meets a condition.
    pub fn meets_condition(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Index(expr) => self.is_in(expr),
            Condition::And(parts) => parts.iter().all(|part| self.meets_condition(part)),
            Condition::Or(parts) => parts.iter().any(|part| self.meets_condition(part)),
            Condition::Not(part) => !self.meets_condition(part),
            Condition::Phrase(words) => self.has_phrase(words),
            // Tiers treat a negative count as none, so this does too.
            Condition::Notes { min, max } => (*min..=*max).contains(&self.post.notes.max(0)),
        }
    }

    /// Whether an index expression selects the post.
    pub fn is_in(&self, expr: &Expr) -> bool {
        match expr {
            Expr::All => true,
            Expr::None => false,
            Expr::Facet(Facet::Word(word)) => self.all_words().all.contains(word),
            Expr::Facet(facet) => self.facets.contains(facet),
            Expr::And(parts) => parts.iter().all(|part| self.is_in(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.is_in(part)),
            Expr::Not(part) => !self.is_in(part),
            Expr::Time { from, until } => (*from..*until).contains(&self.post.published.0),
        }
    }

    /// Whether the words stand one after another within one text.
    fn has_phrase(&self, phrase: &[u64]) -> bool {
        let words = self.all_words();
        !phrase.is_empty()
            // The set lookup rejects most posts before any text is searched.
            && phrase.iter().all(|word| words.all.contains(word))
            && words.texts.iter().any(|text| text.windows(phrase.len()).any(|window| window == phrase))
    }

    fn all_words(&self) -> &Words {
        self.words.get_or_init(|| {
            let hashed =
                |text: &str| tag::words::of(text).iter().map(|word| self.hash.hash_word(word)).collect();
            // Each text apart, because a phrase must not reach from one text into the next.
            let texts: Vec<Vec<u64>> = self.parsed.all_texts().map(hashed).collect();
            Words { all: texts.iter().flatten().copied().collect(), texts }
        })
    }
}
