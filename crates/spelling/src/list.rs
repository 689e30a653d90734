//! A whole list of names, each beside those it shares a key with.

use super::keys;
use super::reading::Reading;
use std::collections::{BTreeSet, HashMap};

/// Names with their readings and keys.
pub struct List {
    readings: Vec<Option<Reading>>,
    keys: Vec<Vec<u64>>,
    by_key: HashMap<u64, Vec<usize>>,
}

impl List {
    /// Reads names.
    pub fn of(names: &[&str]) -> Self {
        let readings: Vec<_> = names.iter().map(|name| Reading::of(name)).collect();
        let keys: Vec<_> =
            readings.iter().map(|r| r.as_ref().map(keys::lookup_keys).unwrap_or_default()).collect();
        let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
        for (i, keys) in keys.iter().enumerate() {
            for &key in keys {
                by_key.entry(key).or_default().push(i);
            }
        }
        Self { readings, keys, by_key }
    }

    /// The reading of a name; `None` for what is no name.
    pub fn reading(&self, name: usize) -> Option<&Reading> {
        self.readings.get(name)?.as_ref()
    }

    /// The others that share a key with a name, in the order of the list.
    pub fn candidates(&self, name: usize) -> impl Iterator<Item = usize> + use<> {
        let keys = self.keys.get(name).map_or(&[][..], Vec::as_slice);
        // Names often share several keys; each candidate must come once and in a fixed order.
        let all: BTreeSet<usize> =
            keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
        all.into_iter().filter(move |&other| other != name)
    }
}
