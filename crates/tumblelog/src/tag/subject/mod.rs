//! Subjects: sets of folded tags that people said are one. What they say are links; a subject is a connected component
//! of the live links, and is expanded when a query is read, so that joining and parting rewrite no post.
//!
//! Every change is an entry of one history and can be taken back. Changes take turns: each begins by taking the number
//! of its entry, which is the one lock of subjects.

pub(crate) mod apply_decision;
mod broader;
pub(crate) mod change_set;
mod check;
mod components;
mod conflict;
mod expand;
mod export;
pub mod file;
mod history;
mod import;
mod join;
mod mark_different;
mod show;
mod spelling;
mod split;
mod summary;
mod undo;
mod update_members;

pub(crate) use expand::{Siblings, any_tag, rows_of, tags_of};
pub use export::{Chapter, Export};
pub use history::{History, HistoryRequest};
pub use import::Imported;
pub use join::Join;
pub use mark_different::Refusal;
#[allow(unused_imports, reason = "for the worker that proposes")]
pub(crate) use mark_different::are_distinct;
pub use show::{SubjectLine, SubjectList, SubjectShown};
pub use split::Split;
pub use store::subject_history::SubjectChangeSet;
pub use store::subject_links::SubjectLink;
pub(crate) use summary::summarize_subject;

/// Spellings a subject may have.
pub const SPELLINGS: usize = 500;
/// Names one join may give.
pub const JOINED_AT_ONCE: usize = 100;
/// Subjects that may lie above one another on the way up from any of them.
pub const ABOVE: usize = 1_000;
/// Links to what is broader, and from what is narrower, that one subject may have.
pub const BROADER: usize = 500;
/// Longest reason, in code points.
pub const REASON: usize = 1_000;
/// Longest evidence, in code points.
pub const EVIDENCE: usize = 4_000;
