//! Rows of a backup into an empty database, all or none.

use super::table_list::{Table, list_tables};
use super::{BackupError, SchemaStamp, postgres_copy, sqlite_rows};
use crate::db::dialect::Dialect;
use crate::db::migrate;
use crate::db::postgres_address::Connector;
use crate::db::sqlite_file::create_private_folder;
use crate::db::{postgres, sqlite};
use crate::{DatabaseUrl, Error, Result};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where the rows of tables come from.
pub trait TableReader {
    /// Opens the rows of a table.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn open_table(&mut self, table: &Table) -> Result<Box<dyn Read>, BackupError>;

    /// Takes the number of rows that a table got.
    ///
    /// # Errors
    /// Where another number was expected; then nothing is kept.
    fn end_table(&mut self, table: &Table, rows: u64) -> Result<(), BackupError>;

    /// Everything is written and about to be kept.
    ///
    /// # Errors
    /// Where what belongs to the rows cannot be kept; then they are not kept either.
    fn before_keep(&mut self) -> Result<(), BackupError>;
}

/// Fails where a database is there already. Neither overwrites nor mixes.
///
/// # Errors
/// [`Error::Unusable`] with what is there.
pub fn ensure_empty(url: &DatabaseUrl) -> Result<()> {
    match url {
        DatabaseUrl::Sqlite(path) => ensure_no_file(path),
        DatabaseUrl::Postgres(url) => {
            ensure_no_relation(&mut postgres::open_client(&Connector::parse(url)?)?)
        }
    }
}

fn ensure_no_file(path: &Path) -> Result<()> {
    // The log of another database would be read into the restored one.
    let there = ["", "-wal", "-shm", "-journal"].map(|end| PathBuf::from(format!("{}{end}", path.display())));
    match there.iter().find(|path| std::fs::symlink_metadata(path).is_ok()) {
        None => Ok(()),
        Some(path) => Err(Error::Unusable(format!(
            "{} is there already; a backup is restored where there is no site",
            path.display()
        ))),
    }
}

fn ensure_no_relation(client: &mut ::postgres::Client) -> Result<()> {
    // What an extension brought, such as pg_stat_statements, is no site.
    let found = client.query_opt(
        "SELECT relname::text FROM pg_class c WHERE relnamespace = current_schema()::regnamespace \
         AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') \
         ORDER BY relname LIMIT 1",
        &[],
    )?;
    match found {
        None => Ok(()),
        Some(row) => Err(Error::Unusable(format!(
            "the database is not empty: it has {}; a backup is restored into a new one (createdb)",
            row.try_get::<_, String>(0)?
        ))),
    }
}

/// Fails where this program does not know the schema of a backup.
///
/// # Errors
/// [`Error::Unusable`] where it is newer, or of another line.
pub fn ensure_known_schema(schema: &SchemaStamp) -> Result<()> {
    let known: Vec<i64> = migrate::first_texts(schema.version).map(|(_, sum)| sum).collect();
    if known.len() < schema.version {
        return Err(Error::Unusable(format!(
            "the backup has schema version {} and this program knows {}; restore it with a newer tagstead",
            schema.version,
            known.len()
        )));
    }
    if known != schema.checksums {
        return Err(Error::Unusable("the schema of the backup is not of this program's line".into()));
    }
    Ok(())
}

/// Makes the tables of a schema in an empty database and fills them. All rows are kept, or none. Run it on a thread that
/// runs no async code.
///
/// # Errors
/// What the database or `tables` says.
pub fn restore_tables(
    url: &DatabaseUrl,
    schema: &SchemaStamp,
    tables: &mut dyn TableReader,
) -> Result<(), BackupError> {
    ensure_known_schema(schema)?;
    ensure_empty(url)?;
    match url {
        DatabaseUrl::Sqlite(path) => restore_sqlite(path, schema.version, tables),
        DatabaseUrl::Postgres(url) => {
            let mut client = postgres::open_client(&Connector::parse(url)?)?;
            restore_postgres(&mut client, schema.version, tables)
        }
    }
}

/// A file that goes unless it is given its name.
struct UnnamedFile(PathBuf);

impl Drop for UnnamedFile {
    fn drop(&mut self) {
        // Gone already where it has its name.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn restore_sqlite(path: &Path, version: usize, tables: &mut dyn TableReader) -> Result<(), BackupError> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_private_folder(parent)?;
    }
    let unnamed = UnnamedFile(PathBuf::from(format!("{}.restoring", path.display())));
    // Of a run that was killed.
    let _ = std::fs::remove_file(&unnamed.0);
    let connection = sqlite::open_bulk_writer(&unnamed.0)?;
    for (number, (text, _)) in migrate::first_texts(version).enumerate() {
        connection.execute_batch(&migrate::migration_sql(Dialect::Sqlite, number + 1, text))?;
    }
    let list = list_tables(version)?;
    // Migrations write some rows themselves, which the backup has too.
    for table in list.iter().rev() {
        connection.execute_batch(&format!("DELETE FROM \"{}\"", table.name))?;
    }
    for table in &list {
        let rows = sqlite_rows::read_rows(&connection, table, tables.open_table(table)?)?;
        tables.end_table(table, rows)?;
    }
    connection.execute_batch("COMMIT")?;
    drop(connection);
    File::open(&unnamed.0)?.sync_all()?;
    tables.before_keep()?;
    ensure_no_file(path)?;
    std::fs::rename(&unnamed.0, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
}

fn restore_postgres(
    client: &mut ::postgres::Client,
    version: usize,
    tables: &mut dyn TableReader,
) -> Result<(), BackupError> {
    // One transaction for tables and rows: PostgreSQL undoes both. The lock keeps a server that starts from making the
    // tables at the same time.
    client.batch_execute("SET statement_timeout = 0; BEGIN; SELECT pg_advisory_xact_lock(7467736431)")?;
    ensure_no_relation(client)?;
    for (number, (text, _)) in migrate::first_texts(version).enumerate() {
        client.batch_execute(&migrate::migration_sql(Dialect::Postgres, number + 1, text))?;
    }
    let list = list_tables(version)?;
    let names: Vec<String> = list.iter().map(|table| format!("\"{}\"", table.name)).collect();
    client.batch_execute(&format!("TRUNCATE {}", names.join(", ")))?;
    for table in &list {
        let rows = postgres_copy::read_rows(client, table, tables.open_table(table)?)?;
        tables.end_table(table, rows)?;
    }
    tables.before_keep()?;
    client.batch_execute("COMMIT")?;
    // Without figures the planner reads whole tables until the server has gathered them by itself.
    Ok(client.batch_execute("ANALYZE")?)
}
