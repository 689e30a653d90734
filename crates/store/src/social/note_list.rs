//! Notes as lists for programs: by kind, from a moment on, counted by kind.

use crate::social::notes::{kind_number, read_note_row};
use crate::{Result, Tx, Value};
use model::{Note, NoteKind, PostId, Time};

/// Notes of some kinds on a root left before a moment, newest first.
pub fn list_notes_before(
    tx: &mut Tx<'_>,
    root: PostId,
    kinds: &[NoteKind],
    before: Time,
    limit: i64,
) -> Result<Vec<Note>> {
    let kinds: Vec<i64> = kinds.iter().map(|kind| kind_number(*kind)).collect();
    tx.query(
        "SELECT kind, blog, at_ms, post_id, body FROM note WHERE root_id = $1 AND at_ms < $2 AND kind = ANY($3) \
         ORDER BY at_ms DESC, kind DESC, blog DESC, post_id DESC LIMIT $4",
        &[root.0.into(), before.0.into(), Value::Ints(&kinds), limit.into()],
        read_note_row,
    )
}

/// Notes of some kinds on a root left in a range of time, its end not included, newest first.
pub fn list_notes_within(
    tx: &mut Tx<'_>,
    root: PostId,
    kinds: &[NoteKind],
    from: Time,
    until: Time,
    limit: i64,
) -> Result<Vec<Note>> {
    let kinds: Vec<i64> = kinds.iter().map(|kind| kind_number(*kind)).collect();
    tx.query(
        "SELECT kind, blog, at_ms, post_id, body FROM note \
         WHERE root_id = $1 AND at_ms >= $2 AND at_ms < $3 AND kind = ANY($4) \
         ORDER BY at_ms DESC, kind DESC, blog DESC, post_id DESC LIMIT $5",
        &[root.0.into(), from.0.into(), until.0.into(), Value::Ints(&kinds), limit.into()],
        read_note_row,
    )
}

/// How many notes of each kind the site holds rows for on a root.
pub fn count_notes_by_kind(tx: &mut Tx<'_>, root: PostId) -> Result<Vec<(NoteKind, i64)>> {
    let rows = tx.query(
        "SELECT kind, count(*) FROM note WHERE root_id = $1 GROUP BY kind",
        &[root.0.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    let kinds = [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply];
    Ok(rows
        .into_iter()
        // A kind that a newer program wrote is left out and fails no page.
        .filter_map(|(n, count)| Some((kinds.into_iter().find(|k| kind_number(*k) == n)?, count)))
        .collect())
}
