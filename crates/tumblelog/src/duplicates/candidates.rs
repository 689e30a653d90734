//! Which posts a post is compared with: those that share a key, nearest first.

use super::sketch;
use crate::Result;
use model::PostId;
use std::collections::HashMap;
use store::Tx;
use store::duplicate_keys::{self, KeyMatch, PendingComparison};

/// Posts that one key leads to at most: one that more posts share says little about any of them.
const MOST: usize = 64;

/// A post that shares keys with another.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub post: PostId,
    /// The keys they share.
    pub keys: Vec<i64>,
    /// In how many samples their sketches differ.
    pub distance: u32,
}

/// The keys that a round has read, with what it has added.
#[derive(Default)]
pub(super) struct Keys {
    led: HashMap<i64, Vec<KeyMatch>>,
    /// What is to be kept.
    pub fresh: Vec<(i64, KeyMatch)>,
}

impl Keys {
    /// Reads where the keys of some posts lead.
    pub fn read(&mut self, tx: &mut Tx<'_>, work: &[PendingComparison]) -> Result<()> {
        let keys = work.iter().flat_map(|waiting| waiting.keys.iter().copied());
        let mut keys: Vec<i64> = keys.filter(|key| !self.led.contains_key(key)).collect();
        keys.sort_unstable();
        keys.dedup();
        let found = duplicate_keys::posts_of(tx, &keys)?;
        // Keys that lead nowhere are remembered too, so that they are not read again.
        self.led.extend(keys.into_iter().map(|key| (key, Vec::new())));
        self.led.extend(found);
        Ok(())
    }

    /// Lets the keys of a post lead to it, and gives the posts that they lead to already.
    pub fn lead(&mut self, waiting: &PendingComparison) -> Vec<Candidate> {
        let mut shared: HashMap<PostId, Candidate> = HashMap::new();
        for key in &waiting.keys {
            let there = self.led.entry(*key).or_default();
            for other in there.iter().filter(|other| other.post != waiting.post) {
                let Some(distance) = worth_reading(waiting, other, *key) else { continue };
                let fresh = || Candidate { post: other.post, keys: Vec::new(), distance };
                shared.entry(other.post).or_insert_with(fresh).keys.push(*key);
            }
            let own = KeyMatch { post: waiting.post, sketch: waiting.sketch };
            match there.iter().position(|led| led.post == own.post) {
                Some(at) if there[at] == own => continue,
                Some(at) => there[at] = own,
                None if there.len() < MOST => there.push(own),
                None => continue,
            }
            self.fresh.push((*key, own));
        }
        let mut found: Vec<Candidate> = shared.into_values().collect();
        // The post's id last, so that the order does not depend on the hash map.
        found.sort_unstable_by_key(|other| (other.distance, std::cmp::Reverse(other.keys.len()), other.post));
        found
    }
}

/// How far apart two posts are by their sketches; nothing where it is not worth reading both. Of one page, an excerpt and
/// its article are.
fn worth_reading(waiting: &PendingComparison, other: &KeyMatch, key: i64) -> Option<u32> {
    // Without both sketches, only reading the posts can tell.
    let Some((one, other)) = waiting.sketch.zip(other.sketch) else { return Some(0) };
    let is_worth = waiting.page == Some(key) || sketch::may_be_like(one, other);
    is_worth.then(|| sketch::distance(one, other))
}
