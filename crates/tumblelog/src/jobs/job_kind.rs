//! What is known of a kind of jobs, and what its handler gets and gives.

use crate::jobs::back_off::BackOff;
use crate::jobs::lane::Lane;
use crate::{Result, Site};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What one run of a handler gives.
pub type HandlerFuture = Pin<Box<dyn Future<Output = Result<Next>> + Send>>;

/// Does a job. It may be run again for the same job, after a crash also from a half-done state.
pub type Handler = Arc<dyn Fn(JobRun) -> HandlerFuture + Send + Sync>;

/// A kind of jobs.
#[derive(Clone)]
pub struct JobKind {
    /// Its name in the table: lower case, hyphens; never reuse one for something else.
    pub name: &'static str,
    /// Where its jobs run.
    pub lane: Lane,
    /// Failures in a row after which a job is dead, those of a worker that died while it ran included.
    pub attempts: u32,
    /// Pauses between attempts.
    pub back_off: BackOff,
    /// The time from the end of a run to the next, about, for a job that always runs again. It has one row for all
    /// processes, so it runs once a period in all. It never dies: after its last attempt it waits for its next period.
    pub period: Option<Duration>,
    /// Whether a worker that starts enqueues the job with the empty key where it is not pending: kinds that look by
    /// themselves for what is to be done.
    pub at_start: bool,
    /// The least time between a run and the next where the job is enqueued while it runs.
    pub pause: Duration,
    /// Does the work.
    pub handler: Handler,
}

/// What a handler works with.
#[derive(Clone)]
pub struct JobRun {
    /// The site.
    pub site: Site,
    /// What the job is done to.
    pub key: String,
    /// What was enqueued with it.
    pub payload: String,
    pub(crate) stop: Arc<AtomicBool>,
}

/// When a job that succeeded runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// After its period; a job without one is finished.
    Done,
    /// After this time, because there is more to do.
    After(Duration),
}

impl JobKind {
    /// A kind with ten attempts and the usual pauses, whose jobs run once.
    pub fn new<F>(
        name: &'static str,
        lane: Lane,
        handler: impl Fn(JobRun) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Next>> + Send + 'static,
    {
        Self {
            name,
            lane,
            attempts: 10,
            back_off: BackOff::STANDARD,
            period: None,
            at_start: false,
            pause: Duration::ZERO,
            handler: Arc::new(move |run| Box::pin(handler(run))),
        }
    }
}

impl JobRun {
    /// Whether the worker is about to stop: a handler with many steps ends after the present one.
    pub fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
