//! A cache bounded in bytes.

use std::collections::HashMap;
use std::hash::Hash;

/// Values by key, those unused longest dropped when they outgrow a number of bytes.
#[derive(Debug)]
pub(crate) struct Lru<K, V> {
    entries: HashMap<K, CachedValue<V>>,
    bytes: usize,
    budget: usize,
    tick: u64,
}

#[derive(Debug)]
struct CachedValue<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Hash + Eq + Clone, V: Clone> Lru<K, V> {
    pub fn new(budget: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, budget, tick: 0 }
    }

    /// Drops all values; the budget stays.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    pub fn get(&mut self, key: &K) -> Option<V> {
        self.tick += 1;
        let held = self.entries.get_mut(key)?;
        held.used = self.tick;
        Some(held.value.clone())
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
