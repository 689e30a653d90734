//! Two batches of an import under way at once: one is worked out while the other is written.

use crate::Failure;
use intake::Incoming;
use std::collections::VecDeque;
use tokio::task::JoinHandle;
use tumblelog::Site;
use tumblelog::import::Outcome;

/// Batches of an import, kept in the order they are given.
pub struct Pipeline {
    site: Site,
    running: VecDeque<JoinHandle<tumblelog::Result<Outcome>>>,
}

impl Pipeline {
    /// An import into a site.
    pub fn new(site: &Site) -> Self {
        Self { site: site.clone(), running: VecDeque::new() }
    }

    /// Gives the next batch, and returns what became of an earlier one where that is known.
    pub async fn push(&mut self, batch: Vec<Incoming>) -> Result<Option<Outcome>, Failure> {
        let done = if self.running.len() < 2 { None } else { self.next().await? };
        let site = self.site.clone();
        self.running.push_back(tokio::spawn(async move { site.import(batch).await }));
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
