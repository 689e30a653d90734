//! Fake clock, fake ids and databases for tests.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    reason = "used by tests alone: a fixture that cannot be made ends the test, and skips are said aloud"
)]

mod clock;
mod database;
mod gate;
pub mod postgres;
mod secrets;

pub use clock::FakeClock;
pub use database::{Database, Guard, databases, sqlite};
pub use gate::Gate;
pub use secrets::FakeSecrets;

/// A source of ids for one test: the same clock gives the same ids.
pub fn ids() -> model::IdSource {
    model::IdSource::new(1)
}
