//! The handle everyone holds.

use crate::db::call_stats::{CallLane, CallStats, CallWatch};
use crate::db::cancel::{AbandonOnDrop, CancelToken};
use crate::db::database_url::DatabaseUrl;
use crate::db::event_bell::EventBell;
use crate::db::executor::{Job, make_job};
use crate::db::lane::Lane;
use crate::db::migrate::Migrations;
use crate::db::sqlite;
use crate::db::threads::{self, Queues};
use crate::index::words::WordHash;
use crate::{Error, Failure, Result};
use crossbeam_channel::{Sender, bounded};
use std::future::Future;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Reads of one kind, and writes, that may wait for a thread; further ones are refused as busy. At the speed of one
/// processor so many tag pages are read in less than a second, so who is let in does not wait longer.
const BACKLOG: usize = 512;

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
    calls: Arc<CallStats>,
    happened: EventBell,
}

impl Store {
    /// Opens the database, making it when it is not there, and starts its threads: `readers` of them for reading, two
    /// or half as many more for expensive reads, one writer for SQLite and eight for PostgreSQL. `seed` becomes the
    /// site's word key when it is new; it must be random, and secret outside tests.
    ///
    /// # Errors
    /// [`Error::Unusable`] with what is wrong, such as a schema newer than this program's.
    pub fn open(url: &DatabaseUrl, readers: usize, seed: [u8; 16]) -> Result<Self> {
        Self::open_with(url, readers, seed, Migrations::Apply)
    }

    /// As [`Store::open`]; `migrations` says what becomes of a database whose schema is older than this program's.
    ///
    /// # Errors
    /// As [`Store::open`], and [`Error::Unusable`] for an older schema that may not be changed.
    pub fn open_with(
        url: &DatabaseUrl,
        readers: usize,
        seed: [u8; 16],
        migrations: Migrations,
    ) -> Result<Self> {
        let readers = readers.max(1);
        // Two at least: an export may keep one for minutes.
        let expensive = (readers / 2).max(2);
        // Bounded: where the disk stalls, new work is refused instead of filling the memory.
        let (reads, read_jobs) = bounded(BACKLOG);
        let (expensive_reads, expensive_jobs) = bounded(BACKLOG);
        let (writes, write_jobs) = bounded(BACKLOG);
        let queues = Queues { reads: read_jobs, expensive_reads: expensive_jobs, writes: write_jobs };
        let key = match url {
            DatabaseUrl::Sqlite(path) => {
                threads::start_sqlite(path, (readers, expensive), queues, seed, migrations)?
            }
            DatabaseUrl::Postgres(url) => {
                threads::start_postgres(url, (readers, expensive), &queues, seed, migrations)?
            }
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
            calls: Arc::default(),
            happened: EventBell::new(url)?,
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

    /// What the calls of this store cost since it was opened.
    pub fn calls(&self) -> &Arc<CallStats> {
        &self.calls
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
    /// What the closure says, or the store. [`Error::Busy`] where too many reads wait, or this one waited too long.
    // No `async fn`, here and below: those do not know their caller, which the log of slow calls names.
    #[track_caller]
    pub fn read<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let caller = Location::caller();
        async move { self.read_in(CallWatch::start(&self.calls, CallLane::Read, caller), None, work).await }
    }

    /// As [`Store::read`], with a time budget.
    ///
    /// # Errors
    /// [`Error::Overdue`] past the budget; what the closure says, or the store.
    #[track_caller]
    pub fn read_within<T, E, F>(&self, budget: Duration, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let caller = Location::caller();
        async move {
            self.read_in(CallWatch::start(&self.calls, CallLane::Read, caller), Some(budget), work).await
        }
    }

    /// As [`Store::read`] for work that takes long: on a few threads of its own, so that it never keeps a page waiting.
    /// Waits up to 8 seconds for one of them, which `budget`, the time the work itself may take, does not count.
    ///
    /// # Errors
    /// [`Error::Busy`] where no thread becomes free or too many reads wait, [`Error::ClientBusy`] where the client of
    /// this task ([`crate::run_for_client`]) has its share under way, [`Error::Overdue`] past the budget; what the closure
    /// says, or the store.
    #[track_caller]
    pub fn read_expensive<T, E, F>(
        &self,
        budget: Option<Duration>,
        mut work: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let caller = Location::caller();
        async move {
            let watch = CallWatch::start(&self.calls, CallLane::Expensive, caller);
            let ticket = match self.lane.wait_for_thread().await {
                Ok(ticket) => ticket,
                Err(error) => {
                    watch.finish_call(matches!(error, Error::Busy(_)));
                    return Err(error.into());
                }
            };
            let work = move |tx: &mut crate::Tx<'_>| {
                // Goes with the work: a cancelled read keeps its thread until it has stopped.
                let _held = &ticket;
                work(tx)
            };
            self.read_in(watch, budget, work).await
        }
    }

    /// Runs a closure in one transaction, kept on disk when the future is done. The closure may be run again when
    /// the transaction lost against another.
    ///
    /// # Errors
    /// What the closure says, and then nothing was kept; or the store.
    #[track_caller]
    pub fn write<T, E, F>(&self, mut work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let caller = Location::caller();
        async move {
            let work = move |tx: &mut crate::Tx<'_>| {
                let value = work(tx)?;
                Ok::<_, E>((value, tx.wakes()))
            };
            let watch = CallWatch::start(&self.calls, CallLane::Write, caller);
            let (value, wakes) = submit_job(&self.writes, None, watch, work).await?;
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

    async fn read_in<T, E, F>(&self, watch: CallWatch, budget: Option<Duration>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let queue = if watch.is_expensive() { &self.expensive_reads } else { &self.reads };
        let token = CancelToken::new(budget);
        // Lives as long as this future: a closed connection drops it, and the read stops.
        let _cancels = AbandonOnDrop(Arc::clone(&token));
        submit_job(queue, Some(token), watch, work).await
    }
}

async fn submit_job<T, E, F>(
    queue: &Sender<Job>,
    token: Option<Arc<CancelToken>>,
    watch: CallWatch,
    mut work: F,
) -> Result<T, E>
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut crate::Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let begin = watch.make_begin();
    let work = move |tx: &mut crate::Tx<'_>| {
        // On the thread of the database: what it logs is in the span of the request.
        let _in_span = begin.note_begin()?.enter();
        work(tx)
    };
    let (job, answer) = make_job(work, token);
    // Not `send`, which would block a thread of the async runtime.
    let answered = match queue.try_send(job) {
        // A sender dropped without an answer means that its thread has ended.
        Ok(()) => answer.await.unwrap_or_else(|_| Err(Error::Closed.into())),
        Err(crossbeam_channel::TrySendError::Full(_)) => {
            Err(Error::Busy("too much work is waiting; try again in a moment".into()).into())
        }
        Err(crossbeam_channel::TrySendError::Disconnected(_)) => Err(Error::Closed.into()),
    };
    watch.finish_call(answered.as_ref().is_err_and(Failure::busy));
    answered
}
