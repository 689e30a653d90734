//! Claims of jobs. A claim is a lease: while its holder extends it, nobody else runs the job; when it ends, because the
//! holder died, the job can be claimed again like any that is due. What the holder reports afterwards is ignored.
//!
//! Two workers never claim one job: PostgreSQL locks the row and others skip it, SQLite has one writer at a time.

use crate::{Result, Row, Tx};
use model::Time;

/// A job that this worker may run until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// What is done.
    pub kind: String,
    /// What it is done to.
    pub key: String,
    /// What the handler needs beside the key.
    pub payload: String,
    /// How often it was claimed since it was enqueued or last succeeded, this time included.
    pub attempts: i64,
    /// Why it failed the last time, if it did.
    pub last_error: Option<String>,
    /// The text that only this claim has.
    pub claim: String,
}

/// When the next job of a lane can be claimed; `None` where the lane is empty.
pub fn next_run_at(tx: &mut Tx<'_>, lane: &str) -> Result<Option<Time>> {
    tx.query_opt(
        "SELECT run_at_ms FROM job WHERE dead = 0 AND lane = $1 ORDER BY run_at_ms, kind, key LIMIT 1",
        &[lane.into()],
        |row| Ok(Time(row.int(0)?)),
    )
}

/// Claims the first job of a lane that is due at `now`, until `lease_end`. `claim` must be a text that no other claim has.
pub fn claim_job(
    tx: &mut Tx<'_>,
    lane: &str,
    claim: &str,
    now: Time,
    lease_end: Time,
) -> Result<Option<ClaimedJob>> {
    let read = |row: &Row<'_>| {
        Ok(ClaimedJob {
            kind: row.text(0)?,
            key: row.text(1)?,
            payload: row.text(2)?,
            attempts: row.int(3)? + 1,
            last_error: row.text_opt(4)?,
            claim: claim.to_owned(),
        })
    };
    let Some(job) = tx.query_opt(
        "SELECT kind, key, payload, attempts, last_error FROM job WHERE dead = 0 AND lane = $1 AND run_at_ms <= $2 \
         ORDER BY run_at_ms, kind, key LIMIT 1 /*pg: FOR UPDATE SKIP LOCKED*/",
        &[lane.into(), now.0.into()],
        read,
    )?
    else {
        return Ok(None);
    };
    tx.execute(
        // Counted now and not at the end: a job that kills its process must not run for ever.
        "UPDATE job SET claim = $3, run_at_ms = $4, attempts = $5, again_ms = NULL \
         WHERE kind = $1 AND key = $2 AND dead = 0",
        &[
            job.kind.as_str().into(),
            job.key.as_str().into(),
            claim.into(),
            lease_end.0.into(),
            job.attempts.into(),
        ],
    )?;
    Ok(Some(job))
}

/// Moves the end of a lease; false where the claim is no longer the job's, and its holder must stop.
pub fn extend_lease(tx: &mut Tx<'_>, job: &ClaimedJob, lease_end: Time) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE job SET run_at_ms = $4 WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3",
        &[job.kind.as_str().into(), job.key.as_str().into(), job.claim.as_str().into(), lease_end.0.into()],
    )?;
    Ok(changed > 0)
}

/// Ends a claim after a success. The job runs again at `next`, where given, or at `again`, where it was enqueued
/// meanwhile, whichever is earlier; otherwise its row goes. False where the claim is no longer the job's.
pub fn finish_job(tx: &mut Tx<'_>, job: &ClaimedJob, next: Option<Time>, again: Time) -> Result<bool> {
    let name = [job.kind.as_str().into(), job.key.as_str().into(), job.claim.as_str().into()];
    let enqueued = tx.query_opt(
        // Locked, or an enqueuer that is about to commit would be missed.
        "SELECT again_ms FROM job WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3 /*pg: FOR UPDATE*/",
        &name,
        |row| row.int_opt(0),
    )?;
    let Some(enqueued) = enqueued else { return Ok(false) };
    let once_more = enqueued.map(|at| Time(at).max(again));
    match next.into_iter().chain(once_more).min() {
        None => {
            tx.execute("DELETE FROM job WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3", &name)?
        }
        Some(run_at) => {
            let [kind, key, claim] = name;
            tx.execute(
                "UPDATE job SET run_at_ms = $4, attempts = 0, claim = NULL, again_ms = NULL, last_error = NULL \
                 WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3",
                &[kind, key, claim, run_at.0.into()],
            )?
        }
    };
    Ok(true)
}

/// Ends a claim after a failure: the job is tried again at `run_at`. With `anew`, its attempts count from 0. False where the
/// claim is no longer the job's.
pub fn retry_later(tx: &mut Tx<'_>, job: &ClaimedJob, run_at: Time, error: &str, anew: bool) -> Result<bool> {
    let attempts = if anew { 0 } else { job.attempts };
    let changed = tx.execute(
        // Where it was enqueued meanwhile, the next attempt is the run that this asks for.
        "UPDATE job SET run_at_ms = $4, attempts = $5, claim = NULL, again_ms = NULL, last_error = $6 \
         WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3",
        &[
            job.kind.as_str().into(),
            job.key.as_str().into(),
            job.claim.as_str().into(),
            run_at.0.into(),
            attempts.into(),
            error.into(),
        ],
    )?;
    Ok(changed > 0)
}

/// Ends a claim for good: the job is dead, with the reason. It takes the place of an older dead job of the same name; where
/// it was enqueued while it ran, a pending job stays beside it. False where the claim is no longer the job's.
pub fn bury_job(tx: &mut Tx<'_>, job: &ClaimedJob, now: Time, error: &str) -> Result<bool> {
    let name = [job.kind.as_str().into(), job.key.as_str().into()];
    let [kind, key] = name;
    let found = tx.query_opt(
        "SELECT lane, again_ms FROM job WHERE kind = $1 AND key = $2 AND dead = 0 AND claim = $3 /*pg: FOR UPDATE*/",
        &[kind, key, job.claim.as_str().into()],
        |row| Ok((row.text(0)?, row.int_opt(1)?)),
    )?;
    let Some((lane, again)) = found else { return Ok(false) };
    tx.execute("DELETE FROM job WHERE kind = $1 AND key = $2 AND dead = 1", &name)?;
    tx.execute(
        "INSERT INTO job (kind, key, dead, lane, payload, run_at_ms, attempts, last_error) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7)",
        &[
            kind,
            key,
            lane.as_str().into(),
            // That of the run that failed: a later enqueuer may have given another.
            job.payload.as_str().into(),
            now.0.into(),
            job.attempts.into(),
            error.into(),
        ],
    )?;
    match again {
        None => tx.execute("DELETE FROM job WHERE kind = $1 AND key = $2 AND dead = 0", &name)?,
        Some(again) => tx.execute(
            "UPDATE job SET run_at_ms = $3, attempts = 0, claim = NULL, again_ms = NULL, last_error = NULL \
             WHERE kind = $1 AND key = $2 AND dead = 0",
            &[kind, key, again.into()],
        )?,
    };
    Ok(true)
}
