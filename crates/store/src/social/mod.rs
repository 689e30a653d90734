//! Notes, likes, follows, blocks, notifications, filters.

pub mod actor_checks;
pub mod actors;
pub mod blocks;
pub mod filters;
pub mod follows;
pub mod likes;
pub mod mutes;
pub mod note_list;
pub mod notes;
pub mod notifications;
