//! The Tumblr API.

#![allow(clippy::panic, clippy::expect_used, reason = "a test ends where an answer is not as documented")]

mod answers;
mod ask;
mod frame;
mod made;
mod openapi;
mod paging;
mod refusals;
mod round;
mod schema;
mod social;
