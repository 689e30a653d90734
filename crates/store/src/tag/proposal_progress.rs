//! How far the search for proposals has come. One row; whoever writes proposals locks it first.

use crate::{Error, Result, Tx, Value};
use model::{TagId, Time};

/// How far it has come, and what was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProposalProgress {
    /// The last tag looked at as new; 0 before the first.
    pub seen: i64,
    /// The last tag looked at once more.
    pub again: i64,
    /// Links not kept because their set is full.
    pub full_sets: i64,
    /// Links not kept because they would bring together what a person told apart.
    pub apart: i64,
    /// Proposals not kept, or dropped for weightier ones, because the queue is full.
    pub full_queue: i64,
}

fn read_progress_row(row: &crate::Row<'_>) -> Result<ProposalProgress> {
    Ok(ProposalProgress {
        seen: row.int(0)?,
        again: row.int(1)?,
        full_sets: row.int(2)?,
        apart: row.int(3)?,
        full_queue: row.int(4)?,
    })
}

/// The row as it is.
pub fn read_progress(tx: &mut Tx<'_>) -> Result<ProposalProgress> {
    tx.query_opt(
        "SELECT seen, again, full_sets, apart, full_queue FROM proposal_progress WHERE id = 1",
        &[],
        read_progress_row,
    )?
    .ok_or_else(missing_row)
}

/// The row; others who ask wait until this transaction ends.
pub fn lock_progress(tx: &mut Tx<'_>) -> Result<ProposalProgress> {
    tx.query_opt(
        "SELECT seen, again, full_sets, apart, full_queue FROM proposal_progress WHERE id = 1 /*pg: FOR UPDATE*/",
        &[],
        read_progress_row,
    )?
    .ok_or_else(missing_row)
}

fn missing_row() -> Error {
    Error::Damaged("the row of the progress of proposals is missing".into())
}

/// Writes the row, which [`lock_progress`] gave.
pub fn put_progress(tx: &mut Tx<'_>, progress: &ProposalProgress) -> Result<()> {
    tx.execute(
        "UPDATE proposal_progress SET seen = $1, again = $2, full_sets = $3, apart = $4, full_queue = $5 WHERE id = 1",
        &[
            progress.seen.into(),
            progress.again.into(),
            progress.full_sets.into(),
            progress.apart.into(),
            progress.full_queue.into(),
        ],
    )?;
    Ok(())
}

/// Has tags looked at once more, not before a moment.
pub fn look_again(tx: &mut Tx<'_>, tags: &[TagId], due: Time) -> Result<()> {
    let mut ids: Vec<i64> = tags.iter().map(|tag| tag.0).collect();
    // In order and each once: two writers do not wait crosswise, and one statement changes a row
    // once.
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<_> = ids.iter().map(|id| vec![Value::Int(*id), Value::Int(due.0)]).collect();
    tx.execute_many(
        "INSERT INTO proposal_due (tag_id, due_ms) VALUES ($1, $2) \
         ON CONFLICT (tag_id) DO UPDATE SET due_ms = excluded.due_ms",
        &rows,
    )
}

/// Tags whose moment has come.
pub fn list_due_tags(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<Vec<TagId>> {
    tx.query(
        "SELECT tag_id FROM proposal_due WHERE due_ms <= $1 ORDER BY due_ms, tag_id LIMIT $2",
        &[now.0.into(), limit.into()],
        |row| Ok(TagId(row.int(0)?)),
    )
}

/// Those of these tags that still wait: what another process has looked at meanwhile is left out. They wait no more.
pub fn take_due(tx: &mut Tx<'_>, tags: &[TagId]) -> Result<Vec<TagId>> {
    let ids: Vec<i64> = tags.iter().map(|tag| tag.0).collect();
    let there =
        tx.query("SELECT tag_id FROM proposal_due WHERE tag_id = ANY($1)", &[Value::Ints(&ids)], |row| {
            Ok(TagId(row.int(0)?))
        })?;
    // Safe as two statements, because whoever writes proposals holds the lock of the progress row.
    tx.execute("DELETE FROM proposal_due WHERE tag_id = ANY($1)", &[Value::Ints(&ids)])?;
    Ok(there)
}
