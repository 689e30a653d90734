//! Rows and statements, on every database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests: what fails ends them, and skips are said aloud"
)]

mod accounts;
mod backup;
mod calls;
mod cancel;
mod clusters;
mod common;
mod failures;
mod index;
mod integrity;
mod job_model;
mod jobs;
mod media;
mod notes;
mod opening;
mod packs;
mod settings;
mod sqlite_errors;
mod statements;
mod story;
mod tls;
