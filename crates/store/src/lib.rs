//! The only crate that knows SQL. A [`Store`] is SQLite in a file or PostgreSQL behind an address; work on it is a
//! closure over a [`Tx`], run on a thread that owns a connection, so a page of many small queries crosses threads
//! once. One module a noun; [`dialect`] says how one SQL text serves both databases.

pub mod account_blogs;
pub mod accounts;
mod block_rows;
pub mod blocks;
pub mod blogs;
pub mod clients;
pub mod codes;
pub mod dialect;
mod error;
pub mod extras;
pub mod filters;
pub mod follows;
pub mod forward;
mod handle;
pub mod imports;
mod index_storage;
pub mod likes;
pub mod media;
mod migrate;
pub mod mutes;
pub mod nonces;
pub mod note_list;
pub mod notes;
pub mod notifications;
mod pack;
mod postgres;
pub mod posts;
mod queue;
pub mod queued;
pub mod reach;
pub mod request_tokens;
pub mod sessions;
pub mod settings;
pub mod sign_ins;
pub mod site;
pub mod sizes;
pub mod spent;
mod sqlite;
pub mod tags;
pub mod tokens;
mod tx;
pub mod uploads;
mod value;
mod varint;
pub mod words;

pub use error::{Error, Failure, Result};
pub use handle::{DatabaseUrl, Store};
pub use tx::Tx;
pub use value::{Row, Value};
