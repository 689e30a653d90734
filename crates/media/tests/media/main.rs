//! Files taken in, looked at and kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod clean;
mod disguise;
mod hostile;
mod keep;
mod pictures;
mod places;
mod sounds;
mod support;
