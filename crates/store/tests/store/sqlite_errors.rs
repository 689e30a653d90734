//! Failures of SQLite, provoked one after another, and what each becomes.

use crate::common::store::Error;
use rusqlite::{Connection, OpenFlags};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    (folder, path)
}

fn make_table(path: &Path, mode: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", mode).unwrap();
    connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    connection
}

fn failed(connection: &Connection, sql: &str) -> Error {
    connection.execute_batch(sql).expect_err(sql).into()
}

#[test]
fn a_writer_that_is_in_the_way_is_busy() {
    let (_folder, path) = folder();
    let (first, second) = (make_table(&path, "wal"), Connection::open(&path).unwrap());
    first.execute_batch("BEGIN; SELECT * FROM t").unwrap();
    second.execute_batch("INSERT INTO t VALUES (2)").unwrap();
    let error = failed(&first, "INSERT INTO t VALUES (3)");
    assert!(matches!(&error, Error::Busy(why) if why.contains("another writer has committed")), "{error:?}");
    first.execute_batch("ROLLBACK").unwrap();
    second.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = failed(&first, "BEGIN IMMEDIATE");
    assert!(matches!(&error, Error::Busy(_)), "{error:?}");
}

#[test]
fn a_table_that_another_connection_of_a_shared_cache_has_is_busy() {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_SHARED_CACHE;
    let open = || Connection::open_with_flags("file:shared?mode=memory&cache=shared", flags).unwrap();
    let (first, second) = (open(), open());
    first.execute_batch("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)").unwrap();
    let error = failed(&second, "SELECT * FROM t");
    assert!(matches!(&error, Error::Busy(why) if why.contains("of this process")), "{error:?}");
}

#[test]
fn a_file_that_may_not_be_written_or_was_moved_is_unavailable() {
    let (_folder, path) = folder();
    let writer = make_table(&path, "delete");
    let reader = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let error = failed(&reader, "INSERT INTO t VALUES (2)");
    assert!(matches!(&error, Error::Unavailable(why) if why.contains("readonly")), "{error:?}");
    std::fs::rename(&path, path.with_extension("moved")).unwrap();
    let error = failed(&writer, "INSERT INTO t VALUES (2)");
    assert!(matches!(&error, Error::Unavailable(why) if why.contains("moved or removed")), "{error:?}");
}

#[test]
fn a_path_that_is_a_folder_cannot_be_opened() {
    let (folder, _) = folder();
    let opened = Connection::open(folder.path())
        .and_then(|folder| folder.execute_batch("SELECT 1 FROM sqlite_schema"));
    let error = Error::from(opened.expect_err("a folder is no database"));
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
}

#[test]
fn a_file_that_is_no_database_is_unusable() {
    let (_folder, path) = folder();
    std::fs::write(&path, "tea, honey, bread\n".repeat(1000)).unwrap();
    let error = failed(&Connection::open(&path).unwrap(), "SELECT * FROM sqlite_schema");
    assert!(matches!(error, Error::Unusable(_)), "{error:?}");
}

#[test]
fn pages_and_indexes_that_are_damaged_are_told_as_such() {
    let (_folder, path) = folder();
    let connection = make_table(&path, "delete");
    connection.execute_batch("CREATE TABLE u (a); INSERT INTO u VALUES (1)").unwrap();
    let page: i64 = connection
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'u'", [], |row| row.get(0))
        .unwrap();
    let size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    // An index that lacks the entry of a row, because it was not known when the row was written.
    connection
        .execute_batch(
            "CREATE INDEX i ON t (a); PRAGMA writable_schema = ON; \
             UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a) WHERE a > 100' WHERE name = 'i'",
        )
        .unwrap();
    drop(connection);
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("INSERT INTO t VALUES (7)").unwrap();
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON; \
             UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a)' WHERE name = 'i'",
        )
        .unwrap();
    drop(connection);
    let connection = Connection::open(&path).unwrap();
    let error = failed(&connection, "DELETE FROM t WHERE +a = 7");
    assert!(
        matches!(&error, Error::Damaged(why) if why.contains("does not agree with its table")),
        "{error:?}"
    );
    drop(connection);

    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let at = u64::try_from((page - 1) * size).unwrap();
    file.write_all_at(&vec![0xff; usize::try_from(size).unwrap()], at).unwrap();
    let connection = Connection::open(&path).unwrap();
    let error = failed(&connection, "SELECT * FROM u");
    assert!(matches!(&error, Error::Damaged(why) if why.contains("the database file")), "{error:?}");
    // What is elsewhere can still be read.
    connection.execute_batch("SELECT * FROM t").unwrap();
}

#[test]
fn a_file_that_may_not_grow_is_full() {
    let (_folder, path) = folder();
    let connection = make_table(&path, "wal");
    connection.execute_batch("PRAGMA max_page_count = 1").unwrap_or_default();
    let error = failed(&connection, "INSERT INTO t VALUES (zeroblob(1000000))");
    assert!(matches!(error, Error::Full(_)), "{error:?}");
}
