//! Tags, the links and history of subjects, and proposals to join tags.

pub mod proposal_links;
pub mod proposal_names;
pub mod proposal_progress;
pub mod proposals;
pub mod subject_history;
pub mod subject_links;
pub mod subject_members;
pub mod tag_keys;
pub mod tags;
