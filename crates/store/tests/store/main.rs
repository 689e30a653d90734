//! Rows and statements, on every database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod accounts;
mod clusters;
mod common;
mod index;
mod media;
mod notes;
mod opening;
mod packs;
mod statements;
mod story;
