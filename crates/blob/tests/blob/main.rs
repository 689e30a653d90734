//! What every store of blobs does, and what a bucket does when it fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test: what fails ends it")]

mod common;
mod copying;
mod failing;
mod fake_server;
mod names;
mod refusing;
mod story;
