//! The handle everyone holds.

use crate::db::cancel::{AbandonOnDrop, CancelToken, Running, Watched, watch_connections};
use crate::db::event_bell::EventBell;
use crate::db::executor::{Job, make_job};
use crate::db::lane::Lane;
use crate::db::sqlite_file::OpenedFile;
use crate::db::{postgres, sqlite};
use crate::index::words::WordHash;
use crate::site::site_values;
use crate::{Error, Failure, Result};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::Builder;
use std::time::Duration;
use tokio::sync::Notify;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
    /// `postgres://…`, with its password.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// On any other text.
    pub fn parse(text: &str) -> Result<Self, model::Invalid> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            // `sqlite://PATH` is how other programs write it, so both forms are read.
            return Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(model::Invalid::new("the database address must be sqlite:PATH or postgres://USER@HOST/DATABASE"))
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            // The address may carry a password, which no log may show.
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// Jobs that may wait before an asker has to wait to ask.
const BACKLOG: usize = 1024;

/// Writer threads of PostgreSQL; SQLite has one.
const POSTGRES_WRITERS: usize = 8;

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Store {
    reads: Sender<Job>,
    expensive_reads: Sender<Job>,
    writes: Sender<Job>,
    lane: Arc<Lane>,
    postgres: bool,
    /// The file of a SQLite database.
    file: Option<PathBuf>,
    words: WordHash,
    cache: Arc<index::Cache>,
    enqueued: Arc<Notify>,
    happened: EventBell,
}

/// The other ends of a store's queues.
struct Queues {
    reads: Receiver<Job>,
    expensive_reads: Receiver<Job>,
    writes: Receiver<Job>,
}

impl Store {
    /// Opens the database, making it when it is not there, and starts its threads: `readers` of them for reading, two
    /// or half as many more for expensive reads, one writer for SQLite and eight for PostgreSQL. `seed` becomes the
    /// site's word key when it is new; it must be random, and secret outside tests.
    ///
    /// # Errors
    /// [`Error::Unusable`] with what is wrong, such as a schema newer than this program's.
    pub fn open(url: &DatabaseUrl, readers: usize, seed: [u8; 16]) -> Result<Self> {
        let readers = readers.max(1);
        // Two at least: an export may keep one for minutes.
        let expensive = (readers / 2).max(2);
        // Bounded: where the disk stalls, new work is refused instead of filling the memory.
        let (reads, read_jobs) = bounded(BACKLOG);
        let (expensive_reads, expensive_jobs) = bounded(BACKLOG);
        let (writes, write_jobs) = bounded(BACKLOG);
        let queues = Queues { reads: read_jobs, expensive_reads: expensive_jobs, writes: write_jobs };
        let key = match url {
            DatabaseUrl::Sqlite(path) => start_sqlite(path, (readers, expensive), queues, seed)?,
            DatabaseUrl::Postgres(url) => start_postgres(url, (readers, expensive), &queues, seed)?,
        };
        let file = match url {
            DatabaseUrl::Sqlite(path) => Some(path.clone()),
            DatabaseUrl::Postgres(_) => None,
        };
        Ok(Self {
            reads,
            expensive_reads,
            writes,
            lane: Lane::new(expensive),
            file,
            postgres: matches!(url, DatabaseUrl::Postgres(_)),
            // `key` is the one that was kept, and not `seed`: another key would find none of the
            // old words.
            words: WordHash::with_key(&key),
            cache: Arc::default(),
            enqueued: Arc::default(),
            happened: EventBell::new(url),
        })
    }

    /// What queries of the index may share between each other.
    pub fn cache(&self) -> &Arc<index::Cache> {
        &self.cache
    }

    /// Tells those who wait ([`Notify::notified`]) that this process has committed a job. Other processes do not hear it.
    pub fn enqueued(&self) -> &Arc<Notify> {
        &self.enqueued
    }

    /// Rings when events may have been committed, by this process or by another ([`EventBell::listen`]).
    pub fn happened(&self) -> &EventBell {
        &self.happened
    }

    /// How words and hosts become facets on this site.
    pub fn words(&self) -> &WordHash {
        &self.words
    }

    /// Empties SQLite's write-ahead log into the database file, so that the file alone is a whole copy; PostgreSQL does
    /// that by itself. Harmless at any time. Says whether all of the log was taken: others who read or write at the
    /// moment keep their part in it. Blocks for as long as the disk takes.
    pub fn checkpoint(&self) -> Result<bool> {
        self.file.as_deref().map_or(Ok(true), sqlite::checkpoint)
    }

    /// Whether new tags are made in a transaction of their own before the post that brings them. On PostgreSQL that
    /// keeps two posts with one new tag from waiting for each other; on SQLite it would cost a second wait for the disk.
    pub fn interns_apart(&self) -> bool {
        self.postgres
    }

