//! Notes.

use super::maker::ObjectBuilder;
use crate::http::text;
use model::{Note, NoteKind};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::{NoteMode, NoteShown};

/// A like, a reblog or a reply.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoteObject {
    /// The kind of note: `like`, `reblog` or `reply`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it was made, in seconds since 1970.
    pub timestamp: i64,
    /// The name of the blog that made it.
    pub blog_name: String,
    /// The permanent identifier of that blog. Absent where the blog is not on this site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog_uuid: Option<String>,
    /// The address of the page of that blog.
    pub blog_url: String,
    /// True where the first blog of the visitor follows that blog.
    pub followed: bool,
    /// The shape of the picture of that blog: `square`.
    pub avatar_shape: &'static str,
    /// Of a reply: its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_text: Option<String>,
    /// Of a reblog: its id, as text. Absent where the reblog is not on this site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<String>,
    /// Of a reblog: the name of the blog whose post was reblogged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reblog_parent_blog_name: Option<String>,
    /// Of a reblog: the text that it adds, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added_text: Option<String>,
    /// Of a reblog, in the mode `reblogs_with_tags`: its tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

impl ObjectBuilder<'_> {
    /// A note of which no more is known than itself, as `notes_info` lists it.
    pub fn note_object(&self, note: &Note) -> NoteObject {
        let name = note.actor.as_str();
        NoteObject {
            kind: note.kind.name(),
            timestamp: note.at.seconds(),
            blog_name: name.to_owned(),
            blog_uuid: None,
            blog_url: [self.base_url(), &text::blog_path(name)].concat(),
            followed: false,
            avatar_shape: "square",
            reply_text: (note.kind == NoteKind::Reply).then(|| note.text.clone()),
            post_id: note.post.map(|id| id.to_string()),
            reblog_parent_blog_name: None,
            added_text: None,
            tags: None,
        }
    }

    /// A note with its blog and its reblog.
    pub fn note_shown(&self, shown: &NoteShown, mode: NoteMode) -> NoteObject {
        NoteObject {
            followed: shown.blog.as_ref().is_some_and(|blog| self.follows_blog(blog.id)),
            blog_uuid: shown.blog.as_ref().map(|blog| blog.uuid.as_str().to_owned()),
            reblog_parent_blog_name: shown.parent_blog.clone(),
            added_text: Some(shown.added.clone()).filter(|text| !text.is_empty()),
            tags: (mode == NoteMode::ReblogsWithTags).then(|| shown.tags.clone()),
            ..self.note_object(&shown.note)
        }
    }
}
