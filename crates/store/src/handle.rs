//! The handle everyone holds.

use crate::queue::{Job, job};
use crate::words::WordHash;
use crate::{Error, Failure, Result, postgres, site, sqlite};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Builder;

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

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Store {
    reads: Sender<Job>,
    writes: Sender<Job>,
    postgres: bool,
    /// The file of a SQLite database.
    file: Option<PathBuf>,
    words: WordHash,
    cache: Arc<index::Cache>,
}

impl Store {
    /// Opens the database, making it when it is not there, and starts its threads: `readers` of them for reading,
    /// one writer for SQLite and eight for PostgreSQL. `seed` becomes the site's word key when it is new; it must
    /// be random, and secret outside tests.
    ///
    /// # Errors
    /// [`Error::Unusable`] with what is wrong, such as a schema newer than this program's.
    pub fn open(url: &DatabaseUrl, readers: usize, seed: [u8; 16]) -> Result<Self> {
        let (reads, read_jobs) = bounded(BACKLOG);
        let (writes, write_jobs) = bounded(BACKLOG);
        let key = match url {
            DatabaseUrl::Sqlite(path) => {
                let writer = sqlite::open_writer(path)?;
                let key = site::word_key(&mut crate::Tx::sqlite(&writer, seed), seed)?;
                for n in 0..readers.max(1) {
                    let connection = sqlite::open_reader(path, readers)?;
                    let jobs = read_jobs.clone();
                    spawn(format!("read-{n}"), move || sqlite::read_loop(&connection, &jobs, key))?;
                }
                spawn("write".into(), move || sqlite::write_loop(&writer, &write_jobs, key))?;
                key
            }
            DatabaseUrl::Postgres(url) => {
                // The driver runs a small runtime of its own, which a thread that runs async code forbids.
                let key = std::thread::scope(|scope| {
                    let first = scope.spawn(|| first_key(postgres::open(url)?, seed));
                    first.join().unwrap_or(Err(Error::Closed))
                })?;
                spawn_pool(url, readers.max(1), &read_jobs, true, key)?;
                spawn_pool(url, 8, &write_jobs, false, key)?;
                key
            }
        };
        let postgres = matches!(url, DatabaseUrl::Postgres(_));
        let file = match url {
            DatabaseUrl::Sqlite(path) => Some(path.clone()),
            DatabaseUrl::Postgres(_) => None,
        };
        Ok(Self { reads, writes, postgres, file, words: WordHash::with_key(&key), cache: Arc::default() })
    }

    /// What queries of the index may share between each other.
    pub fn cache(&self) -> &Arc<index::Cache> {
        &self.cache
    }

    /// How words and hosts become facets on this site.
    pub fn words(&self) -> &WordHash {
        &self.words
    }

    /// Empties SQLite's write-ahead log into the database file, so that the file alone is a whole copy; PostgreSQL does
    /// that by itself. Harmless at any time. Says whether all of the log was taken: others who read or write at the
    /// moment keep their part in it. Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// What the database says.
    pub fn checkpoint(&self) -> Result<bool> {
        self.file.as_deref().map_or(Ok(true), sqlite::checkpoint)
    }

    /// Whether new tags are made in a transaction of their own before the post that brings them. On PostgreSQL that
    /// keeps two posts with one new tag from waiting for each other; on SQLite it would cost a second wait for the disk.
    pub fn interns_apart(&self) -> bool {
        self.postgres
    }

    /// Runs a closure that only reads, in one consistent state of the database.
    ///
    /// # Errors
    /// What the closure says, or the store.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        submit(&self.reads, work).await
    }

    /// Runs a closure in one transaction, kept on disk when the future is done. The closure may be run again when
    /// the transaction lost against another.
    ///
    /// # Errors
    /// What the closure says, and then nothing was kept; or the store.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        submit(&self.writes, work).await
    }
}

async fn submit<T, E, F>(queue: &Sender<Job>, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (job, answer) = job(work);
    match queue.try_send(job) {
        Ok(()) => {}
        Err(crossbeam_channel::TrySendError::Full(_)) => {
            return Err(Error::Busy("too much work is waiting; try again in a moment".into()).into());
        }
        Err(crossbeam_channel::TrySendError::Disconnected(_)) => return Err(Error::Closed.into()),
    }
    answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> Result<()> {
    Builder::new()
        .name(name)
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Unusable(format!("no thread for the database: {e}")))
}

fn spawn_pool(url: &str, threads: usize, jobs: &Receiver<Job>, read_only: bool, key: [u8; 16]) -> Result<()> {
    for n in 0..threads {
        let (url, jobs) = (url.to_owned(), jobs.clone());
        let name = if read_only { format!("read-{n}") } else { format!("write-{n}") };
        spawn(name, move || postgres::work_loop(&url, &jobs, read_only, key))?;
    }
    Ok(())
}

fn first_key(mut client: ::postgres::Client, seed: [u8; 16]) -> Result<[u8; 16]> {
    let mut prepared = crate::tx::Prepared::new();
    let mut tx = crate::Tx::postgres(client.transaction()?, &mut prepared, seed);
    let key = site::word_key(&mut tx, seed)?;
    tx.commit()?;
    Ok(key)
}
