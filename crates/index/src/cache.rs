//! What readers keep between queries. Everything in it is tied to an epoch, a bucket's version or a tail row's
//! stamp, so that it always agrees with the snapshot that is read.

use crate::attributes::AttributeCache;
use crate::directory::Directory;
use crate::lru::{CacheUsage, Lru};
use crate::related_cache::RelatedCache;
use crate::summary_parts::SummaryCache;
use crate::{BucketId, FacetId, Storage, TailMark, TailRow, Times};
use std::collections::HashMap;
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
    pub attributes: AttributeCache,
    pub times: Lru<BucketId, (i64, Arc<Vec<Times>>)>,
    pub summaries: SummaryCache,
    pub related: RelatedCache,
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
        // The directory, times and attributes stay: only the work of the summaries is to be measured.
        inner.summaries.clear();
        inner.related.clear();
    }

    /// How full its parts are, and how often each had what was asked for.
    pub fn usage(&self) -> [CacheUsage; 4] {
        let inner = self.lock_inner();
        [
            inner.attributes.usage("attributes"),
            inner.times.usage("times"),
            inner.summaries.usage("summaries"),
            inner.related.usage("related"),
        ]
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
