//! The endpoints that read posts and blogs.

pub(crate) mod avatar;
pub(crate) mod hubs;
pub(crate) mod info;
pub(crate) mod notes;
pub(crate) mod poll_results;
pub(crate) mod post;
pub(crate) mod post_lists;
pub(crate) mod posts;
pub(crate) mod search;
pub(crate) mod tagged;
