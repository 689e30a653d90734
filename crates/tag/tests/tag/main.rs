//! Names, words, languages and queries.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod language;
mod names;
mod query;
mod text;
