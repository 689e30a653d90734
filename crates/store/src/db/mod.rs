//! The connection: one handle, transactions on SQLite and PostgreSQL, values, errors, migrations.

pub(crate) mod cancel;
pub mod dialect;
pub(crate) mod error;
pub(crate) mod event_bell;
pub(crate) mod executor;
pub(crate) mod health;
pub(crate) mod integrity;
pub(crate) mod lane;
pub(crate) mod migrate;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod sqlite_file;
pub(crate) mod store;
pub(crate) mod tx;
pub(crate) mod value;
