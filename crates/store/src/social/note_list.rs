//! Notes as lists for programs: by kind, from a moment on, counted by kind.

use crate::social::notes::{kind_number, read_note_row};
use crate::{Result, Tx, Value};
use model::{BlogName, Note, NoteKind, PostId, Time};

/// A place in a list of notes, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteCursor {
    /// A moment.
    pub at: Time,
    /// The last note of that moment which stands before the place; `None` where all of its notes do not.
    pub last: Option<(NoteKind, BlogName, Option<PostId>)>,
}

impl NoteCursor {
    /// The place before all notes that were left before a moment.
    pub fn before_moment(at: Time) -> Self {
        Self { at, last: None }
    }

    /// The place after a note.
    pub fn after_note(note: &Note) -> Self {
        Self { at: note.at, last: Some((note.kind, note.blog.clone(), note.post)) }
    }

    /// The key of the note before the place; a key below all keys of the moment where there is none.
    fn key_values(&self) -> [Value<'_>; 4] {
        let (kind, blog, post) = match &self.last {
            Some((kind, blog, post)) => (kind_number(*kind), blog.as_str(), post.map_or(0, |id| id.0)),
            None => (0, "", 0),
        };
        [self.at.0.into(), kind.into(), blog.into(), post.into()]
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
    let [at, kind, blog, post] = cursor.key_values();
    tx.query(
        "SELECT kind, blog, at_ms, post_id, body FROM note \
         WHERE root_id = $1 AND at_ms >= $2 AND kind = ANY($3) AND (at_ms, kind, blog, post_id) < ($4, $5, $6, $7) \
         ORDER BY at_ms DESC, kind DESC, blog DESC, post_id DESC LIMIT $8",
        &[root.0.into(), from.0.into(), Value::Ints(&kinds), at, kind, blog, post, limit.into()],
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
