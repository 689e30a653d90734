//! The Tumblr API.

#![allow(clippy::panic, clippy::expect_used, reason = "a test ends where an answer is not as documented")]

mod answers;
pub mod ask;
pub mod described;
mod documented;
mod frame;
mod limits;
mod made;
mod older;
mod older_edit;
mod openapi;
mod paging;
mod parts;
mod polls;
mod posting;
mod posting_refused;
mod refusals;
mod returned;
mod round;
mod schema;
mod social;
mod subjects;
