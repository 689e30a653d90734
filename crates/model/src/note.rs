//! Notes: what readers did with a post.

use crate::{ActorName, PostId, Time};
use serde::{Deserialize, Serialize};

/// The kind of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// A like.
    Like,
    /// A reblog, with or without words of its own.
    Reblog,
    /// A reply in words.
    Reply,
}

impl NoteKind {
    /// The name in storage and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Reblog => "reblog",
            Self::Reply => "reply",
        }
    }

    /// The reverse of [`NoteKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Like, Self::Reblog, Self::Reply].into_iter().find(|kind| kind.name() == name)
    }
}

/// One note on the root of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What was done.
    pub kind: NoteKind,
    /// Who did it.
    pub actor: ActorName,
    /// When.
    pub at: Time,
    /// The reblog, where it is one we hold.
    pub post: Option<PostId>,
    /// The words of a reply, plain text.
    pub text: String,
}
