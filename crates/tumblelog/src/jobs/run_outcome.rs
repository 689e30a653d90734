//! Runs a claimed job and writes down what became of it: finished, again later, tried again, dead.

use crate::jobs::back_off::add_jitter;
use crate::jobs::job_kind::{JobKind, Next};
use crate::jobs::job_runner::{JobRunner, later};
use crate::{Error, Result};
use std::time::Duration;
use store::job_claims::{self, ClaimedJob};

/// Characters of a reason that are kept.
const REASON: usize = 1_000;

/// Why a run failed.
struct Failure {
    reason: String,
    /// Whether the log knows already.
    logged: bool,
}

/// Stops a handler whose worker has lost the job: dropping a handle alone would let it go on.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl JobRunner {
    /// Runs a claimed job and writes down the outcome. When the future is dropped the handler stops at its next step.
    ///
    /// # Errors
    /// Where the outcome cannot be written down: the job then runs again after its lease.
    pub async fn run_claimed(&self, job: &ClaimedJob) -> Result<()> {
        let Some(kind) = self.kinds.get(job.kind.as_str()) else {
            let reason = "this version of the program knows no jobs of this kind";
            return self.bury(job, reason).await;
        };
        let attempts = i64::from(kind.attempts);
        if job.attempts > attempts {
            // Nobody reported the last attempt. What had been reported before may not be the cause.
            let reason =
                job.last_error.clone().map(|error| format!("; before that: {error}")).unwrap_or_default();
            let reason = format!("its worker died or stalled in its last attempt{reason}");
            return self.give_up(kind, job, &reason, false).await;
        }
        match self.run_handler(kind, job).await {
            Ok(next) => self.finish(kind, job, next).await,
            Err(failure) if job.attempts >= attempts => {
                self.give_up(kind, job, &failure.reason, failure.logged).await
            }
            Err(failure) => self.retry(kind, job, failure).await,
        }
    }

    async fn run_handler(&self, kind: &JobKind, job: &ClaimedJob) -> Result<Next, Failure> {
        // In a task of its own, so that a panic ends the job and not its lane.
        let mut running = AbortOnDrop(tokio::spawn((kind.handler)(self.job_run(job))));
        match (&mut running.0).await {
            Ok(Ok(next)) => Ok(next),
            Ok(Err(error)) => {
                Err(Failure { reason: shorten(&error.operator_words()), logged: error.is_logged() })
            }
            // The panic's own message is on standard error.
            Err(_) => Err(Failure { reason: "the job panicked".into(), logged: false }),
        }
    }

    async fn finish(&self, kind: &JobKind, job: &ClaimedJob, next: Next) -> Result<()> {
        let now = self.clock.now();
        let next = match next {
            Next::Done => kind.period.map(|period| later(now, self.jitter(period))),
            Next::After(wait) => Some(later(now, wait)),
        };
        let (claimed, again) = (job.clone(), later(now, kind.pause));
        let kept = self
            .site
            .store
            .write(move |tx| Ok::<_, Error>(job_claims::finish_job(tx, &claimed, next, again)?));
        note_lost(kept.await?, job);
        Ok(())
    }

    async fn retry(&self, kind: &JobKind, job: &ClaimedJob, failure: Failure) -> Result<()> {
        let pause = self.jitter(kind.back_off.pause_after(u32::try_from(job.attempts).unwrap_or(u32::MAX)));
        if !failure.logged {
            let (kind, key, attempt) = (&job.kind, &job.key, job.attempts);
            tracing::info!(error = failure.reason, kind, key, attempt, pause = ?pause, "a job failed and is tried again");
        }
        self.write_retry(job, pause, failure.reason, false).await
    }

    /// After the last attempt: a job with a period waits for the next one, any other is dead.
    async fn give_up(&self, kind: &JobKind, job: &ClaimedJob, reason: &str, logged: bool) -> Result<()> {
        let Some(period) = kind.period else { return self.bury(job, reason).await };
        if !logged {
            let (kind, attempts) = (&job.kind, job.attempts);
            tracing::error!(
                error = reason,
                kind,
                attempts,
                "a periodic job failed; it waits for its next period"
            );
        }
        self.write_retry(job, self.jitter(period), reason.to_owned(), true).await
    }

    async fn write_retry(&self, job: &ClaimedJob, pause: Duration, reason: String, anew: bool) -> Result<()> {
        let (claimed, run_at) = (job.clone(), later(self.clock.now(), pause));
        let kept = self
            .site
            .store
            .write(move |tx| Ok::<_, Error>(job_claims::retry_later(tx, &claimed, run_at, &reason, anew)?));
        note_lost(kept.await?, job);
        Ok(())
    }

    async fn bury(&self, job: &ClaimedJob, reason: &str) -> Result<()> {
        let (claimed, text, now) = (job.clone(), reason.to_owned(), self.clock.now());
        let buried = self
            .site
            .store
            .write(move |tx| Ok::<_, Error>(job_claims::bury_job(tx, &claimed, now, &text)?))
            .await?;
        if buried {
            let (kind, key, attempts) = (&job.kind, &job.key, job.attempts);
            tracing::error!(
                error = reason,
                kind,
                key,
                attempts,
                "a job is dead; `tagstead jobs` lists, retries or drops it"
            );
        }
        note_lost(buried, job);
        Ok(())
    }

    fn jitter(&self, around: Duration) -> Duration {
        add_jitter(around, &*self.site.secrets)
    }
}

/// The row says of the present holder what is to be done; what this one reports counts for nothing.
fn note_lost(kept: bool, job: &ClaimedJob) {
    if !kept {
        tracing::debug!(kind = job.kind, key = job.key, "a job was dropped or taken over while it ran");
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(REASON).collect()
}
