//! Enqueues jobs in the transaction that causes them: a transaction that is rolled back leaves no job.
//!
//! On PostgreSQL the row of the job stays locked until that transaction ends. A worker skips a locked row, so a job never
//! runs before the rows that it is about can be read.

use crate::{Result, Tx, Value};
use model::Time;

/// The earliest time there is, for a caller without a clock of jobs: the job may be claimed at once. Jobs of one lane run in
/// the order of their times, so only kinds with one key should use it, or they overtake all others of their lane.
pub const AT_ONCE: Time = Time(0);

/// A job to be enqueued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewJob<'a> {
    /// What is done, as the worker's registry names it; not empty.
    pub kind: &'a str,
    /// What it is done to. Kind and key name the job; may be empty where a kind has one job.
    pub key: &'a str,
    /// Jobs of one lane run one after another in each process; not empty.
    pub lane: &'a str,
    /// What the handler needs beside the key.
    pub payload: &'a str,
    /// Not before this time.
    pub run_at: Time,
}

impl NewJob<'_> {
    fn values(&self) -> [Value<'_>; 5] {
        [self.kind.into(), self.key.into(), self.lane.into(), self.payload.into(), Value::Int(self.run_at.0)]
    }
}

/// Enqueues a job. Where it is pending, it stays one job with the new payload, and runs at the earlier of both times; a job
/// that failed keeps the time of its next attempt. Where it runs at the moment, it will run once more.
pub fn enqueue_job(tx: &mut Tx<'_>, job: &NewJob<'_>) -> Result<()> {
    tx.execute(
        // After a failure the back-off stays: work that comes in often must not wear out the attempts.
        "INSERT INTO job (kind, key, dead, lane, payload, run_at_ms, attempts) VALUES ($1, $2, 0, $3, $4, $5, 0) \
         ON CONFLICT (kind, key, dead) DO UPDATE SET lane = excluded.lane, payload = excluded.payload, \
         run_at_ms = CASE WHEN job.claim IS NULL AND job.attempts = 0 AND excluded.run_at_ms < job.run_at_ms \
         THEN excluded.run_at_ms ELSE job.run_at_ms END, \
         again_ms = CASE WHEN job.claim IS NULL THEN NULL WHEN job.again_ms < excluded.run_at_ms \
         THEN job.again_ms ELSE excluded.run_at_ms END",
        &job.values(),
    )?;
    tx.note_enqueued();
    Ok(())
}

/// Enqueues a job unless its row asks for a run by that time already. Then the row is only read: on PostgreSQL it is not
/// locked, so that transactions which enqueue one job do not wait for each other.
///
/// A worker may claim the job between this look and the commit, and not see the caller's rows. So it is for kinds that run
/// again while a run finds work, and that have a period as a backstop.
pub fn enqueue_unless_due(tx: &mut Tx<'_>, job: &NewJob<'_>) -> Result<()> {
    let due = tx.query_opt(
        "SELECT 1 FROM job WHERE kind = $1 AND key = $2 AND dead = 0 \
         AND CASE WHEN claim IS NOT NULL THEN again_ms <= $3 WHEN attempts > 0 THEN 1 = 1 ELSE run_at_ms <= $3 END",
        &[job.kind.into(), job.key.into(), job.run_at.0.into()],
        |_| Ok(()),
    )?;
    match due {
        Some(()) => Ok(()),
        None => enqueue_job(tx, job),
    }
}

/// Enqueues a job that is not pending; one that is stays as it is. Says whether it was enqueued.
pub fn ensure_job(tx: &mut Tx<'_>, job: &NewJob<'_>) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO job (kind, key, dead, lane, payload, run_at_ms, attempts) VALUES ($1, $2, 0, $3, $4, $5, 0) \
         ON CONFLICT (kind, key, dead) DO NOTHING",
        &job.values(),
    )?;
    if new > 0 {
        tx.note_enqueued();
    }
    Ok(new > 0)
}
