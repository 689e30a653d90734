//! The connection: one handle, transactions on SQLite and PostgreSQL, values, errors, migrations.

pub(crate) mod call_stats;
pub(crate) mod cancel;
pub(crate) mod database_url;
pub mod dialect;
pub(crate) mod error;
pub(crate) mod event_bell;
pub(crate) mod executor;
pub(crate) mod health;
pub(crate) mod histogram;
pub(crate) mod integrity;
pub(crate) mod lane;
pub(crate) mod line_budget;
pub(crate) mod migrate;
pub(crate) mod postgres;
pub(crate) mod postgres_address;
pub(crate) mod postgres_error;
pub(crate) mod postgres_tls;
pub(crate) mod schema_version;
pub(crate) mod sqlite;
pub(crate) mod sqlite_error;
pub(crate) mod sqlite_file;
pub(crate) mod store;
pub(crate) mod threads;
pub(crate) mod tx;
pub(crate) mod value;
pub(crate) mod writing;
