//! SQLite: reader threads and one writer thread. The writer commits what has queued up in one go, each job in a
//! savepoint of its own, so that many writers share one wait for the disk.

use crate::db::cancel::Running;
use crate::db::dialect::Dialect;
use crate::db::executor::{Finish, Job, JobOutcome};
use crate::db::health::Health;
use crate::db::migrate::Target;
use crate::db::sqlite_file::{OpenedFile, create_private_file, create_private_folder};
use crate::db::tx::Tx;
use crate::db::writing::run_as_write;
use crate::{Error, Result};
use crossbeam_channel::Receiver;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Jobs that share one commit at most, so that the first does not wait for ever.
const GROUP: usize = 64;

/// How long a statement waits for a lock that another program holds.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// Instructions of SQLite's machine between two questions whether a read is still wanted: some tens of microseconds.
const INSTRUCTIONS: i32 = 4_000;

/// Opens the database for writing, making it when it is not there; its schema is left as it is.
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        create_private_folder(parent)?;
    }
    make_database(path).map_err(|error| error.at(path))
}

fn make_database(path: &Path) -> Result<Connection> {
    // Made here and not by SQLite, which would use the umask and let others read it.
    create_private_file(path)?;
    // Without the CREATE flag: a file removed since must be an error and no new, public file.
    let connection = open_connection(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The page size must be set before the first table and before WAL. 8 KiB holds the widest block in one cell.
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// Kilobytes of database pages that all ordinary readers keep together.
pub(crate) const READ_CACHE: usize = 64_000;
/// Kilobytes that all readers of the expensive lane keep together: each goes over the index once, so little is read twice.
pub(crate) const EXPENSIVE_CACHE: usize = 16_000;

/// Opens the database for reading only; `cache` kilobytes of its pages are kept.
pub(crate) fn open_reader(path: &Path, cache: usize) -> Result<Connection> {
    let connection =
        open_connection(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| error.at(path))?;
    connection.execute_batch(&format!(
        // A reader opens for writing all the same: WAL readers must write to the shared memory
        // file.
        "PRAGMA query_only = ON; PRAGMA cache_size = -{cache}; PRAGMA temp_store = MEMORY;"
    ))?;
    Ok(connection)
}

/// Opens a new database for one large transaction, which is begun, with nothing to undo it: the file is removed where that
/// fails. References between rows are not looked at.
pub(crate) fn open_bulk_writer(path: &Path) -> Result<Connection> {
    create_private_file(path)?;
    let connection =
        open_connection(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| error.at(path))?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
         PRAGMA cache_size = -64000; PRAGMA temp_store = MEMORY; BEGIN;",
    )?;
    Ok(connection)
}

fn open_connection(path: &Path, flags: OpenFlags) -> Result<Connection> {
    // NO_MUTEX is right because each connection belongs to one thread.
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|e| Error::Unusable(format!("the database cannot be opened: {e}")))?;
    // Backups and shells lock the file for a moment; waiting is better than failing a request.
    connection.busy_timeout(LOCK_WAIT)?;
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
    let connection = open_connection(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(CHECKPOINT_WAIT)?;
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

impl Target for Connection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn run_sql(&mut self, sql: &str) -> Result<()> {
        // lock_migrations has begun a transaction already, and SQLite nests savepoints only.
        let savepoint = self.savepoint()?;
        savepoint.execute_batch(sql)?;
        Ok(savepoint.commit()?)
    }

    fn applied_migrations(&mut self) -> Result<Vec<i64>> {
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

    fn lock_migrations(&mut self) -> Result<()> {
        // IMMEDIATE takes the write lock now, so that two processes do not read the same version.
        Ok(self.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn unlock_migrations(&mut self) -> Result<()> {
        Ok(self.execute_batch("COMMIT")?)
    }
}

/// What a thread of the database shares with the others.
#[derive(Clone)]
pub(crate) struct Shared {
    pub file: OpenedFile,
    pub health: Arc<Health>,
    pub word_key: [u8; 16],
}

/// A reader thread: one deferred transaction a job, so that all its statements see one state.
pub(crate) fn read_loop(mut connection: Connection, jobs: &Receiver<Job>, shared: &Shared) {
    let running = Arc::new(Running::default());
    let asked = Arc::clone(&running);
    // Without it a cancelled read goes on to the end of its statement, which is bad and no reason not to read.
    if let Err(error) = connection.progress_handler(INSTRUCTIONS, Some(move || asked.is_cancelled())) {
        tracing::warn!(%error, "statements of SQLite cannot be interrupted");
    }
    for job in jobs {
        if job.is_abandoned() {
            continue;
        }
        // Looked at before each job: SQLite would go on with a deleted file without a word.
        match shared.file.ensure_in_place() {
            Ok(()) => read_once(&connection, job, &running, shared),
            Err(error) => {
                shared.health.note_failure(&error);
                job.fail(error);
            }
        }
    }
}

fn read_once(connection: &Connection, mut job: Job, running: &Running, shared: &Shared) {
    let token = job.token().cloned();
    if let Some(token) = &token {
        token.start_clock();
    }
    // The job runs even where this failed, so that its asker gets an answer: `begun` becomes that
    // answer.
    let begun = connection.execute_batch("BEGIN").map_err(Error::from);
    let mut tx = Tx::sqlite(connection, shared.word_key).with_token(token.clone());
    running.set(token);
    let ran = job.run(&mut tx, true);
    running.set(None);
    match tx.take_outage() {
        Some(error) => shared.health.note_failure(&error),
        None => shared.health.note_success(false),
    }
    let _ = connection.execute_batch("ROLLBACK");
    match ran {
        JobOutcome::Keep(finish) => finish(begun),
        JobOutcome::Undo(finish) => finish(Ok(())),
        JobOutcome::Again => {}
    }
}

/// The writer thread.
pub(crate) fn write_loop(connection: &Connection, jobs: &Receiver<Job>, shared: &Shared) {
    while let Ok(first) = jobs.recv() {
        let begun = shared.file.ensure_in_place().and_then(|()| begin_write(connection));
        match begun {
            Ok(()) => write_group(connection, first, jobs, shared),
            Err(error) => {
                shared.health.note_failure(&error);
                // Those that wait would each wait for the same lock as long again.
                let waiting = jobs.len();
                first.fail(error.clone());
                jobs.try_iter().take(waiting).for_each(|job| job.fail(error.clone()));
            }
        }
    }
}

fn begin_write(connection: &Connection) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| match Error::from(error) {
        // This process has one writer: whoever holds the lock for so long is another program.
        Error::Busy(text) => Error::Unavailable(format!(
            "another program has held its lock for {} seconds: {text}",
            LOCK_WAIT.as_secs()
        )),
        other => other,
    })
}

/// Runs the first job and those that wait, in one transaction.
fn write_group(connection: &Connection, first: Job, jobs: &Receiver<Job>, shared: &Shared) {
    let mut kept: Vec<Finish> = Vec::new();
    // Failed jobs wait for the commit as well, because the savepoints belong to the group's
    // transaction.
    let mut undone: Vec<Finish> = Vec::new();
    let mut outage = None;
    let mut next = Some(first);
    let mut ran = 0;
    while let Some(mut job) = next.take() {
        match run_in_savepoint(connection, &mut job, shared.word_key, &mut outage) {
            JobOutcome::Keep(finish) => kept.push(finish),
            JobOutcome::Undo(finish) => undone.push(finish),
            JobOutcome::Again => {}
        }
        ran += 1;
        // SQLite undoes the whole transaction by itself when the disk is full or fails.
        if ran < GROUP && !connection.is_autocommit() {
            next = jobs.try_recv().ok();
        }
    }
    // Nobody is answered before the commit: an answer means that the disk has it.
    let ended = commit_group(connection, outage.as_ref());
    if ended.is_err() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    // The first cause wins: after it the commit only fails in consequence.
    match outage.as_ref().or(ended.as_ref().err()) {
        Some(error) => shared.health.note_failure(error),
        None => shared.health.note_success(true),
    }
    answer_jobs(kept, undone, &ended);
}

/// Commits, unless SQLite has undone everything: then with the reason for it.
fn commit_group(connection: &Connection, outage: Option<&Error>) -> Result<()> {
    if connection.is_autocommit() {
        return Err(outage.cloned().unwrap_or_else(|| {
            Error::Full("another change of the same moment found no room, and nothing was kept".into())
        }));
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// Runs a job so that it can be undone alone.
fn run_in_savepoint(
    connection: &Connection,
    job: &mut Job,
    word_key: [u8; 16],
    outage: &mut Option<Error>,
) -> JobOutcome {
    let run = |sql| connection.prepare_cached(sql).and_then(|mut s| s.execute([])).map_err(Error::from);
    // Where this fails the job runs and is told below: it must be answered either way.
    let opened = run("SAVEPOINT job");
    let mut tx = Tx::sqlite(connection, word_key);
    let ran = run_as_write(|| job.run(&mut tx, true));
    *outage = outage.take().or(tx.take_outage());
    let closed = match &ran {
        JobOutcome::Keep(_) => run("RELEASE job"),
        // ROLLBACK TO leaves the savepoint open, so it has to be released too.
        _ => run("ROLLBACK TO job").and_then(|_| run("RELEASE job")),
    };
    match (ran, opened.and(closed)) {
        // The job went well but its savepoint did not: the asker must hear the error.
        (JobOutcome::Keep(finish), Err(error)) => JobOutcome::Undo(Box::new(move |_| finish(Err(error)))),
        (ran, _) => ran,
    }
}

fn answer_jobs(kept: Vec<Finish>, undone: Vec<Finish>, ended: &Result<()>) {
    for finish in kept {
        finish(ended.clone());
    }
    for finish in undone {
        finish(Ok(()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_another_program_holds_is_an_outage_and_no_lost_race() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tagstead.sqlite");
        let ours = open_writer(&path).unwrap();
        ours.busy_timeout(Duration::ZERO).unwrap();
        let theirs = Connection::open(&path).unwrap();
        theirs.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(
            matches!(begin_write(&ours), Err(Error::Unavailable(why)) if why.contains("another program"))
        );
        theirs.execute_batch("ROLLBACK").unwrap();
        begin_write(&ours).unwrap();
    }
}
