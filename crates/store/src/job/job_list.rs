//! Jobs as the operator sees them: lists, numbers, another try for what is dead, and removal.

use crate::job::jobs::{NewJob, ensure_job};
use crate::{Result, Row, Tx, Value};
use model::Time;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// What is done.
    pub kind: String,
    /// What it is done to.
    pub key: String,
    /// Whether it failed too often and waits for a person.
    pub dead: bool,
    /// Its lane.
    pub lane: String,
    /// What the handler needs beside the key.
    pub payload: String,
    /// When it may be claimed; of a claimed job the end of its lease, of a dead one the time of its death.
    pub run_at: Time,
    /// How often it was claimed since it was enqueued or last succeeded.
    pub attempts: i64,
    /// The claim of who runs it.
    pub claim: Option<String>,
    /// Why it failed the last time.
    pub last_error: Option<String>,
}

/// How many jobs a lane has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneCount {
    /// The lane.
    pub lane: String,
    /// Jobs that wait for their time, or for a worker.
    pub waiting: i64,
    /// Jobs that are claimed; those of a worker that died too, until they are claimed again.
    pub claimed: i64,
    /// Jobs that failed too often.
    pub dead: i64,
}

fn read_job_row(row: &Row<'_>) -> Result<JobRow> {
    Ok(JobRow {
        kind: row.text(0)?,
        key: row.text(1)?,
        dead: row.flag(2)?,
        lane: row.text(3)?,
        payload: row.text(4)?,
        run_at: Time(row.int(5)?),
        attempts: row.int(6)?,
        claim: row.text_opt(7)?,
        last_error: row.text_opt(8)?,
    })
}

/// Where a page of a list of jobs begins, in the order of kind, key, pending before dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListStart {
    /// At the first job of this kind, or of the next.
    Kind(String),
    /// After this kind, key and state (dead or not).
    After(String, String, bool),
}

impl ListStart {
    /// Kind, key and state of a row just before the page. A state below both is before the job with the empty key.
    fn values(&self) -> [Value<'_>; 3] {
        match self {
            Self::Kind(kind) => [kind.as_str().into(), "".into(), Value::Int(-1)],
            Self::After(kind, key, dead) => [kind.as_str().into(), key.as_str().into(), (*dead).into()],
        }
    }
}

/// A page of jobs.
pub fn list_jobs(tx: &mut Tx<'_>, start: &ListStart, limit: i64) -> Result<Vec<JobRow>> {
    let [kind, key, dead] = start.values();
    tx.query(
        "SELECT kind, key, dead, lane, payload, run_at_ms, attempts, claim, last_error FROM job \
         WHERE (kind, key, dead) > ($1, $2, $3) ORDER BY kind, key, dead LIMIT $4",
        &[kind, key, dead, limit.into()],
        read_job_row,
    )
}

/// A page of dead jobs.
pub fn list_dead_jobs(tx: &mut Tx<'_>, start: &ListStart, limit: i64) -> Result<Vec<JobRow>> {
    let [kind, key, dead] = start.values();
    tx.query(
        "SELECT kind, key, dead, lane, payload, run_at_ms, attempts, claim, last_error FROM job \
         WHERE dead = 1 AND (kind, key) >= ($1, $2) AND (kind, key, dead) > ($1, $2, $3) \
         ORDER BY kind, key LIMIT $4",
        &[kind, key, dead, limit.into()],
        read_job_row,
    )
}

/// The jobs of one name: pending, dead, or both.
pub fn read_jobs_named(tx: &mut Tx<'_>, kind: &str, key: &str) -> Result<Vec<JobRow>> {
    tx.query(
        "SELECT kind, key, dead, lane, payload, run_at_ms, attempts, claim, last_error FROM job \
         WHERE kind = $1 AND key = $2 ORDER BY dead",
        &[kind.into(), key.into()],
        read_job_row,
    )
}

/// Numbers of jobs by lane, in the order of lanes; a lane without jobs is left out.
pub fn count_jobs(tx: &mut Tx<'_>) -> Result<Vec<LaneCount>> {
    let mut counts = tx.query(
        // No lane and no kind is empty: the conditions are there for the partial indexes.
        "SELECT lane, count(*), count(claim) FROM job WHERE dead = 0 AND lane > '' GROUP BY lane ORDER BY lane",
        &[],
        |row| {
            let (lane, pending, claimed) = (row.text(0)?, row.int(1)?, row.int(2)?);
            Ok(LaneCount { lane, waiting: pending - claimed, claimed, dead: 0 })
        },
    )?;
    let dead = tx.query(
        "SELECT lane, count(*) FROM job WHERE dead = 1 AND kind > '' GROUP BY lane ORDER BY lane",
        &[],
        |row| Ok((row.text(0)?, row.int(1)?)),
    )?;
    for (lane, dead) in dead {
        match counts.binary_search_by(|count| count.lane.cmp(&lane)) {
            Ok(at) => counts[at].dead = dead,
            Err(at) => counts.insert(at, LaneCount { lane, waiting: 0, claimed: 0, dead }),
        }
    }
    Ok(counts)
}

/// By lane, when the first job could be claimed that waits or runs. Jobs that were enqueued without a time
/// ([`AT_ONCE`](crate::jobs::AT_ONCE)) are left out: nobody knows since when they wait.
pub fn first_run_times(tx: &mut Tx<'_>) -> Result<Vec<(String, Time)>> {
    tx.query(
        "SELECT lane, min(run_at_ms) FROM job WHERE dead = 0 AND lane > '' AND run_at_ms > 0 \
         GROUP BY lane ORDER BY lane",
        &[],
        |row| Ok((row.text(0)?, Time(row.int(1)?))),
    )
}

/// Makes a dead job pending again, due at `now` and with all its attempts; where one of its name is pending already, that
/// one stays and the dead one goes. False where there is no such dead job.
pub fn retry_dead_job(tx: &mut Tx<'_>, kind: &str, key: &str, now: Time) -> Result<bool> {
    let Some(row) = read_jobs_named(tx, kind, key)?.into_iter().find(|row| row.dead) else {
        return Ok(false);
    };
    drop_job(tx, kind, key, true)?;
    ensure_job(tx, &NewJob { kind, key, lane: &row.lane, payload: &row.payload, run_at: now })?;
    Ok(true)
}

/// Lets a pending job that waits run at `now`, with all its attempts. False where it is not there or claimed.
pub fn hasten_job(tx: &mut Tx<'_>, kind: &str, key: &str, now: Time) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE job SET run_at_ms = $3, attempts = 0 WHERE kind = $1 AND key = $2 AND dead = 0 AND claim IS NULL",
        &[kind.into(), key.into(), now.0.into()],
    )?;
    if changed > 0 {
        tx.note_enqueued();
    }
    Ok(changed > 0)
}

/// Removes a pending or a dead job; whether it was there. One that runs goes on to its end, and leaves nothing.
pub fn drop_job(tx: &mut Tx<'_>, kind: &str, key: &str, dead: bool) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM job WHERE kind = $1 AND key = $2 AND dead = $3",
        &[kind.into(), key.into(), dead.into()],
    )?;
    Ok(gone > 0)
}
