//! Pages for moderators.

pub mod failed_searches;
pub mod proposals;
pub mod subject;
pub mod subjects;
pub mod subjects_forms;
pub mod subjects_history;
pub mod subjects_import;
pub mod subjects_text;
pub mod withhold_post;
