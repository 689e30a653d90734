//! What blogs do to each other: notes, likes, follows, blocks, questions, notifications, filters.

pub(crate) mod ask;
pub(crate) mod block;
pub(crate) mod content_filters;
pub(crate) mod dashboard;
pub(crate) mod follow;
pub(crate) mod like_list;
pub(crate) mod note_page;
mod noted_reblogs;
pub(crate) mod notes;
pub(crate) mod notification_page;
pub(crate) mod notify;
pub(crate) mod relations;
