//! The endpoints about the person who asks.

pub mod dashboard;
pub mod filtered_content;
pub mod filtered_tags;
pub mod saved_searches;
pub(crate) mod user_info;
pub mod user_limits;
