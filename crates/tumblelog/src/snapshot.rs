//! What everything that reads the index needs together: a transaction, the index's cache, the site's word hash, the time.

use crate::{Result, Site};
use index::{Cache, Cursor, Page, Query, Sort};
use model::Time;
use std::time::Duration;
use store::Tx;
use store::words::WordHash;

/// One consistent state of the database, to be read. Writes have none of this: what a write reads may be undone, so it must
/// not enter the shared cache, and words are hashed before a write begins.
pub(crate) struct Snapshot<'a, 'x> {
    /// The read transaction.
    pub tx: &'a mut Tx<'x>,
    /// What queries of the index share between each other.
    pub cache: &'a Cache,
    /// How words and hosts become facets on this site.
    pub words: &'a WordHash,
    /// When the read was asked for.
    pub now: Time,
}

impl Snapshot<'_, '_> {
    /// How many posts a query selects.
    pub fn count_hits(&mut self, query: &Query) -> Result<u64> {
        Ok(index::count_hits(self.tx, self.cache, query)?)
    }

    /// A page of the posts that a query selects.
    pub fn read_page(
        &mut self,
        query: &Query,
        order: Sort,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page> {
        Ok(index::read_page(self.tx, self.cache, query, order, after, limit)?)
    }
}

impl Site {
    /// Reads in one consistent state of the database.
    // No `async fn`, here and below: the log of slow calls names the caller, which those do not know.
    #[track_caller]
    pub(crate) fn read_snapshot<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + Send
    where
        T: Send + 'static,
        F: FnMut(&mut Snapshot<'_, '_>) -> Result<T> + Send + 'static,
    {
        self.store.read(self.open_snapshot(work))
    }

    /// As [`Site::read_snapshot`], within a time budget.
    #[track_caller]
    pub(crate) fn read_snapshot_within<T, F>(
        &self,
        budget: Duration,
        work: F,
    ) -> impl Future<Output = Result<T>> + Send
    where
        T: Send + 'static,
        F: FnMut(&mut Snapshot<'_, '_>) -> Result<T> + Send + 'static,
    {
        self.store.read_within(budget, self.open_snapshot(work))
    }

    /// As [`Site::read_snapshot`], on the threads of expensive reads and within a time budget, where there is one.
    #[track_caller]
    pub(crate) fn read_expensive_snapshot<T, F>(
        &self,
        budget: Option<Duration>,
        work: F,
    ) -> impl Future<Output = Result<T>> + Send
    where
        T: Send + 'static,
        F: FnMut(&mut Snapshot<'_, '_>) -> Result<T> + Send + 'static,
    {
        self.store.read_expensive(budget, self.open_snapshot(work))
    }

    /// Gives work on a snapshot the form that the store runs.
    fn open_snapshot<T, F>(
        &self,
        mut work: F,
    ) -> impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static + use<T, F>
    where
        F: FnMut(&mut Snapshot<'_, '_>) -> Result<T> + Send + 'static,
        T: 'static,
    {
        let (cache, words) = (self.store.cache().clone(), self.store.words().clone());
        let now = self.clock().now();
        move |tx: &mut Tx<'_>| work(&mut Snapshot { tx, cache: &cache, words: &words, now })
    }
}
