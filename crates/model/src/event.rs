//! What happened on a site, as listeners hear of it.

use crate::{ActorId, BlogId, PostId, Time};

/// The kind of an event. The numbers are stored: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A post appeared: published, out of a queue too, or released.
    Published = 1,
    /// A published post or what lists show of it changed.
    Edited = 2,
    /// A post is no longer published: deleted, taken back or withheld.
    Deleted = 3,
    /// A like, a reply or a reblog was added to a post or taken back.
    Noted = 4,
    /// A blog follows another, or does so no more.
    Followed = 5,
    /// Subjects changed: joined, split, marked as different, undone, renamed.
    SubjectChanged = 6,
    /// An import run brought posts.
    Imported = 7,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Published,
        Self::Edited,
        Self::Deleted,
        Self::Noted,
        Self::Followed,
        Self::SubjectChanged,
        Self::Imported,
    ];

    /// The number in storage.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`EventKind::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Time,
    /// The post; of a note the root of its trail.
    pub post: Option<PostId>,
    /// The blog that it happened to: of a post its own, of a follow the followed; not said of a note.
    pub blog: Option<BlogId>,
    /// Who did it, where it is not the blog of the post.
    pub actor: Option<ActorId>,
    /// The number of a change set of subjects or of an import run.
    pub number: Option<i64>,
}

impl Event {
    /// An event about nothing yet.
    pub fn new(kind: EventKind, at: Time) -> Self {
        Self { kind, at, post: None, blog: None, actor: None, number: None }
    }

    /// The same, about a post of a blog.
    #[must_use]
    pub fn about_post(mut self, post: PostId, blog: BlogId) -> Self {
        self.post = Some(post);
        self.blog = Some(blog);
        self
    }
}
