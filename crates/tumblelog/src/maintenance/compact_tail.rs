//! Folding the tail of new posts into the index's blocks, once for many posts instead of once for each.

use crate::{Error, Result, Site};
use index::Index;
use std::sync::atomic::Ordering;
use store::Tx;

/// Buckets compacted in one transaction.
const BUCKETS: usize = 16;

impl Site {
    /// Folds the whole tail. Correct at any time; call it at the end of an import.
    ///
    /// # Errors
    /// What the database says; what was compacted until then stays so.
    pub async fn compact_tail(&self) -> Result<()> {
        self.compact_down_to(0).await
    }

    /// Empties the database's write-ahead log into the database file; call it at the end of an import, which otherwise
    /// leaves all of it in the log. Says whether all was taken: a serving process may hold a part for the moment.
    pub async fn checkpoint(&self) -> Result<bool> {
        let store = self.store.clone();
        // It may wait seconds for the disk: not on a thread that answers requests.
        let done = tokio::task::spawn_blocking(move || store.checkpoint()).await;
        Ok(done.map_err(|_| Error::Store(store::Error::Closed))??)
    }

    /// Folds until at most so many posts wait, a few buckets a transaction, so that others can write in between.
    async fn compact_down_to(&self, keep: usize) -> Result<()> {
        loop {
            let work =
                move |tx: &mut Tx<'_>| Ok::<_, Error>(Index::default().compact_down_to(tx, keep, BUCKETS)?);
            let folded = self.store.write(work).await?;
            // No progress must end the loop, or it would take the lock again and again.
            if folded.left <= keep || folded.posts == 0 {
                return Ok(());
            }
        }
    }

    /// Counts one post more in the tail and folds it when it has grown long. A failure is left to the next fold:
    /// readers see the tail either way.
    pub(crate) async fn count_into_tail(&self) {
        // Each process counts its own posts. That is only a hint: the tail itself says how long it
        // is.
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
        if waiting.is_multiple_of(index::COMPACT_AT)
            // Half may stay: a fold rewrites much of a bucket, so stragglers had better wait for
            // others.
            && let Err(error) = self.compact_down_to(index::COMPACT_AT / 2).await
            && !error.is_logged()
        {
            tracing::warn!(%error, "the tail could not be folded");
        }
    }
}
