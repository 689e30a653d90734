//! The nouns of a tumblelog and their invariants. Nothing here does I/O, reads a clock or draws a random
//! number: time, ids and chance are parameters everywhere above.

pub mod account;
pub mod blog;
pub mod client;
pub mod clock;
pub mod id;
pub mod lang;
pub mod note;
pub mod post;
pub mod time;
pub mod trail;

pub use account::Account;
pub use blog::{Blog, BlogName, BlogUuid};
pub use client::{Client, Scopes};
pub use clock::{Clock, IdSource};
pub use id::{AccountId, BlogId, PostId, TagId};
pub use lang::Lang;
pub use note::{Note, NoteKind};
pub use post::{Origin, Post, PostTag, PostType, Source, State, TagOrigin, Withheld};
pub use time::{Precision, Time};
pub use trail::{Reblog, TrailItem};

/// A value that breaks an invariant of the model: what was wrong and what is accepted, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// Says what was wrong and what is accepted.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}
