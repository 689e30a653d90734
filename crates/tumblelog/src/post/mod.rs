//! One post: publish, change, reblog, withhold, its page and its facets.

pub(crate) mod change;
pub(crate) mod facets;
pub mod post_address;
pub(crate) mod post_page;
pub(crate) mod publish;
pub(crate) mod publish_time;
pub(crate) mod reblog;
pub(crate) mod reblog_key;
pub(crate) mod unpublished;
pub(crate) mod withhold;
