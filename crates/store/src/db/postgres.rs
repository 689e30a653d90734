//! PostgreSQL: a bounded pool of threads, one connection each. Reads are REPEATABLE READ and READ ONLY, so that
//! all statements of a page see one state and a stray write fails.

use crate::db::cancel::Watched;
use crate::db::dialect::Dialect;
use crate::db::executor::{Job, JobOutcome};
use crate::db::health::Health;
use crate::db::migrate::Target;
use crate::db::postgres_address::Connector;
use crate::db::tx::{Prepared, Tx};
use crate::db::writing::run_as_write;
use crate::{Error, Result};
use crossbeam_channel::Receiver;
use postgres::{Client, IsolationLevel};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// Runs of a job that loses against others, or finds no server, before its asker is told.
const TRIES: usize = 8;
/// Between two tries to connect.
const PAUSE: Duration = Duration::from_millis(50);
/// Connects for the first time.
pub(crate) fn open_client(connector: &Connector) -> Result<Client> {
    // Nothing works yet that could work again later: whoever starts the program has to do something.
    connector.connect().map_err(|error| match error {
        Error::Unavailable(text) => Error::Unusable(text),
        other => other,
    })
}

impl Target for Client {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn run_sql(&mut self, sql: &str) -> Result<()> {
        let mut transaction = self.transaction()?;
        transaction.batch_execute(sql)?;
        Ok(transaction.commit()?)
    }

    fn applied_migrations(&mut self) -> Result<Vec<i64>> {
        // A fresh database has no version table, and a failed query would only say so by its error
        // code.
        let there: bool =
            self.query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])?.try_get(0)?;
        if !there {
            return Ok(Vec::new());
        }
        let rows = self.query("SELECT checksum FROM schema_version ORDER BY version", &[])?;
        rows.iter().map(|row| row.try_get(0).map_err(Error::from)).collect()
    }

    fn lock_migrations(&mut self) -> Result<()> {
        // A session lock and not one of a transaction: it spans all migrations, each in its own
        // transaction. The number is arbitrary, and must be the same on all nodes.
        Ok(self.batch_execute("SELECT pg_advisory_lock(7467736431)")?)
    }

    fn unlock_migrations(&mut self) -> Result<()> {
        Ok(self.batch_execute("SELECT pg_advisory_unlock(7467736431)")?)
    }
}

/// What a thread of a pool is made with.
#[derive(Clone)]
pub(crate) struct Pool {
    pub connector: Arc<Connector>,
    pub read_only: bool,
    pub health: Arc<Health>,
    pub word_key: [u8; 16],
}

/// A connection with the statements that are prepared on it.
struct Link {
    client: Client,
    prepared: Prepared,
}

/// A thread of the pool.
pub(crate) fn work_loop(pool: &Pool, jobs: &Receiver<Job>, watched: &Watched) {
    let mut link: Option<Link> = None;
    for job in jobs {
        // Checked before a connection is made: an outage leaves a queue of reads nobody waits for.
        if !job.is_abandoned() {
            run_with_retries(pool, job, &mut link, watched);
        }
    }
}

/// Runs a job until it has an answer. Connects where there is no connection.
fn run_with_retries(pool: &Pool, mut job: Job, link: &mut Option<Link>, watched: &Watched) {
    for attempt in 1..=TRIES {
        let last = attempt == TRIES;
        let (error, last) = match ready(pool, link, watched) {
            Ok(connected) => match run_job(pool, connected, &mut job, watched, last) {
                Ok(false) => return,
                // A lost race needs no pause: the transaction that won has ended.
                Ok(true) => continue,
                Err(error) => {
                    // It may have died while nothing was asked of it; a new one tells.
                    *link = None;
                    (error, last)
                }
            },
            // While it is known that the server is away, nobody has to wait to hear it again.
            Err(error) => (error, last || pool.health.is_unavailable()),
        };
        if last {
            pool.health.note_failure(&error);
            return job.fail(error);
        }
        // A server that restarts refuses connections for a moment.
        std::thread::sleep(PAUSE);
    }
}

fn ready<'l>(pool: &Pool, link: &'l mut Option<Link>, watched: &Watched) -> Result<&'l mut Link> {
    // The prepared statements die with their connection, so both go together.
    if link.as_ref().is_some_and(|link| link.client.is_closed()) {
        *link = None;
    }
    if let Some(link) = link {
        return Ok(link);
    }
    let client = pool.connector.connect()?;
    // A cancel token names one backend process: each new connection needs its own.
    let cancel = (client.cancel_token(), pool.connector.tls());
    *watched.cancel.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel);
    Ok(link.insert(Link { client, prepared: Prepared::new() }))
}

/// Runs a job in one transaction; whether it must be run again. Fails where the transaction could not begin.
fn run_job(pool: &Pool, link: &mut Link, job: &mut Job, watched: &Watched, last: bool) -> Result<bool> {
    let Pool { read_only, word_key, .. } = *pool;
    // Writes take row locks where they need them; READ COMMITTED lets them see what they waited
    // for.
    let level = if read_only { IsolationLevel::RepeatableRead } else { IsolationLevel::ReadCommitted };
    let Link { client, prepared } = link;
    let transaction = client.build_transaction().isolation_level(level).read_only(read_only).start()?;
    let token = job.token().cloned();
    if let Some(token) = &token {
        token.start_clock();
    }
    let mut tx = Tx::postgres(transaction, prepared, word_key).with_token(token.clone());
    watched.running.set(token);
    let ran = match read_only {
        true => job.run(&mut tx, last),
        false => run_as_write(|| job.run(&mut tx, last)),
    };
    // Waits where the statement is just being interrupted: the interruption must not hit what comes next.
    watched.running.set(None);
    let mut outage = tx.take_outage();
    if outage.is_none() {
        pool.health.note_success(!read_only);
    }
    let mut again = false;
    match ran {
        JobOutcome::Keep(finish) => {
            let kept = tx.commit();
            outage = outage.or(kept.as_ref().err().cloned());
            finish(kept);
        }
        JobOutcome::Undo(finish) => {
            // The rollback comes before the answer, so that the asker's next read cannot wait for
            // its locks.
            drop(tx);
            finish(Ok(()));
        }
        // Dropping the transaction rolls it back before the job runs again.
        JobOutcome::Again => {
            drop(tx);
            again = true;
        }
    }
    // After the answer, because asking the server may take seconds.
    if let Some(error) = outage {
        pool.health.note_failure(&explain_loss(pool, error));
    }
    Ok(again)
}

/// Why a connection was lost, for the log: the connection itself knows only that it was, and connecting anew tells more.
fn explain_loss(pool: &Pool, error: Error) -> Error {
    let Error::Unavailable(words) = &error else { return error };
    let says_nothing =
        ["connection closed", "error communicating with the server"].iter().any(|said| words.contains(said));
    // Of an outage that is known, the cause is in the log already.
    if !says_nothing || pool.health.is_unavailable() {
        return error;
    }
    match pool.connector.connect() {
        Err(Error::Unavailable(cause)) => Error::Unavailable(format!("a connection was lost; {cause}")),
        _ => error,
    }
}
