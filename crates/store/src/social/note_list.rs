//! Notes as lists for programs: by kind, from a moment on, counted by kind.

use crate::social::notes::{kind_number, read_note_row};
use crate::{Result, Tx, Value};
use model::{ActorName, Note, NoteKind, PostId, Time};

/// A place in a list of notes, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteCursor {
    /// A moment.
    pub at: Time,
    /// The last note of that moment which stands before the place; `None` where all of its notes do not.
    pub last: Option<(NoteKind, ActorName, Option<PostId>)>,
}

impl NoteCursor {
    /// The place before all notes that were left before a moment.
    pub fn before_moment(at: Time) -> Self {
        Self { at, last: None }
    }

    /// The place after a note.
    pub fn after_note(note: &Note) -> Self {
        Self { at: note.at, last: Some((note.kind, note.actor.clone(), note.post)) }
    }

    /// The key of the note before the place; a key below all keys of the moment where there is none.
    fn key_values(&self) -> [Value<'_>; 5] {
        let (kind, (name, host), post) = match &self.last {
            Some((kind, actor, post)) => {
                (kind_number(*kind), actor.name_and_host(), post.map_or(0, |id| id.0))
            }
            None => (0, ("", ""), 0),
        };
        [self.at.0.into(), kind.into(), name.into(), host.into(), post.into()]
    }
}

/// Notes of some kinds on a root after a place, newest first.
pub fn list_notes_before(
    tx: &mut Tx<'_>,
    root: PostId,
    kinds: &[NoteKind],
    cursor: &NoteCursor,
    limit: i64,
) -> Result<Vec<Note>> {
    list_notes_within(tx, root, kinds, Time(i64::MIN), cursor, limit)
}

/// The same, without those that were left before `from`.
pub fn list_notes_within(
    tx: &mut Tx<'_>,
    root: PostId,
    kinds: &[NoteKind],
    from: Time,
    cursor: &NoteCursor,
    limit: i64,
) -> Result<Vec<Note>> {
    let kinds: Vec<i64> = kinds.iter().map(|kind| kind_number(*kind)).collect();
    let [at, kind, name, host, post] = cursor.key_values();
    tx.query(
        // By name and not by id within a moment, so that lists do not depend on the order in which actors came. The bound
        // on at_ms alone is for the key: a comparison of rows over two tables is none.
        "SELECT n.kind, a.name, n.at_ms, n.post_id, n.body, a.host FROM note AS n CROSS JOIN actor AS a \
         WHERE n.root_id = $1 AND n.at_ms >= $2 AND n.at_ms <= $4 AND n.kind = ANY($3) AND a.id = n.actor_id \
         AND (n.at_ms, n.kind, a.name, a.host, n.post_id) < ($4, $5, $6, $7, $8) \
         ORDER BY n.at_ms DESC, n.kind DESC, a.name DESC, a.host DESC, n.post_id DESC LIMIT $9",
        &[root.0.into(), from.0.into(), Value::Ints(&kinds), at, kind, name, host, post, limit.into()],
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
