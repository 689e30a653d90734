//! The connection: one handle, transactions on SQLite and PostgreSQL, values, errors, migrations.

pub mod dialect;
pub(crate) mod error;
pub(crate) mod executor;
pub(crate) mod migrate;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod store;
pub(crate) mod tx;
pub(crate) mod value;
