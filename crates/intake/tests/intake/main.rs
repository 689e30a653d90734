//! Files of other sites, read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests: what fails ends them"
)]

mod backup;
mod common;
mod tag_page;
mod tumblr;
mod whole;
