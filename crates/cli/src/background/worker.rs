//! Works on jobs beside the server or alone: one loop a lane, so that no lane waits for another. `tumblelog::jobs` says what a
//! job is and which there are.

use model::clock::SystemClock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tumblelog::Site;
use tumblelog::jobs::{ClaimedJob, JobRunner, LEASE, Lane};

/// How often a lane is looked at at least: jobs that other processes enqueue are not announced.
const LOOK: Duration = Duration::from_secs(2);

/// The loops, one a lane. They begin with what became due while no process was running.
pub struct Worker {
    runner: JobRunner,
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts them on the present runtime.
    pub fn start(site: Site) -> Self {
        let worker = format!("process-{}", std::process::id());
        // Jobs go by the machine's clock, also where that of the site stands still (`--clock`).
        let runner = JobRunner::new(site, &worker).with_clock(Arc::new(SystemClock));
        let (stop, stopped) = watch::channel(false);
        let run = |lane| tokio::spawn(run_lane(runner.clone(), lane, stopped.clone()));
        let running = Lane::ALL.map(run).into();
        Self { runner, stop, running }
    }

    /// Ends them after the jobs that run at the moment, at `deadline` in any case.
    pub async fn stop_by(self, deadline: Instant) {
        self.runner.request_stop();
        // It fails only where all loops have ended by themselves.
        let _ = self.stop.send(true);
        for mut running in self.running {
            match timeout_at(deadline, &mut running).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a lane of the worker ended badly"),
                Err(_) => {
                    // A job may run twice: whoever claims it when its lease is over does the rest.
                    running.abort();
                    tracing::warn!("a job was still running when the time to stop was over; it is run again");
                }
            }
        }
    }
}

async fn run_lane(runner: JobRunner, lane: Lane, mut stopped: watch::Receiver<bool>) {
    let mut seeded = false;
    loop {
        // Waited for before the look, so that a job that is enqueued after it is not missed.
        let enqueued = runner.enqueued().notified();
        tokio::pin!(enqueued);
        enqueued.as_mut().enable();
        let wait = match work_lane(&runner, lane, &mut seeded, &stopped).await {
            Ok(wait) => wait,
            Err(error) => {
                log_failure(&error, lane);
                LOOK
            }
        };
        tokio::select! {
            // The stop goes first, so that no job begins after it.
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = &mut enqueued, if lane.is_prompt() => {}
            () = sleep_until(Instant::now() + wait) => {}
        }
    }
}

/// Runs all jobs of a lane that are due; gives how long to wait for the next.
async fn work_lane(
    runner: &JobRunner,
    lane: Lane,
    seeded: &mut bool,
    stopped: &watch::Receiver<bool>,
) -> tumblelog::Result<Duration> {
    if !*seeded {
        // Here and not at the start, because the database may be out of reach then.
        runner.seed_jobs().await?;
        *seeded = true;
    }
    while !*stopped.borrow() {
        // A look is a read. A claim is a write, and costs a wait for the disk.
        let wait = runner.time_to_next(lane).await?.unwrap_or(LOOK);
        if !wait.is_zero() {
            return Ok(wait.min(LOOK));
        }
        // Another process was faster, or the one that enqueued it has not committed.
        let Some(job) = runner.claim_job(lane).await? else { return Ok(LOOK) };
        run_job(runner, &job).await?;
    }
    Ok(LOOK)
}

/// Runs a job as long as this process has its lease.
async fn run_job(runner: &JobRunner, job: &ClaimedJob) -> tumblelog::Result<()> {
    tokio::select! {
        done = runner.run_claimed(job) => done,
        () = keep_lease(runner, job) => {
            tracing::warn!(kind = job.kind, key = job.key, "a job was stopped: its lease has ended, another worker has it");
            Ok(())
        }
    }
}

/// Extends a lease again and again; ends when it is lost.
async fn keep_lease(runner: &JobRunner, job: &ClaimedJob) {
    let mut extended = Instant::now();
    loop {
        sleep_until(extended + LEASE / 3).await;
        let begun = Instant::now();
        match timeout(LEASE / 3, runner.extend_lease(job)).await {
            Ok(Ok(true)) => extended = begun,
            Ok(Ok(false)) => return,
            // The database is away or busy. The lease may hold until it is back.
            Ok(Err(_)) | Err(_) if begun.duration_since(extended) < LEASE => {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Ok(Err(_)) | Err(_) => return,
        }
    }
}

/// Logs why a lane could not go on, unless the log knows: while the database is out of reach, every lane fails.
fn log_failure(error: &tumblelog::Error, lane: Lane) {
    if !error.is_logged() {
        tracing::error!(%error, lane = lane.name(), "jobs could not be claimed or finished; the next look tries again");
    }
}
