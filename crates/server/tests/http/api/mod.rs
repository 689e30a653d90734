//! The Tumblr API.

mod answers;
mod ask;
mod frame;
mod made;
mod paging;
mod refusals;
mod round;
mod schema;
