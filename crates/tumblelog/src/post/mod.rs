//! One post: publish, change, reblog, withhold, its page and its facets.

pub(crate) mod change;
pub(crate) mod facets;
pub(crate) mod new_post;
pub mod post_address;
pub(crate) mod post_change;
pub(crate) mod post_page;
pub(crate) mod prepare;
pub(crate) mod publish;
pub(crate) mod publish_time;
pub(crate) mod reblog;
pub(crate) mod reblog_key;
pub(crate) mod unpublished;
pub(crate) mod withhold;
pub(crate) mod write;
