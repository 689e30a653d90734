//! All rows of a database out of one snapshot, and back into an empty one. Tables are written in PostgreSQL's binary COPY
//! format on both databases. So a backup needs no program beside this one, fits every version of either database, and one
//! of SQLite can be restored into PostgreSQL and the other way round.

mod backup_error;
mod postgres_copy;
mod restore;
mod row_format;
mod snapshot;
mod sqlite_rows;
mod table_list;

pub use backup_error::BackupError;
pub use restore::{TableReader, ensure_empty, ensure_known_schema, restore_tables};
pub use snapshot::{BackupSnapshot, SchemaStamp};
pub use table_list::{Column, ColumnKind, Table, list_tables};
