//! A cache bounded in bytes.

use std::collections::HashMap;
use std::hash::Hash;

/// A cache at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheUsage {
    /// What it holds: `attributes`, `times`, `summaries` or `related`.
    pub name: &'static str,
    /// Values in it.
    pub entries: usize,
    /// About so many bytes of memory.
    pub bytes: usize,
    /// Questions since the start that it had a value for.
    pub hits: u64,
    /// Questions that it had none for.
    pub misses: u64,
}

/// Values by key, those unused longest dropped when they outgrow a number of bytes.
#[derive(Debug)]
pub(crate) struct Lru<K, V> {
    entries: HashMap<K, CachedValue<V>>,
    bytes: usize,
    budget: usize,
    tick: u64,
    hits: u64,
    misses: u64,
}

#[derive(Debug)]
struct CachedValue<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Hash + Eq + Clone, V: Clone> Lru<K, V> {
    pub fn new(budget: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, budget, tick: 0, hits: 0, misses: 0 }
    }

    /// Drops all values; the budget stays.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    pub fn get(&mut self, key: &K) -> Option<V> {
        self.tick += 1;
        let Some(held) = self.entries.get_mut(key) else {
            self.misses += 1;
            return None;
        };
        self.hits += 1;
        held.used = self.tick;
        Some(held.value.clone())
    }

    /// How full it is and how often it had what was asked for. A value that was there and had become old counts as there.
    pub fn usage(&self, name: &'static str) -> CacheUsage {
        let (entries, bytes) = (self.entries.len(), self.bytes);
        CacheUsage { name, entries, bytes, hits: self.hits, misses: self.misses }
    }

    pub fn put(&mut self, key: K, value: V, bytes: usize) {
        self.tick += 1;
        if let Some(old) = self.entries.insert(key, CachedValue { value, bytes, used: self.tick }) {
            // The old value's size must go, or replaced entries would fill the budget for ever.
            self.bytes -= old.bytes;
        }
        self.bytes += bytes;
        // One value larger than the whole budget empties the cache and goes too; its caller has a copy.
        if self.bytes > self.budget {
            self.drop_oldest();
        }
    }

    /// Drops an eighth at a time, so that sorting pays.
    fn drop_oldest(&mut self) {
        let mut ages: Vec<(u64, K)> =
            self.entries.iter().map(|(key, held)| (held.used, key.clone())).collect();
        ages.sort_unstable_by_key(|&(used, _)| used);
        for (_, key) in ages {
            if self.bytes <= self.budget - self.budget / 8 {
                break;
            }
            if let Some(old) = self.entries.remove(&key) {
                self.bytes -= old.bytes;
            }
        }
    }
}
