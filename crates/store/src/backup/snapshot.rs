//! One state of a database, read table by table while others go on writing.

use super::table_list::{Table, list_tables};
use super::{BackupError, postgres_copy, sqlite_rows};
use crate::db::migrate;
use crate::db::postgres_address::Connector;
use crate::db::{postgres, sqlite};
use crate::{DatabaseUrl, Error, Result};
use std::collections::BTreeSet;
use std::io::Write;

/// Kilobytes of pages that a snapshot of SQLite keeps: each is read once.
const CACHE: usize = 2_000;

/// Which schema a database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStamp {
    /// The number of the last migration.
    pub version: usize,
    /// The checksums of all migrations up to it.
    pub checksums: Vec<i64>,
}

enum Source {
    Sqlite(rusqlite::Connection),
    Postgres(Box<::postgres::Client>),
}

/// A read transaction on a connection of its own. Writers do not wait for it. SQLite's write-ahead log grows as long as it
/// is open. Open, use and drop it on a thread that runs no async code.
pub struct BackupSnapshot {
    source: Source,
    schema: SchemaStamp,
    tables: Vec<Table>,
}

impl BackupSnapshot {
    /// Begins to read: everything that is committed now is in it, and nothing that comes later. The database keeps the
    /// schema that it has.
    ///
    /// # Errors
    /// [`Error::Unusable`] where there is no database, or its schema is not one that this program knows.
    pub fn open(url: &DatabaseUrl) -> Result<Self> {
        let (source, version) = match url {
            DatabaseUrl::Sqlite(path) => {
                let mut connection = sqlite::open_reader(path, CACHE)?;
                // The state is that of the first statement behind BEGIN.
                connection.execute_batch("BEGIN")?;
                let version = migrate::applied_version(&mut connection).map_err(|error| error.at(path))?;
                (Source::Sqlite(connection), version)
            }
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::open_client(&Connector::parse(url)?)?;
                client.batch_execute(
                    // The server's usual limits are for requests of people.
                    "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
                     BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                )?;
                let version = migrate::applied_version(&mut client)?;
                (Source::Postgres(Box::new(client)), version)
            }
        };
        if version == 0 {
            return Err(Error::Unusable("the database has no tables: there is no site in it".into()));
        }
        let checksums = migrate::first_texts(version).map(|(_, sum)| sum).collect();
        Ok(Self { source, schema: SchemaStamp { version, checksums }, tables: list_tables(version)? })
    }

    /// Its schema.
    pub fn schema(&self) -> &SchemaStamp {
        &self.schema
    }

    /// Its tables, each behind those that its rows refer to.
    pub fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    /// `sqlite` or `postgres`.
    pub fn database_kind(&self) -> &'static str {
        match self.source {
            Source::Sqlite(_) => "sqlite",
            Source::Postgres(_) => "postgres",
        }
    }

    /// Writes all rows of a table; gives their number.
    ///
    /// # Errors
    /// What the database says, or `out`.
    pub fn write_table(&mut self, table: &Table, out: &mut dyn Write) -> Result<u64, BackupError> {
        match &mut self.source {
            Source::Sqlite(connection) => sqlite_rows::write_rows(connection, table, out),
            Source::Postgres(client) => postgres_copy::write_rows(client, table, out),
        }
    }

    /// The SHA-256 of the files that posts reference.
    ///
    /// # Errors
    /// What the database says.
    pub fn referenced_files(&mut self) -> Result<BTreeSet<String>> {
        self.read_hashes(&[("post_media", "SELECT DISTINCT hash FROM post_media")])
    }

    /// The SHA-256 of all files that the database names: those of posts, those that wait for one, and those of which
    /// something is known.
    ///
    /// # Errors
    /// What the database says.
    pub fn named_files(&mut self) -> Result<BTreeSet<String>> {
        self.read_hashes(&[
            ("post_media", "SELECT DISTINCT hash FROM post_media"),
            ("upload", "SELECT hash FROM upload"),
            ("media", "SELECT name FROM media"),
        ])
    }

    fn read_hashes(&mut self, statements: &[(&str, &str)]) -> Result<BTreeSet<String>> {
        let mut hashes = BTreeSet::new();
        for (table, sql) in statements {
            // An older schema has not all of these.
            if !self.tables.iter().any(|known| known.name == *table) {
                continue;
            }
            let names = match &mut self.source {
                Source::Sqlite(connection) => {
                    let mut statement = connection.prepare(sql)?;
                    statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?
                }
                Source::Postgres(client) => {
                    let rows = client.query(*sql, &[])?;
                    rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?
                }
            };
            // The name of a file is its hash, perhaps the label of a smaller size, and an ending.
            let hash = |name: &str| name.split(['.', '_']).next().unwrap_or_default().to_owned();
            hashes.extend(names.iter().map(|name| hash(name)));
        }
        Ok(hashes)
    }
}
