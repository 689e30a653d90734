//! The only crate that knows SQL: SQLite or PostgreSQL.
