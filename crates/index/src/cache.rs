//! What readers keep between queries. Everything in it is tied to an epoch, a bucket's version or a tail row's
//! stamp, so that it always agrees with the snapshot that is read.

use crate::attributes::Attributes;
use crate::directory::Directory;
use crate::related::{Related, RelatedRequest, State};
use crate::summary::Parts;
use crate::{BucketId, FacetId, Query, Storage, TailMark, TailRow, Times};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Memory shared by all readers of one database. A transaction that writes must not read through it: were it
/// rolled back, another would reach the same epoch with other content. Give such a transaction a fresh one.
#[derive(Debug)]
pub struct Cache {
    inner: Mutex<Inner>,
}

/// Tail rows kept before those that are gone are dropped.
const TAIL_MAX: usize = 4096;

/// Bytes of slot times and attributes for five million posts, and a share for summaries.
const DEFAULT_BYTES: usize = 48 << 20;

#[derive(Debug)]
pub(crate) struct Inner {
    directory: Option<(i64, Arc<Directory>)>,
    langs: Option<(i64, Arc<[FacetId]>)>,
    tail: HashMap<TailMark, Arc<TailRow>>,
    pub attributes: Lru<BucketId, (i64, Arc<Attributes>)>,
    pub times: Lru<BucketId, (i64, Arc<Vec<Times>>)>,
    pub summaries: Lru<Query, Arc<Parts>>,
    pub related: Lru<RelatedRequest, (State, Arc<[Related]>)>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::with_bytes(DEFAULT_BYTES)
    }
}

impl Cache {
    /// A cache bounded by about so many bytes.
    pub fn with_bytes(bytes: usize) -> Self {
        Self {
            inner: Mutex::new(Inner {
                directory: None,
                langs: None,
                tail: HashMap::new(),
                attributes: Lru::new(bytes / 4),
                times: Lru::new(bytes / 2),
                summaries: Lru::new(bytes / 4),
                related: Lru::new(bytes / 16),
            }),
        }
    }

    /// Drops every summary and list of related tags, so that the next are worked out anew: for measuring what that
    /// costs.
    pub fn forget_summaries(&self) {
        let mut inner = self.lock_inner();
        let budget = inner.summaries.budget;
        inner.summaries = Lru::new(budget);
        // The directory, times and attributes stay: only the work of the summaries is to be
        // measured.
        let budget = inner.related.budget;
        inner.related = Lru::new(budget);
    }

    pub(crate) fn lock_inner(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere cannot leave it half changed in a way that matters: entries are put whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn directory<S: Storage>(
        &self,
        storage: &mut S,
        epoch: i64,
    ) -> Result<Arc<Directory>, S::Error> {
        if let Some((at, directory)) = &self.lock_inner().directory
            && *at == epoch
        {
            return Ok(Arc::clone(directory));
        }
        let directory = Arc::new(Directory::new(&storage.buckets()?));
        self.lock_inner().directory = Some((epoch, Arc::clone(&directory)));
        Ok(directory)
    }

    /// The facet ids of every language that has a block.
    pub(crate) fn langs<S: Storage>(&self, storage: &mut S, epoch: i64) -> Result<Arc<[FacetId]>, S::Error> {
        if let Some((at, langs)) = &self.lock_inner().langs
            && *at == epoch
        {
            return Ok(Arc::clone(langs));
        }
        let (first, last) = crate::Facet::Lang(None).kind_range();
        let langs: Arc<[FacetId]> = storage.facets(first, last)?.into();
        self.lock_inner().langs = Some((epoch, Arc::clone(&langs)));
        Ok(langs)
    }

    pub(crate) fn tail<S: Storage>(&self, storage: &mut S) -> Result<Vec<Arc<TailRow>>, S::Error> {
        let mut marks = storage.tail()?;
        // The order of positions: the marks are searched by position below.
        marks.sort_unstable();
        let (mut rows, mut missing) = (Vec::with_capacity(marks.len()), Vec::new());
        {
            let inner = self.lock_inner();
            for mark in &marks {
                match inner.tail.get(mark) {
                    Some(row) => rows.push(Arc::clone(row)),
                    None => missing.push(mark.position),
                }
            }
        }
        if missing.is_empty() {
            return Ok(rows);
        }
        let fresh: Vec<Arc<TailRow>> = storage.tail_rows(&missing)?.into_iter().map(Arc::new).collect();
        let mut inner = self.lock_inner();
        if inner.tail.len() + fresh.len() > TAIL_MAX {
            inner.tail.retain(|mark, _| marks.binary_search(mark).is_ok());
        }
        for row in &fresh {
            // Under the stamp that is stored, so that the row is found again whatever wrote it.
            if let Ok(at) = marks.binary_search_by_key(&row.position, |mark| mark.position) {
                inner.tail.insert(marks[at], Arc::clone(row));
            }
        }
        rows.extend(fresh);
        Ok(rows)
    }
}

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
    fn new(budget: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, budget, tick: 0 }
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
