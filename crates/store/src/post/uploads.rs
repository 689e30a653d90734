//! Files that no post references yet, or none any more, by the SHA-256 in their names. A row says since when; a file
//! whose row has grown old is removed.

use crate::{Result, Tx, Value};
use model::Time;
use std::collections::HashSet;

/// Expects posts for these files from now on. Gives those that are being removed at the moment: nothing is expected of
/// them, and who wants to keep one waits until it is gone. A removal that began before `stalled` does not count: it failed,
/// or its process died.
pub fn expect_files(tx: &mut Tx<'_>, hashes: &[String], at: Time, stalled: Time) -> Result<Vec<String>> {
    // In one order, so that two who keep the same files do not wait for each other crosswise; each once, because one
    // statement changes a row once.
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let rows: Vec<_> = sorted.iter().map(|hash| vec![Value::Text(hash), Value::Int(at.0)]).collect();
    tx.execute_many(
        // A row that is being removed is left alone: its file may be gone already.
        "INSERT INTO upload (hash, at_ms) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET at_ms = excluded.at_ms \
         WHERE upload.removing_ms IS NULL",
        &rows,
    )?;
    let removing = tx.query(
        "SELECT hash, removing_ms FROM upload WHERE hash = ANY($1) AND removing_ms IS NOT NULL ORDER BY hash",
        &[Value::Texts(&sorted)],
        |row| Ok((row.text(0)?, Time(row.int(1)?))),
    )?;
    let mut awaited = Vec::new();
    for (hash, marked) in removing {
        // Stalled removals are rare, and each row is taken over by itself.
        if marked >= stalled || !take_over(tx, &hash, at, stalled)? {
            awaited.push(hash);
        }
    }
    Ok(awaited)
}

/// Takes the row of a removal that stalled. False where somebody marked it anew meanwhile.
fn take_over(tx: &mut Tx<'_>, hash: &str, at: Time, stalled: Time) -> Result<bool> {
    let taken = tx.execute(
        "UPDATE upload SET at_ms = $2, removing_ms = NULL WHERE hash = $1 AND removing_ms < $3",
        &[hash.into(), at.0.into(), stalled.0.into()],
    )?;
    Ok(taken > 0)
}

/// No post references this file any more: it is removed as one whose post has not come since `at`. What somebody sent
/// again keeps its time.
pub fn abandon(tx: &mut Tx<'_>, hashes: &[String], at: Time) -> Result<()> {
    let mut rows: Vec<_> = hashes.iter().collect();
    // Rows are locked in one order everywhere, so that two writers cannot wait for each other.
    rows.sort_unstable();
    let rows: Vec<_> = rows.into_iter().map(|hash| vec![Value::Text(hash), Value::Int(at.0)]).collect();
    tx.execute_many("INSERT INTO upload (hash, at_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", &rows)
}

/// Those of these files that have no row at all.
pub fn unlisted(tx: &mut Tx<'_>, hashes: &[String]) -> Result<Vec<String>> {
    let rows =
        tx.query("SELECT hash FROM upload WHERE hash = ANY($1)", &[Value::Texts(hashes)], |row| row.text(0))?;
    let listed: HashSet<String> = rows.into_iter().collect();
    Ok(hashes.iter().filter(|hash| !listed.contains(*hash)).cloned().collect())
}

/// Those of these files that posts are expected for. On PostgreSQL their rows are locked, so that none is removed
/// before the transaction that asks has ended.
pub fn expected(tx: &mut Tx<'_>, hashes: &[String]) -> Result<Vec<String>> {
    tx.query(
        // In order of hashes, so that rows are locked in the order in which others lock them.
        "SELECT hash FROM upload WHERE hash = ANY($1) AND removing_ms IS NULL ORDER BY hash /*pg: FOR UPDATE*/",
        &[Value::Texts(hashes)],
        |row| row.text(0),
    )
}

/// The post has come: these files stay as long as it does.
pub fn claim_files(tx: &mut Tx<'_>, hashes: &[String]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    // A removal that is under way keeps its row, so that the process that removes can end it.
    tx.execute("DELETE FROM upload WHERE hash = ANY($1) AND removing_ms IS NULL", &[Value::Texts(hashes)])
        .map(drop)
}

/// Files whose posts have not come since before a moment, the longest expected first. Those that a process is removing
/// are left out, unless it began before `stalled`: it must have died.
pub fn list_due_files(tx: &mut Tx<'_>, before: Time, stalled: Time, limit: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT hash FROM upload WHERE at_ms < $1 AND (removing_ms IS NULL OR removing_ms < $2) \
         ORDER BY at_ms LIMIT $3",
        &[before.0.into(), stalled.0.into(), limit.into()],
        |row| row.text(0),
    )
}

/// Marks a file as being removed since `now`; false where its post has come meanwhile, it was sent again, or another
/// process removes it.
pub fn begin_removal(tx: &mut Tx<'_>, hash: &str, before: Time, stalled: Time, now: Time) -> Result<bool> {
    // All conditions are asked again here: between the list and this mark somebody may have sent
    // the file again.
    let marked = tx.execute(
        "UPDATE upload SET removing_ms = $4 WHERE hash = $1 AND at_ms < $2 \
         AND (removing_ms IS NULL OR removing_ms < $3)",
        &[hash.into(), before.0.into(), stalled.0.into(), now.0.into()],
    )?;
    Ok(marked > 0)
}

/// The file is gone, or stays after all: its row goes. False where the removal that was marked at `marked` lost the row to
/// somebody else.
pub fn end_removal(tx: &mut Tx<'_>, hash: &str, marked: Time) -> Result<bool> {
    let ended = tx.execute(
        "DELETE FROM upload WHERE hash = $1 AND removing_ms = $2",
        &[hash.into(), marked.0.into()],
    )?;
    Ok(ended > 0)
}
