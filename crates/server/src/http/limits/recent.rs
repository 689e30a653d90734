//! A map of bounded size that forgets what was not asked for longest.

use std::collections::HashMap;
use std::hash::Hash;

/// Two halves: what was asked for lately is in the young one. When that is full, the old one is dropped and the young
/// one becomes it. So at least `most / 2` of the latest entries are kept, at most `most`, and none is searched for.
#[derive(Debug)]
pub struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Eq + Hash, V: Default> Recent<K, V> {
    pub fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half: (most / 2).max(1) }
    }

    /// The value of a key, a fresh one where it is new or forgotten.
    pub fn get_or_insert(&mut self, key: K) -> &mut V {
        // Out of the old half before that may be dropped.
        let held = self.old.remove(&key);
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.entry(key).or_insert_with(|| held.unwrap_or_default())
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}
