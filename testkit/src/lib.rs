//! Fake clock, fake ids and databases for tests.
