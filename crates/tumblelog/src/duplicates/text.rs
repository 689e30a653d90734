//! The posts a round compares, read as it needs them.

use super::similarity::Comparable;
use crate::Result;
use model::{PostId, Time};
use std::collections::HashMap;
use store::words::WordHash;
use store::{Tx, clusters, posts};

/// Words held at once; more are dropped when other posts are read.
const WORDS_CACHED: usize = 400_000;

/// The posts of a round, by id.
pub(super) struct Texts<'a> {
    hash: &'a WordHash,
    held: HashMap<PostId, Option<Text>>,
    words: usize,
}

/// A post that may be a duplicate or have duplicates.
pub(super) struct Text {
    pub words: Comparable,
    pub published: Time,
    /// A person said that it is no duplicate.
    pub is_parted: bool,
}

impl<'a> Texts<'a> {
    pub fn new(hash: &'a WordHash) -> Self {
        Self { hash, held: HashMap::new(), words: 0 }
    }

    /// A post that is held; nothing for one that is gone, or that is no part of any cluster.
    pub fn get(&self, post: PostId) -> Option<&Text> {
        self.held.get(&post).and_then(Option::as_ref)
    }

    /// Reads what is missing of some posts, which are then all held.
    pub fn hold(&mut self, tx: &mut Tx<'_>, ids: &[PostId]) -> Result<()> {
        // Everything is dropped at once: which texts come again cannot be known.
        if self.words > WORDS_CACHED {
            self.held.clear();
            self.words = 0;
        }
        let missing: Vec<i64> = ids.iter().filter(|id| !self.held.contains_key(id)).map(|id| id.0).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let positions: Vec<_> = posts::find_positions(tx, &missing)?.into_iter().map(|(_, at)| at).collect();
        let parted = clusters::list_distinct_posts(tx, &missing)?;
        // What is gone is remembered as gone.
        self.held.extend(missing.iter().map(|id| (PostId(*id), None)));
        for placed in posts::read_posts_at(tx, &positions)? {
            let post = placed.post;
            let words = Comparable::of_text(&post, self.hash);
            self.words += words.as_ref().map_or(0, Comparable::words);
            let is_parted = parted.contains(&post.id);
            let text = words.map(|words| Text { words, published: post.published, is_parted });
            self.held.insert(post.id, text);
        }
        Ok(())
    }
}
