//! Runs of imports and the sources they read.

use crate::{Error, Result, Row, Tx, Value};
use model::{ImportRun, Loss, Precision, RunId, SourceKind, Time};

/// Faults that are kept of a run; more are counted.
pub const FAULTS_KEPT: i64 = 50;
/// Code points of a fault's place and of its message that are kept.
const FAULT_TEXT: usize = 400;

/// What a batch of a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// Posts added.
    pub added: u64,
    /// Posts that were here already.
    pub known: u64,
    /// What could not be read or kept: what kind of loss, where and why.
    pub faults: Vec<(Loss, String, String)>,
}

/// A run's source beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// The run.
    pub run: ImportRun,
    /// Runs of the same source in all.
    pub runs: u64,
    /// When a run of the same source last came to its end.
    pub last_done: Option<Time>,
}

// A negative count cannot be written by this program; showing 0 is better than losing the whole
// list of runs.
fn count_from_number(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn number_from_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn read_run_row(row: &Row<'_>) -> Result<RunRecord> {
    let kind = row.int(1)?;
    let captured = row.int_opt(3)?.map(Time);
    let precision = row.int_opt(4)?.map_or(Precision::Exact, Precision::from_number);
    let run = ImportRun {
        id: RunId(row.int(0)?),
        kind: SourceKind::from_number(kind)
            .ok_or_else(|| Error::Damaged(format!("kind {kind} of a source")))?,
        label: row.text(2)?,
        captured: captured.map(|at| (at, precision)),
        begun: Time(row.int(5)?),
        heard: Time(row.int(6)?),
        ended: row.int_opt(7)?.map(Time),
        added: count_from_number(row.int(8)?),
        known: count_from_number(row.int(9)?),
        faults: count_from_number(row.int(10)?),
        lost_parts: count_from_number(row.int(13)?),
        missing_files: count_from_number(row.int(14)?),
    };
    Ok(RunRecord { run, runs: count_from_number(row.int(11)?), last_done: row.int_opt(12)?.map(Time) })
}

/// Writes down that a run begins; its id comes from [`Tx::next_id`]`("import_run")`.
pub fn begin_run(tx: &mut Tx<'_>, run: &ImportRun) -> Result<()> {
    let (kind, label) = (run.kind.number().into(), run.label.as_str().into());
    // Taken even where the source is known: ids may have gaps, and asking first would be a race.
    let id = tx.next_id("source")?;
    tx.execute(
        "INSERT INTO source (id, kind, label, runs) VALUES ($1, $2, $3, 1) ON CONFLICT (kind, label) \
         DO UPDATE SET runs = source.runs + 1",
        &[id.into(), kind, label],
    )?;
    let sql = "SELECT id FROM source WHERE kind = $1 AND label = $2";
    // Read back, because on a conflict the row keeps its older id.
    let source = tx.query_opt(sql, &[kind, label], |row| row.int(0))?.unwrap_or(id);
    tx.execute(
        "INSERT INTO import_run (id, source_id, captured_ms, captured_precision, begun_ms, heard_ms, added, known, \
         faults, flawed) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 1)",
        &[
            run.id.0.into(),
            source.into(),
            Value::IntOpt(run.captured.map(|(at, _)| at.0)),
            Value::IntOpt(run.captured.map(|(_, precision)| precision.number())),
            run.begun.0.into(),
            run.heard.0.into(),
        ],
    )?;
    Ok(())
}

/// Adds what a batch of a run came to, and keeps its faults as far as there is room.
pub fn advance_run(tx: &mut Tx<'_>, run: RunId, progress: &RunProgress, now: Time) -> Result<()> {
    let lost =
        |kind| number_from_count(progress.faults.iter().filter(|(loss, ..)| *loss == kind).count() as u64);
    tx.execute(
        "UPDATE import_run SET heard_ms = $2, added = added + $3, known = known + $4, faults = faults + $5, \
         lost_parts = lost_parts + $6, missing_files = missing_files + $7 WHERE id = $1",
        &[
            run.0.into(),
            now.0.into(),
            number_from_count(progress.added).into(),
            number_from_count(progress.known).into(),
            lost(Loss::Record).into(),
            lost(Loss::Part).into(),
            lost(Loss::File).into(),
        ],
    )?;
    if progress.faults.is_empty() {
        return Ok(());
    }
    let sql = "SELECT count(*) FROM import_fault WHERE run_id = $1";
    let kept = tx.query_opt(sql, &[run.0.into()], |row| row.int(0))?.unwrap_or(0);
    // Places and messages repeat what a hostile file says, which may be megabytes.
    let cut = |text: &str| text.chars().take(FAULT_TEXT).collect::<String>();
    // The range is empty when the run has all it may keep; the counts above still grow.
    let texts: Vec<(String, String)> = (kept..FAULTS_KEPT)
        .zip(&progress.faults)
        .map(|(_, (_, place, message))| (cut(place), cut(message)))
        .collect();
    let rows: Vec<_> = (kept..)
        .zip(&texts)
        .map(|(n, (place, message))| {
            vec![run.0.into(), n.into(), Value::Text(place.as_str()), Value::Text(message.as_str())]
        })
        .collect();
    tx.execute_many("INSERT INTO import_fault (run_id, n, place, message) VALUES ($1, $2, $3, $4)", &rows)
}

/// Writes down that a run came to its end.
pub fn end_run(tx: &mut Tx<'_>, run: RunId, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE import_run SET heard_ms = $2, ended_ms = $2, flawed = CASE WHEN faults + lost_parts + missing_files > 0 \
         THEN 1 ELSE 0 END WHERE id = $1",
        &[run.0.into(), now.0.into()],
    )?;
    tx.execute(
        "UPDATE source SET last_done_ms = $2 WHERE id = (SELECT source_id FROM import_run WHERE id = $1)",
        &[run.0.into(), now.0.into()],
    )?;
    Ok(())
}

