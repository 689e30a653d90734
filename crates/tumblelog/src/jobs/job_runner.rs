//! Claims jobs and runs them: what a worker does in each of its lanes.

use crate::account::secret::draw_text;
use crate::jobs::job_kind::{JobKind, JobRun};
use crate::jobs::lane::Lane;
use crate::jobs::registry::standard_kinds;
use crate::{Error, Result, Site};
use model::{Clock, Time};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::job_claims::{self, ClaimedJob};
use store::jobs::{self, NewJob};
use tokio::sync::Notify;

/// How long a claim holds. A worker extends it several times in between; one that dies delays its job for so long. Clocks of
/// machines that share a database may differ by much less.
pub const LEASE: Duration = Duration::from_secs(15);

/// Runs jobs of a site, shared by cloning.
#[derive(Clone)]
pub struct JobRunner {
    pub(crate) site: Site,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) kinds: Arc<BTreeMap<&'static str, JobKind>>,
    worker: Arc<str>,
    stop: Arc<AtomicBool>,
}

impl JobRunner {
    /// Runs the standard kinds by the site's clock. `worker` names this process in lists.
    pub fn new(site: Site, worker: &str) -> Self {
        let kinds = standard_kinds().into_iter().map(|kind| (kind.name, kind)).collect();
        Self {
            clock: site.clock.clone(),
            site,
            kinds: Arc::new(kinds),
            worker: worker.into(),
            stop: Arc::default(),
        }
    }

    /// The same, with another clock for leases and times of jobs. It must go on, also where the site's clock stands still.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same, with one kind more, in place of one of the same name.
    #[must_use]
    pub fn with_kind(mut self, kind: JobKind) -> Self {
        Arc::make_mut(&mut self.kinds).insert(kind.name, kind);
        self
    }

    /// Enqueues the jobs that are always there, or that look for themselves what is to be done. Harmless at any time.
    pub async fn seed_jobs(&self) -> Result<()> {
        let (kinds, now) = (self.kinds.clone(), self.clock.now());
        self.site
            .store
            .write(move |tx| {
                for kind in kinds.values().filter(|kind| kind.at_start) {
                    let (name, lane) = (kind.name, kind.lane.name());
                    jobs::ensure_job(tx, &NewJob { kind: name, key: "", lane, payload: "", run_at: now })?;
                }
                Ok(())
            })
            .await
    }

    /// How long until a job of a lane is due; zero where one is, `None` where the lane is empty.
    pub async fn time_to_next(&self, lane: Lane) -> Result<Option<Duration>> {
        let next =
            self.site.store.read(move |tx| Ok::<_, Error>(job_claims::next_run_at(tx, lane.name())?)).await?;
        let now = self.clock.now();
        Ok(next.map(|next| Duration::from_millis(u64::try_from(next.0.saturating_sub(now.0)).unwrap_or(0))))
    }

    /// Tells when this process has enqueued a job, after the commit.
    pub fn enqueued(&self) -> &Arc<Notify> {
        self.site.store.enqueued()
    }

    /// Claims the next job of a lane that is due.
    pub async fn claim_job(&self, lane: Lane) -> Result<Option<ClaimedJob>> {
        let claim = format!("{}/{}", self.worker, draw_text(&*self.site.secrets, 12)?);
        let now = self.clock.now();
        let end = later(now, LEASE);
        self.site.store.write(move |tx| Ok(job_claims::claim_job(tx, lane.name(), &claim, now, end)?)).await
    }

    /// Moves the end of a lease to [`LEASE`] from now. False where another worker has the job: stop running it.
    pub async fn extend_lease(&self, job: &ClaimedJob) -> Result<bool> {
        let (job, end) = (job.clone(), later(self.clock.now(), LEASE));
        self.site.store.write(move |tx| Ok(job_claims::extend_lease(tx, &job, end)?)).await
    }

    /// Claims and runs the next job of a lane; its kind, or `None` where none is due. It must end within [`LEASE`].
    pub async fn run_next_job(&self, lane: Lane) -> Result<Option<String>> {
        let Some(job) = self.claim_job(lane).await? else { return Ok(None) };
        self.run_claimed(&job).await?;
        Ok(Some(job.kind))
    }

    /// Asks handlers that run to end after their present step.
    pub fn request_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn job_run(&self, job: &ClaimedJob) -> JobRun {
        JobRun {
            site: self.site.clone(),
            key: job.key.clone(),
            payload: job.payload.clone(),
            stop: self.stop.clone(),
        }
    }
}

/// A time after another.
pub(crate) fn later(time: Time, by: Duration) -> Time {
    Time(time.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
}
