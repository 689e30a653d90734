//! Jobs as the operator sees and changes them.

use crate::{Error, Result, Site};
use store::Tx;
use store::job_list::{self, JobRow, LaneCount, ListStart};

/// Jobs that one call lists or changes at most.
pub const LISTED: usize = 10_000;
const PAGE: i64 = 500;

/// Which jobs are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobSelection {
    /// Of this kind alone.
    pub kind: Option<String>,
    /// With this key alone.
    pub key: Option<String>,
    /// Dead ones alone.
    pub dead: bool,
}

impl JobSelection {
    fn includes(&self, row: &JobRow) -> bool {
        self.kind.as_ref().is_none_or(|kind| *kind == row.kind)
            && self.key.as_ref().is_none_or(|key| *key == row.key)
            && (row.dead || !self.dead)
    }
}

impl Site {
    /// The jobs of a selection in the order of kind and key, [`LISTED`] at most.
    pub async fn list_jobs(&self, selection: JobSelection) -> Result<Vec<JobRow>> {
        self.store.read(move |tx| select_jobs(tx, &selection)).await
    }

    /// Lets jobs that wait or are dead run at once, with all their attempts; gives those. Jobs that run are left alone.
    pub async fn retry_jobs(&self, selection: JobSelection) -> Result<Vec<JobRow>> {
        let now = self.clock().now();
        self.change_jobs(selection, move |tx, row| {
            let retry = if row.dead { job_list::retry_dead_job } else { job_list::hasten_job };
            Ok(retry(tx, &row.kind, &row.key, now)?)
        })
        .await
    }

    /// Removes jobs; gives those. Jobs that run are left alone. A job that is always there comes back when a worker starts.
    pub async fn drop_jobs(&self, selection: JobSelection) -> Result<Vec<JobRow>> {
        let now = self.clock().now();
        self.change_jobs(selection, move |tx, row| {
            let runs = row.claim.is_some() && row.run_at > now;
            Ok(!runs && job_list::drop_job(tx, &row.kind, &row.key, row.dead)?)
        })
        .await
    }

    /// How many jobs each lane has.
    pub async fn count_jobs(&self) -> Result<Vec<LaneCount>> {
        self.store.read(|tx| Ok::<_, Error>(job_list::count_jobs(tx)?)).await
    }

    async fn change_jobs(
        &self,
        selection: JobSelection,
        change: impl Fn(&mut Tx<'_>, &JobRow) -> Result<bool> + Send + 'static,
    ) -> Result<Vec<JobRow>> {
        self.store
            .write(move |tx| {
                let mut changed = Vec::new();
                for row in select_jobs(tx, &selection)? {
                    if change(tx, &row)? {
                        changed.push(row);
                    }
                }
                Ok(changed)
            })
            .await
    }
}

fn select_jobs(tx: &mut Tx<'_>, selection: &JobSelection) -> Result<Vec<JobRow>> {
    if let (Some(kind), Some(key)) = (&selection.kind, &selection.key) {
        let mut rows = job_list::read_jobs_named(tx, kind, key)?;
        rows.retain(|row| selection.includes(row));
        return Ok(rows);
    }
    let mut rows = Vec::new();
    // Rows stand in the order of kinds: those before the kind asked for need not be read.
    let mut start = ListStart::Kind(selection.kind.clone().unwrap_or_default());
    while rows.len() < LISTED {
        let page = match selection.dead {
            true => job_list::list_dead_jobs(tx, &start, PAGE)?,
            false => job_list::list_jobs(tx, &start, PAGE)?,
        };
        let Some(last) = page.last() else { break };
        let past = selection.kind.as_ref().is_some_and(|kind| last.kind > *kind);
        start = ListStart::After(last.kind.clone(), last.key.clone(), last.dead);
        rows.extend(page.into_iter().filter(|row| selection.includes(row)));
        if past {
            break;
        }
    }
    rows.truncate(LISTED);
    Ok(rows)
}
