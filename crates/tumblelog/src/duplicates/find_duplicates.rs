//! The round that compares the posts that wait with those that share a key. It is worked out on a reader, so that writers
//! wait only while it is written down; any number of processes may do rounds at once.

use crate::duplicates::{apply, plan};
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use store::duplicate_keys;

/// Posts that wait and are looked at in one transaction beside others' work.
const STEP: usize = 200;

/// The same where nobody else is at work.
const STRIDE: usize = 16_000;

/// Times that a round is worked out anew because others' changes have overtaken it.
const OVERTAKEN: usize = 16;

impl Site {
    /// Compares posts that wait, at most about `limit` of them, and says how many that were. Until then a new duplicate
    /// stands in lists beside its original.
    ///
    /// # Errors
    /// What the database says; what was compared before stays so.
    pub async fn find_duplicates(&self, limit: usize) -> Result<usize> {
        let mut done = 0;
        while done < limit {
            let some = self
                .store
                .read(|tx| Ok::<_, Error>(!duplicate_keys::list_pending_comparisons(tx, 1)?.is_empty()))
                .await?;
            let count = if some { self.compare_new_posts(STEP.min(limit - done)).await? } else { 0 };
            if count == 0 {
                break;
            }
            done += count;
        }
        Ok(done)
    }

    /// Compares all that waits, many posts a transaction: for the end of an import. `progress` hears of each step.
    ///
    /// # Errors
    /// What the database says; what was compared before stays so.
    pub async fn find_all_duplicates(&self, mut progress: impl FnMut(u64)) -> Result<()> {
        loop {
            let count = self.compare_new_posts(STRIDE).await?;
            if count == 0 {
                return Ok(());
            }
            progress(count as u64);
        }
    }

    async fn compare_new_posts(&self, limit: usize) -> Result<usize> {
        let mut limit = limit;
        for _ in 0..OVERTAKEN {
            let work_out =
                move |snapshot: &mut Snapshot<'_, '_>| plan::plan(snapshot.tx, snapshot.words, limit);
            let Some(plan) = self.read_snapshot(work_out).await? else { return Ok(0) };
            let count = plan.done.len();
            if self.store.write(move |tx| apply::apply(tx, &plan)).await? {
                return Ok(count);
            }
            // Others changed posts meanwhile. Fewer posts take less time to compare, and so are overtaken less often; under
            // the lock nothing could overtake them, but all writers would wait for the comparison.
            limit = (limit / 4).max(1);
        }
        // The job comes again later; what waits stays.
        Err(Error::Busy)
    }
}
