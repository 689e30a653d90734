//! SQLite: reader threads and one writer thread. The writer commits what has queued up in one go, each job in a
//! savepoint of its own, so that many writers share one wait for the disk.

use crate::dialect::Dialect;
use crate::migrate::{self, Target};
use crate::queue::{Finish, Job, Ran};
use crate::tx::Tx;
use crate::{Error, Result};
use crossbeam_channel::Receiver;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Jobs that share one commit at most, so that the first does not wait for ever.
const GROUP: usize = 64;

/// Opens the database for writing, making it when it is not there, and brings its schema up to date.
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|e| Error::Unusable(format!("{} cannot be made: {e}", parent.display())))?;
    }
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // The page size must be set before the first table and before WAL. 8 KiB holds the widest block in one cell.
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY;",
    )?;
    migrate::run(&mut connection)?;
    Ok(connection)
}

/// Kilobytes of pages that all readers together keep.
const READ_CACHE: usize = 64_000;

/// Opens the database for reading only, as one of so many readers.
pub(crate) fn open_reader(path: &Path, readers: usize) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(&format!(
        "PRAGMA query_only = ON; PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY;",
        READ_CACHE / readers.max(1)
    ))?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|e| Error::Unusable(format!("{} cannot be opened: {e}", path.display())))?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // A plan that looked at the value of a parameter, a LIMIT among them, is made anew each time the statement runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// How long a checkpoint waits for those who read or write; it may be left undone.
const CHECKPOINT_WAIT: std::time::Duration = std::time::Duration::from_secs(1);

/// Moves what lies in the write-ahead log into the database file and empties the log. Says whether all of it was: a
/// reader or writer of the moment keeps its part there, and the next checkpoint takes that.
pub(crate) fn checkpoint(path: &Path) -> Result<bool> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(CHECKPOINT_WAIT)?;
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

impl Target for Connection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        let savepoint = self.savepoint()?;
        savepoint.execute_batch(sql)?;
        Ok(savepoint.commit()?)
    }

    fn applied(&mut self) -> Result<Vec<i64>> {
        let there: i64 =
            self.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'", [], |row| {
                row.get(0)
            })?;
        if there == 0 {
            return Ok(Vec::new());
        }
        let mut statement = self.prepare("SELECT checksum FROM schema_version ORDER BY version")?;
        let sums = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(sums)
    }

    fn lock(&mut self) -> Result<()> {
        Ok(self.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn unlock(&mut self) -> Result<()> {
        Ok(self.execute_batch("COMMIT")?)
    }
}

/// A reader thread: one deferred transaction a job, so that all its statements see one state.
pub(crate) fn read_loop(connection: &Connection, jobs: &Receiver<Job>, word_key: [u8; 16]) {
    for mut job in jobs {
        let begun = connection.execute_batch("BEGIN").map_err(Error::from);
        let ran = job.run(&mut Tx::sqlite(connection, word_key), true);
        let _ = connection.execute_batch("ROLLBACK");
        match ran {
            Ran::Keep(finish) => finish(begun),
            Ran::Undo(finish) => finish(Ok(())),
            Ran::Again => {}
        }
    }
}

/// The writer thread.
pub(crate) fn write_loop(connection: &Connection, jobs: &Receiver<Job>, word_key: [u8; 16]) {
    while let Ok(first) = jobs.recv() {
        let mut kept: Vec<Finish> = Vec::new();
        let mut undone: Vec<Finish> = Vec::new();
        let begun = connection.execute_batch("BEGIN IMMEDIATE").map_err(Error::from);
        let mut next = Some(first);
        let mut ran = 0;
        while let Some(mut job) = next.take() {
            match run_in_savepoint(connection, &mut job, word_key, begun.is_ok()) {
                Ran::Keep(finish) => kept.push(finish),
                Ran::Undo(finish) => undone.push(finish),
                Ran::Again => {}
            }
            ran += 1;
            // SQLite undoes the whole transaction by itself when the disk is full or fails.
            if ran < GROUP && begun.is_ok() && !connection.is_autocommit() {
                next = jobs.try_recv().ok();
            }
        }
        let ended = begun.and_then(|()| commit(connection));
        if ended.is_err() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        answer(kept, undone, &ended);
    }
}

fn commit(connection: &Connection) -> Result<()> {
    if connection.is_autocommit() {
        return Err(Error::Full(
            "another change of the same moment found no room, and nothing was kept".into(),
        ));
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// Runs a job so that it can be undone alone; unless `keep`, it is undone in any case.
fn run_in_savepoint(connection: &Connection, job: &mut Job, word_key: [u8; 16], keep: bool) -> Ran {
    let run = |sql| connection.prepare_cached(sql).and_then(|mut s| s.execute([])).map_err(Error::from);
    let opened = run("SAVEPOINT job");
    let ran = job.run(&mut Tx::sqlite(connection, word_key), true);
    let closed = match &ran {
        Ran::Keep(_) if keep => run("RELEASE job"),
        _ => run("ROLLBACK TO job").and_then(|_| run("RELEASE job")),
    };
    match (ran, opened.and(closed)) {
        (Ran::Keep(finish), Err(error)) => Ran::Undo(Box::new(move |_| finish(Err(error)))),
        (ran, _) => ran,
    }
}

fn answer(kept: Vec<Finish>, undone: Vec<Finish>, ended: &Result<()>) {
    for finish in kept {
        finish(match ended {
            Ok(()) => Ok(()),
            Err(Error::Full(text)) => Err(Error::Full(text.clone())),
            Err(Error::Busy(text)) => Err(Error::Busy(text.clone())),
            Err(error) => Err(Error::Driver(error.to_string())),
        });
    }
    for finish in undone {
        finish(Ok(()));
    }
}
