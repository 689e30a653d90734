//! Notes told one by one.

use super::wire::RecordFields;
use model::{BlogName, Note, NoteKind};
use serde_json::Value;

/// The likes, reblogs and replies of a list; what is none of these, and who has no name we can hold, is left out.
/// Their number is in `note_count` all the same.
pub(super) fn read(list: &[Value]) -> Vec<Note> {
    list.iter().filter_map(|value| one(RecordFields::of(value))).collect()
}

fn one(note: RecordFields<'_>) -> Option<Note> {
    let kind = NoteKind::from_name(note.text("type")?)?;
    let blog = BlogName::parse(note.text("blog_name")?).ok()?;
    Some(Note {
        kind,
        actor: blog.into(),
        at: note.time("timestamp")?,
        post: (kind == NoteKind::Reblog).then(|| note.post_id("post_id")).flatten(),
        text: match kind {
            NoteKind::Reply => {
                note.any(&["reply_text", "text"]).unwrap_or_default().chars().take(4096).collect()
            }
            NoteKind::Like | NoteKind::Reblog => String::new(),
        },
    })
}
