//! Two batches of an import under way at once: one is worked out while the other is written.

use crate::Failure;
use intake::{Incoming, RecordFault};
use model::RunId;
use std::collections::VecDeque;
use tokio::task::JoinHandle;
use tumblelog::Site;
use tumblelog::import::Outcome;

/// Batches of an import, kept in the order they are given.
pub struct Pipeline {
    site: Site,
    run: Option<RunId>,
    running: VecDeque<JoinHandle<tumblelog::Result<Outcome>>>,
}

impl Pipeline {
    /// An import into a site, of a run that is written down or of none.
    pub fn new(site: &Site, run: Option<RunId>) -> Self {
        Self { site: site.clone(), run, running: VecDeque::new() }
    }

    /// Gives the next batch with the bad records before it, and returns what became of an earlier one where that is
    /// known.
    pub async fn push(
        &mut self,
        batch: Vec<Incoming>,
        unread: Vec<RecordFault>,
    ) -> Result<Option<Outcome>, Failure> {
        // A third batch would only wait for the writer, and hold its posts in memory.
        let done = if self.running.len() < 2 { None } else { self.next().await? };
        let (site, run) = (self.site.clone(), self.run);
        self.running.push_back(tokio::spawn(async move {
            match run {
                Some(run) => site.import_in(run, batch, unread).await,
                None => site.import_batch(batch).await,
            }
        }));
        Ok(done)
    }

    /// Waits for the oldest batch under way; `None` where there is none.
    pub async fn next(&mut self) -> Result<Option<Outcome>, Failure> {
        match self.running.pop_front() {
            Some(running) => Ok(Some(running.await.map_err(anyhow::Error::from)??)),
            None => Ok(None),
        }
    }
}
