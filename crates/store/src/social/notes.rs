//! Notes on the roots of trails.

use crate::{Error, Result, Row, Tx, Value};
use model::{BlogName, Note, NoteKind, PostId, Time};
use std::collections::HashMap;

pub(crate) fn read_note_row(row: &Row<'_>) -> Result<Note> {
    let kind = row.int(0)?;
    let kind = [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply]
        .into_iter()
        .find(|k| kind_number(*k) == kind)
        .ok_or_else(|| Error::Damaged(format!("note kind {kind}")))?;
    // Of a like it is the post that was liked, which only lists of likes tell.
    let post = if kind == NoteKind::Like { 0 } else { row.int(3)? };
    Ok(Note {
        kind,
        blog: BlogName::parse(&row.text(1)?).map_err(|e| Error::Damaged(e.to_string()))?,
        at: Time(row.int(2)?),
        post: (post != 0).then_some(PostId(post)),
        text: row.text(4)?,
    })
}

pub(crate) fn kind_number(kind: NoteKind) -> i64 {
    match kind {
        NoteKind::Like => 1,
        NoteKind::Reblog => 2,
        NoteKind::Reply => 3,
    }
}

/// Milliseconds by which a reply may move on. Other systems give whole seconds: it stays within its own.
const MOMENT: i64 = 1000;

/// Keeps notes; those that are there already stay as they are. A reply where the same blog has one of the same moment
/// in other words is kept at the next free millisecond of the following second. Gives how many were new.
pub fn insert_notes(tx: &mut Tx<'_>, root: PostId, notes: &[Note]) -> Result<u64> {
    let mut new = 0;
    for note in notes {
        // A like or reblog of the same key is the same note; two replies of one second may be two.
        let room = if note.kind == NoteKind::Reply { MOMENT } else { 1 };
        for at in (0..room).map(|later| Time(note.at.0.saturating_add(later))) {
            if insert_at(tx, root, note, at)? {
                new += 1;
                break;
            }
            // The same words are the same reply, brought again by a second import.
            if body_at(tx, root, note, at)?.is_some_and(|body| body == note.text) {
                break;
            }
        }
    }
    Ok(new)
}

fn insert_at(tx: &mut Tx<'_>, root: PostId, note: &Note, at: Time) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO note (root_id, at_ms, kind, blog, post_id, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            root.0.into(),
            at.0.into(),
            kind_number(note.kind).into(),
            note.blog.as_str().into(),
            note.post.map_or(0, |id| id.0).into(),
            note.text.as_str().into(),
        ],
    )?;
    Ok(new > 0)
}

/// The words of what has a note's key at a moment.
fn body_at(tx: &mut Tx<'_>, root: PostId, note: &Note, at: Time) -> Result<Option<String>> {
    tx.query_opt(
        "SELECT body FROM note WHERE root_id = $1 AND at_ms = $2 AND kind = $3 AND blog = $4 AND post_id = $5",
        &[
            root.0.into(),
            at.0.into(),
            kind_number(note.kind).into(),
            note.blog.as_str().into(),
            note.post.map_or(0, |id| id.0).into(),
        ],
        |row| row.text(0),
    )
}

/// Takes away the note that a reblog is. Gives how many there were.
pub fn remove_reblog(tx: &mut Tx<'_>, root: PostId, reblog: PostId) -> Result<u64> {
    tx.execute(
        "DELETE FROM note WHERE root_id = $1 AND kind = $2 AND post_id = $3",
        &[root.0.into(), kind_number(NoteKind::Reblog).into(), reblog.0.into()],
    )
}

/// The newest notes on a root, newest first.
pub fn list_newest_notes(tx: &mut Tx<'_>, root: PostId, limit: i64) -> Result<Vec<Note>> {
    tx.query(
        "SELECT kind, blog, at_ms, post_id, body FROM note WHERE root_id = $1 \
         ORDER BY at_ms DESC, kind DESC, blog DESC, post_id DESC LIMIT $2",
        &[root.0.into(), Value::Int(limit)],
        read_note_row,
    )
}

/// The newest notes on each of some roots, newest first, asked for at once. Roots without notes are left out.
pub fn newest_of(tx: &mut Tx<'_>, roots: &[i64], limit: i64) -> Result<HashMap<PostId, Vec<Note>>> {
    // SQLite knows no LATERAL: it is told from which moment on the notes are the newest, and may give some more of that
    // moment.
    const SQL: &str = "SELECT n.kind, n.blog, n.at_ms, n.post_id, n.body, n.root_id \
        /*sqlite: FROM json_each($1) JOIN note AS n ON n.root_id = json_each.value AND n.at_ms >= COALESCE((SELECT m.at_ms \
        FROM note AS m WHERE m.root_id = json_each.value ORDER BY m.at_ms DESC LIMIT 1 OFFSET $2 - 1), -9223372036854775807)*/ \
        /*pg: FROM unnest($1::bigint[]) AS r (root), LATERAL (SELECT * FROM note WHERE root_id = r.root \
        ORDER BY at_ms DESC, kind DESC, blog DESC, post_id DESC LIMIT $2) AS n*/ \
        ORDER BY n.root_id, n.at_ms DESC, n.kind DESC, n.blog DESC, n.post_id DESC";
    let mut newest: HashMap<PostId, Vec<Note>> = HashMap::new();
    tx.each(SQL, &[Value::Ints(roots), limit.into()], |row| {
        let notes = newest.entry(PostId(row.int(5)?)).or_default();
        // SQLite may give more of the last moment; what is over is dropped in the same order as on
        // PostgreSQL.
        if i64::try_from(notes.len()).is_ok_and(|len| len < limit) {
            notes.push(read_note_row(row)?);
        }
        Ok(())
    })?;
    Ok(newest)
}

/// How many notes the site holds rows for on a root.
pub fn count_notes(tx: &mut Tx<'_>, root: PostId) -> Result<i64> {
    let count =
        tx.query_opt("SELECT count(*) FROM note WHERE root_id = $1", &[root.0.into()], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}
