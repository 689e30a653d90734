//! Rows and statements, on every database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod accounts;
mod cancel;
mod clusters;
mod common;
mod events;
mod failures;
mod index;
mod integrity;
mod job_model;
mod jobs;
mod media;
mod notes;
mod opening;
mod packs;
mod statements;
mod story;
