//! Notes on the roots of trails.

use crate::social::actors;
use crate::{Error, Result, Row, Tx, Value};
use model::{ActorId, ActorName, Note, NoteKind, PostId, Time};
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
        actor: actors::actor_name(&row.text(1)?, &row.text(5)?)?,
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

/// Keeps notes, as [`insert_note`] does. Who left them is found by name, all at once, and kept where not known yet.
/// Gives how many were new.
pub fn insert_notes(tx: &mut Tx<'_>, root: PostId, notes: &[Note]) -> Result<u64> {
    let names: Vec<_> = notes.iter().map(|note| note.actor.clone()).collect();
    let ids = actors::intern_actors(tx, &names)?;
    insert_notes_of(tx, root, notes, &ids)
}

/// As [`insert_notes`], where the actors were interned before, as for many roots at once.
pub fn insert_notes_of(
    tx: &mut Tx<'_>,
    root: PostId,
    notes: &[Note],
    ids: &HashMap<ActorName, ActorId>,
) -> Result<u64> {
    let mut new = 0;
    for note in notes {
        let id = ids.get(&note.actor).copied();
        let id = id.ok_or_else(|| Error::Damaged(format!("the actor {} was not kept", note.actor)))?;
        new += u64::from(insert_note(tx, root, id, note)?);
    }
    Ok(new)
}

/// Keeps a note of an actor whose id is known; one that is there already stays as it is. A reply where the same actor
/// has one of the same moment in other words is kept at the next free millisecond of the following second. Gives whether
/// it is new.
pub fn insert_note(tx: &mut Tx<'_>, root: PostId, actor: ActorId, note: &Note) -> Result<bool> {
    // A like or reblog of the same key is the same note; two replies of one second may be two.
    let room = if note.kind == NoteKind::Reply { MOMENT } else { 1 };
    for at in (0..room).map(|later| Time(note.at.0.saturating_add(later))) {
        if insert_at(tx, root, actor, note, at)? {
            return Ok(true);
        }
        // The same words are the same reply, brought again by a second import.
        if body_at(tx, root, actor, note, at)?.is_some_and(|body| body == note.text) {
            return Ok(false);
        }
    }
    Ok(false)
}

fn insert_at(tx: &mut Tx<'_>, root: PostId, actor: ActorId, note: &Note, at: Time) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO note (root_id, at_ms, kind, actor_id, post_id, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            root.0.into(),
            at.0.into(),
            kind_number(note.kind).into(),
            actor.0.into(),
            note.post.map_or(0, |id| id.0).into(),
            note.text.as_str().into(),
        ],
    )?;
    Ok(new > 0)
}

/// The words of what has a note's key at a moment.
fn body_at(tx: &mut Tx<'_>, root: PostId, actor: ActorId, note: &Note, at: Time) -> Result<Option<String>> {
    tx.query_opt(
        "SELECT body FROM note WHERE root_id = $1 AND at_ms = $2 AND kind = $3 AND actor_id = $4 AND post_id = $5",
        &[
            root.0.into(),
            at.0.into(),
            kind_number(note.kind).into(),
            actor.0.into(),
            note.post.map_or(0, |id| id.0).into(),
        ],
        |row| row.text(0),
    )
}

/// Takes away the note of an actor's reblog that is no post here. Gives how many there were.
pub fn remove_noted_reblog(tx: &mut Tx<'_>, root: PostId, actor: ActorId) -> Result<u64> {
    tx.execute(
        "DELETE FROM note WHERE root_id = $1 AND kind = $2 AND actor_id = $3 AND post_id = 0",
        &[root.0.into(), kind_number(NoteKind::Reblog).into(), actor.0.into()],
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
        "SELECT n.kind, a.name, n.at_ms, n.post_id, n.body, a.host FROM note AS n CROSS JOIN actor AS a \
         WHERE n.root_id = $1 AND a.id = n.actor_id \
         ORDER BY n.at_ms DESC, n.kind DESC, a.name DESC, a.host DESC, n.post_id DESC LIMIT $2",
        &[root.0.into(), Value::Int(limit)],
        read_note_row,
    )
}

/// The newest notes on each of some roots, newest first, asked for at once. Roots without notes are left out.
pub fn newest_of(tx: &mut Tx<'_>, roots: &[i64], limit: i64) -> Result<HashMap<PostId, Vec<Note>>> {
    // SQLite knows no LATERAL: it is told from which moment on the notes are the newest, and may give some more of that
    // moment.
    const SQL: &str = "SELECT n.kind, a.name, n.at_ms, n.post_id, n.body, a.host, n.root_id \
        /*sqlite: FROM json_each($1) JOIN note AS n ON n.root_id = json_each.value AND n.at_ms >= COALESCE((SELECT m.at_ms \
        FROM note AS m WHERE m.root_id = json_each.value ORDER BY m.at_ms DESC LIMIT 1 OFFSET $2 - 1), -9223372036854775807) \
        CROSS JOIN actor AS a WHERE a.id = n.actor_id*/ \
        /*pg: FROM unnest($1::bigint[]) AS r (root), LATERAL (SELECT m.*, b.name, b.host FROM note AS m \
        JOIN actor AS b ON b.id = m.actor_id WHERE m.root_id = r.root \
        ORDER BY m.at_ms DESC, m.kind DESC, b.name DESC, b.host DESC, m.post_id DESC LIMIT $2) AS n \
        CROSS JOIN LATERAL (SELECT n.name, n.host) AS a*/ \
        ORDER BY n.root_id, n.at_ms DESC, n.kind DESC, a.name DESC, a.host DESC, n.post_id DESC";
    let mut newest: HashMap<PostId, Vec<Note>> = HashMap::new();
    tx.each(SQL, &[Value::Ints(roots), limit.into()], |row| {
        let notes = newest.entry(PostId(row.int(6)?)).or_default();
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
