//! The index against a plain list of posts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

extern crate tagstead_index as index;

mod agreement;
mod codec;
mod facets;
mod large;
mod support;
