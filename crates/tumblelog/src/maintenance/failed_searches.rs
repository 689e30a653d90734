//! Searches that found nothing. A search only adds to a count in memory; the worker writes the counts down. Kept is the
//! text, how often and on how many days it was asked, and nothing of who asked; moderators see what was asked on at
//! least two days, so that a text that one reader typed once is shown to nobody.

pub use crate::maintenance::failed_search_counter::LONGEST;
use crate::{Error, Result, Site};
pub use store::failed_searches::FailedSearch;

/// Texts that are kept; of more, the least asked are forgotten.
pub const KEPT: i64 = 10_000;
/// Days after which a text that nobody asked again is forgotten.
pub const REMEMBERED: i64 = 90;
const DAY: i64 = 86_400_000;

impl Site {
    /// Counts a search of a reader that found nothing, by its canonical text. Feeds that are polled are no readers.
    pub fn count_missed(&self, query: &str) {
        // Four bytes a code point at most: do not even parse what is surely too long.
        if query.len() > LONGEST * 4 {
            return;
        }
        if let Ok(parsed) = tag::query::parse(query, self.clock().now()) {
            self.missed.add_search(&parsed.expr.to_string());
        }
    }

    /// Writes down the searches that found nothing since the last call: the worker's work. What cannot be written is
    /// lost, because nothing depends on it.
    pub async fn keep_missed(&self) -> Result<usize> {
        let texts = self.missed.take_counts();
        if texts.is_empty() {
            return Ok(0);
        }
        let day = self.clock().now().0.div_euclid(DAY);
        self.store
            .write(move |tx| {
                store::failed_searches::add_failed_searches(tx, day, &texts)?;
                store::failed_searches::prune_failed_searches(tx, day - REMEMBERED, KEPT)?;
                Ok::<_, Error>(texts.len())
            })
            .await
    }

    /// The searches that found nothing on at least two days, on most days first.
    pub async fn list_failed_searches(&self, limit: usize) -> Result<Vec<FailedSearch>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.store.read(move |tx| Ok::<_, Error>(store::failed_searches::list_most_failed(tx, limit)?)).await
    }
}