/// The runs that added most posts, the greatest first.
pub fn list_greatest_runs(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<RunRecord>> {
    const SQL: &str = "SELECT r.id, s.kind, s.label, r.captured_ms, r.captured_precision, r.begun_ms, r.heard_ms, \
        r.ended_ms, r.added, r.known, r.faults, s.runs, s.last_done_ms, r.lost_parts, r.missing_files FROM import_run r \
        JOIN source s ON s.id = r.source_id WHERE r.added > 0 ORDER BY r.added DESC, r.id DESC LIMIT $1";
    tx.query(SQL, &[limit.into()], read_run_row)
}

/// The newest runs that have faults or no end, newest first.
pub fn list_faulty_runs(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<RunRecord>> {
    const SQL: &str = "SELECT r.id, s.kind, s.label, r.captured_ms, r.captured_precision, r.begun_ms, r.heard_ms, \
        r.ended_ms, r.added, r.known, r.faults, s.runs, s.last_done_ms, r.lost_parts, r.missing_files FROM import_run r \
        JOIN source s ON s.id = r.source_id WHERE r.flawed = 1 ORDER BY r.id DESC LIMIT $1";
    tx.query(SQL, &[limit.into()], read_run_row)
}

/// The newest runs, newest first.
pub fn list_newest_runs(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<RunRecord>> {
    const SQL: &str = "SELECT r.id, s.kind, s.label, r.captured_ms, r.captured_precision, r.begun_ms, r.heard_ms, \
        r.ended_ms, r.added, r.known, r.faults, s.runs, s.last_done_ms, r.lost_parts, r.missing_files FROM import_run r \
        JOIN source s ON s.id = r.source_id WHERE r.id > 0 ORDER BY r.id DESC LIMIT $1";
    tx.query(SQL, &[limit.into()], read_run_row)
}

/// One run.
pub fn by_id(tx: &mut Tx<'_>, run: RunId) -> Result<Option<RunRecord>> {
    const SQL: &str = "SELECT r.id, s.kind, s.label, r.captured_ms, r.captured_precision, r.begun_ms, r.heard_ms, \
        r.ended_ms, r.added, r.known, r.faults, s.runs, s.last_done_ms, r.lost_parts, r.missing_files FROM import_run r \
        JOIN source s ON s.id = r.source_id WHERE r.id = $1";
    tx.query_opt(SQL, &[run.0.into()], read_run_row)
}

/// How many runs lost something or have no end, and what all of them lost: records, parts of posts, files.
pub fn count_faults(tx: &mut Tx<'_>) -> Result<(u64, [u64; 3])> {
    // CAST, because PostgreSQL sums BIGINT to NUMERIC, which is not read as a number here.
    const SQL: &str = "SELECT count(*), CAST(COALESCE(sum(faults), 0) AS BIGINT), \
        CAST(COALESCE(sum(lost_parts), 0) AS BIGINT), CAST(COALESCE(sum(missing_files), 0) AS BIGINT) \
        FROM import_run WHERE flawed = 1";
    let read = |row: &Row<'_>| {
        Ok((
            count_from_number(row.int(0)?),
            [count_from_number(row.int(1)?), count_from_number(row.int(2)?), count_from_number(row.int(3)?)],
        ))
    };
    Ok(tx.query_opt(SQL, &[], read)?.unwrap_or_default())
}

/// How many runs added posts.
pub fn count_runs_with_posts(tx: &mut Tx<'_>) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM import_run WHERE added > 0";
    Ok(tx.query_opt(SQL, &[], |row| row.int(0))?.map_or(0, count_from_number))
}

/// How many runs of a kind there were, and when one last came to its end.
pub fn of_kind(tx: &mut Tx<'_>, kind: SourceKind) -> Result<(u64, Option<Time>)> {
    const SQL: &str =
        "SELECT CAST(COALESCE(sum(runs), 0) AS BIGINT), max(last_done_ms) FROM source WHERE kind = $1";
    let found = tx.query_opt(SQL, &[kind.number().into()], |row| {
        Ok((count_from_number(row.int(0)?), row.int_opt(1)?.map(Time)))
    })?;
    Ok(found.unwrap_or((0, None)))
}

/// The first faults of a run: where and why.
pub fn list_faults(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<(String, String)>> {
    tx.query("SELECT place, message FROM import_fault WHERE run_id = $1 ORDER BY n", &[run.0.into()], |row| {
        Ok((row.text(0)?, row.text(1)?))
    })
}