    /// Runs a closure that only reads, in one consistent state of the database. When the future is dropped the read is
    /// cancelled: it is never begun, or stops soon.
    ///
    /// # Errors
    /// What the closure says, or the store.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        read_from(&self.reads, None, work).await
    }

    /// As [`Store::read`], with a time budget.
    ///
    /// # Errors
    /// [`Error::Overdue`] past the budget; what the closure says, or the store.
    pub async fn read_within<T, E, F>(&self, budget: Duration, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        read_from(&self.reads, Some(budget), work).await
    }

    /// As [`Store::read`] for work that takes long: on a few threads of its own, so that it never keeps a page waiting.
    /// Waits up to 8 seconds for one of them, which `budget`, the time the work itself may take, does not count.
    ///
    /// # Errors
    /// [`Error::Busy`] where no thread becomes free or too many reads wait, [`Error::ClientBusy`] where the client of
    /// this task ([`crate::run_for_client`]) has its share under way, [`Error::Overdue`] past the budget; what the closure
    /// says, or the store.
    pub async fn read_expensive<T, E, F>(&self, budget: Option<Duration>, mut work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let ticket = self.lane.wait_for_thread().await?;
        let work = move |tx: &mut crate::Tx<'_>| {
            // Goes with the work: a cancelled read keeps its thread until it has stopped.
            let _held = &ticket;
            work(tx)
        };
        read_from(&self.expensive_reads, budget, work).await
    }

    /// Runs a closure in one transaction, kept on disk when the future is done. The closure may be run again when
    /// the transaction lost against another.
    ///
    /// # Errors
    /// What the closure says, and then nothing was kept; or the store.
    pub async fn write<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let work = move |tx: &mut crate::Tx<'_>| {
            let value = work(tx)?;
            Ok::<_, E>((value, tx.wakes()))
        };
        let (value, wakes) = submit_job(&self.writes, None, work).await?;
        // After the commit: a worker that looked before would find nothing and sleep again.
        if wakes.workers {
            self.enqueued.notify_waiters();
        }
        if wakes.event_readers {
            self.happened.ring();
        }
        Ok(value)
    }
}

async fn read_from<T, E, F>(queue: &Sender<Job>, budget: Option<Duration>, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let token = CancelToken::new(budget);
    // Lives as long as this future: a closed connection drops it, and the read stops.
    let _cancels = AbandonOnDrop(Arc::clone(&token));
    submit_job(queue, Some(token), work).await
}

async fn submit_job<T, E, F>(queue: &Sender<Job>, token: Option<Arc<CancelToken>>, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (job, answer) = make_job(work, token);
    // Not `send`, which would block a thread of the async runtime.
    match queue.try_send(job) {
        Ok(()) => {}
        Err(crossbeam_channel::TrySendError::Full(_)) => {
            return Err(Error::Busy("too much work is waiting; try again in a moment".into()).into());
        }
        Err(crossbeam_channel::TrySendError::Disconnected(_)) => return Err(Error::Closed.into()),
    }
    // A sender dropped without an answer means that its thread has ended.
    answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}

pub(crate) fn spawn_thread(name: String, run: impl FnOnce() + Send + 'static) -> Result<()> {
    Builder::new()
        .name(name)
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Unusable(format!("no thread for the database: {e}")))
}

/// Threads for pages and for expensive reads.
type Readers = (usize, usize);

fn start_sqlite(path: &Path, readers: Readers, queues: Queues, seed: [u8; 16]) -> Result<[u8; 16]> {
    // The writer comes first: readers cannot open a file that it has not made.
    let writer = sqlite::open_writer(path)?;
    let word_key = site_values::word_key(&mut crate::Tx::sqlite(&writer, seed), seed)?;
    // Taken after the file is there; each thread compares with this one.
    let file = OpenedFile::of(path)?;
    let shared = sqlite::Shared { file, health: Arc::default(), word_key };
    for (count, name, jobs, cache) in [
        (readers.0, "read", &queues.reads, sqlite::READ_CACHE),
        (readers.1, "expensive", &queues.expensive_reads, sqlite::EXPENSIVE_CACHE),
    ] {
        for n in 0..count {
            let connection = sqlite::open_reader(path, cache / count)?;
            let (jobs, shared) = (jobs.clone(), shared.clone());
            spawn_thread(format!("{name}-{n}"), move || sqlite::read_loop(connection, &jobs, &shared))?;
        }
    }
    spawn_thread("write".into(), move || sqlite::write_loop(&writer, &queues.writes, &shared))?;
    Ok(word_key)
}

fn start_postgres(url: &str, readers: Readers, queues: &Queues, seed: [u8; 16]) -> Result<[u8; 16]> {
    // The driver runs a small runtime of its own, which a thread that runs async code forbids.
    let word_key = std::thread::scope(|scope| {
        let first = scope.spawn(|| first_key(postgres::open_client(url)?, seed));
        first.join().unwrap_or(Err(Error::Closed))
    })?;
    let reading = postgres::Pool { url: url.to_owned(), read_only: true, health: Arc::default(), word_key };
    let writing = postgres::Pool { read_only: false, ..reading.clone() };
    let mut watched = Vec::new();
    for (count, name, pool, jobs) in [
        (readers.0, "read", &reading, &queues.reads),
        (readers.1, "expensive", &reading, &queues.expensive_reads),
        (POSTGRES_WRITERS, "write", &writing, &queues.writes),
    ] {
        for n in 0..count {
            let connection = Arc::new(Watched { running: Running::default(), cancel: Mutex::new(None) });
            // Weak: the watchdog ends by itself when the threads have dropped theirs.
            watched.push(Arc::downgrade(&connection));
            let (pool, jobs) = (pool.clone(), jobs.clone());
            spawn_thread(format!("{name}-{n}"), move || postgres::work_loop(&pool, &jobs, &connection))?;
        }
    }
    spawn_thread("watchdog".into(), move || watch_connections(&watched))?;
    Ok(word_key)
}

fn first_key(mut client: ::postgres::Client, seed: [u8; 16]) -> Result<[u8; 16]> {
    let mut prepared = crate::db::tx::Prepared::new();
    let mut tx = crate::Tx::postgres(client.transaction()?, &mut prepared, seed);
    let key = site_values::word_key(&mut tx, seed)?;
    // A key that was not kept would be drawn anew at the next start, and words would be lost.
    tx.commit()?;
    Ok(key)
}
