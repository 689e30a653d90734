//! The nouns of a tumblelog and their invariants. Nothing here does I/O, reads a clock or draws a random
//! number: time, ids and chance are parameters everywhere above.

pub mod account;
pub mod actor;
pub mod blog;
pub mod client;
pub mod clock;
pub mod event;
pub mod has;
pub mod id;
pub mod import;
pub mod lang;
pub mod limit;
pub mod note;
pub mod notice;
pub mod post;
pub mod schedule;
pub mod secrets;
pub mod sort;
pub mod subject;
pub mod time;
pub mod token;
pub mod trail;
pub mod viewer;

pub use account::Account;
pub use actor::{Actor, ActorKind, ActorName};
pub use blog::{Blog, BlogName, BlogSettings, BlogUuid};
pub use client::Client;
pub use clock::{Clock, IdSource};
pub use event::{Event, EventKind};
pub use has::Has;
pub use id::{AccountId, ActorId, BlogId, ClientId, PostId, RunId, TagId, TokenFamily};
pub use import::{Decision, ImportRun, Loss, SourceKind};
pub use lang::Lang;
pub use limit::Limit;
pub use note::{Note, NoteKind};
pub use notice::{Notice, NoticeKind};
pub use post::{
    Origin, Post, PostExtra, PostTag, PostType, Reblogs, Robot, Source, State, TagOrigin, Via, Withheld,
};
pub use schedule::Schedule;
pub use secrets::Secrets;
pub use sort::Sort;
pub use subject::{LinkFamily, LinkKind, SubjectDeed};
pub use time::{Precision, Time};
pub use token::{Scopes, Token, TokenKind};
pub use trail::{Reblog, TrailItem};
pub use viewer::Viewer;

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
