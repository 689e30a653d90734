//! Folding the tail of new posts into the index's blocks, once for many posts instead of once for each.

use crate::{Error, Result, Site};
use index::Index;
use std::sync::atomic::Ordering;

impl Site {
    /// Folds the tail. Correct at any time; needed only so that the tail stays short.
    ///
    /// # Errors
    /// What the database says; the tail is then as it was.
    pub async fn fold(&self) -> Result<()> {
        self.store.write(|tx| Ok::<_, Error>(Index::default().fold(tx).map(drop)?)).await
    }

    /// Counts one post more in the tail and folds it when it has grown long. A failure is left to the next fold:
    /// readers see the tail either way.
    pub(crate) async fn count_into_tail(&self) {
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
        if waiting.is_multiple_of(index::FOLD_AT)
            && let Err(error) = self.fold().await
        {
            tracing::warn!(%error, "the tail could not be folded");
        }
    }
}
