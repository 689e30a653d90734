//! What an operator watches: figures of the site for `/metrics`, and whether it can answer at all.

use crate::{Error, Result, Site};
use index::CacheUsage;
use model::{Clock, clock::SystemClock};
use std::sync::Arc;
use std::time::Duration;
use store::job_list::{LaneCount, count_jobs, first_run_times};
use store::{CallStats, SchemaState, check_schema, tail_length};

/// Figures that are read from the database: those of the whole site, and the same in all its processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFigures {
    /// Posts that are not in blocks of the index yet.
    pub tail: i64,
    /// Jobs by lane.
    pub jobs: Vec<LaneCount>,
    /// By lane, for how long the oldest job that is due has been waiting for a worker.
    pub overdue: Vec<(String, Duration)>,
}

impl Site {
    /// Reads the figures, at a cost that grows with the number of pending jobs.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read_figures(&self) -> Result<SiteFigures> {
        // Jobs go by the machine's clock, also where that of the site stands still.
        let now = SystemClock.now().0;
        let read = move |tx: &mut store::Tx<'_>| {
            let overdue = first_run_times(tx)?.into_iter();
            let age = |ms: i64| Duration::from_millis(u64::try_from(now.saturating_sub(ms)).unwrap_or(0));
            Ok::<_, Error>(SiteFigures {
                tail: tail_length::count_tail(tx)?,
                jobs: count_jobs(tx)?,
                overdue: overdue.map(|(lane, at)| (lane, age(at.0))).collect(),
            })
        };
        self.store.read(read).await
    }

    /// Asks the database whether its schema is this program's.
    ///
    /// # Errors
    /// What the database says.
    pub async fn check_schema(&self) -> Result<SchemaState> {
        self.store.read(|tx| Ok(check_schema(tx)?)).await
    }

    /// What the calls of the database cost in this process.
    pub fn store_calls(&self) -> &Arc<CallStats> {
        self.store.calls()
    }

    /// The caches of the index in this process.
    pub fn cache_usage(&self) -> [CacheUsage; 4] {
        self.store.cache().usage()
    }
}
