//! Stops a read that nobody waits for any more, or that is over its time budget.

use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The state of one read, shared by its asker and the thread that runs it.
#[derive(Debug, Default)]
pub(crate) struct CancelToken {
    abandoned: AtomicBool,
    /// Time budget, counted from the moment the read begins to run.
    budget: Option<Duration>,
    begun: OnceLock<Instant>,
}

impl CancelToken {
    /// A token whose read may run for `budget`; for any time where there is none.
    pub fn new(budget: Option<Duration>) -> Arc<Self> {
        Arc::new(Self { budget, ..Self::default() })
    }

    /// Starts the time budget; a second run of the same read goes on with what is left.
    pub fn start_clock(&self) {
        // The clock starts with the first run, so that retries share one budget.
        self.begun.get_or_init(Instant::now);
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_abandoned(&self) -> bool {
        // Relaxed is enough: the flag guards no other data, and a late look costs a little work
        // only.
        self.abandoned.load(Ordering::Relaxed)
    }

    fn is_overdue(&self) -> bool {
        let begun = self.begun.get();
        self.budget.zip(begun).is_some_and(|(budget, begun)| begun.elapsed() > budget)
    }

    /// Whether the read should stop.
    pub fn is_cancelled(&self) -> bool {
        self.is_abandoned() || self.is_overdue()
    }

    /// Fails where the read should stop.
    pub fn ensure_wanted(&self) -> Result<()> {
        match self.reason() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Why the read should stop, if it should.
    pub fn reason(&self) -> Option<Error> {
        match self.budget {
            // Abandoned comes first: nobody hears an answer, so the budget no longer matters.
            _ if self.is_abandoned() => Some(Error::Cancelled),
            Some(budget) if self.is_overdue() => Some(Error::Overdue(budget)),
            _ => None,
        }
    }
}

/// Held by the asker; when it is dropped before the answer came, the read is cancelled.
pub(crate) struct AbandonOnDrop(pub Arc<CancelToken>);

impl Drop for AbandonOnDrop {
    fn drop(&mut self) {
        // Set after an answer too, which harms nothing: the read has ended by then.
        self.0.abandoned.store(true, Ordering::Relaxed);
    }
}

/// What a database thread is working on now, for whoever may have to interrupt a running statement.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<Option<Arc<CancelToken>>>);

impl Running {
    /// Sets or clears the read that is being run. Waits for an interruption that is under way, so that it never hits
    /// the next read of the same connection.
    pub fn set(&self, token: Option<Arc<CancelToken>>) {
        // A poisoned lock still holds a whole value: a token is replaced in one step.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// Whether the statement that runs now should be interrupted.
    pub fn is_cancelled(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .is_some_and(|token| token.is_cancelled())
    }

    /// Calls `interrupt` where the read that runs now should stop. The read cannot end meanwhile.
    pub fn interrupt_with(&self, interrupt: impl FnOnce()) {
        // The lock is held while `interrupt` runs, so that the thread cannot begin another read
        // meanwhile.
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(|token| token.is_cancelled()) {
            interrupt();
        }
    }
}

/// A PostgreSQL connection as the watchdog sees it.
pub(crate) struct Watched {
    pub running: Running,
    /// Names the statement's connection, and how it is encrypted. Changes when the thread connects anew.
    pub cancel: Mutex<Option<(postgres::CancelToken, MakeRustlsConnect)>>,
}

/// How often the watchdog looks; a cancelled statement goes on at most about so long.
const LOOK: Duration = Duration::from_millis(100);

/// Interrupts running statements of PostgreSQL, until all connections it watches are gone. SQLite asks by itself while a
/// statement runs; PostgreSQL has to be told over another connection.
pub(crate) fn watch_connections(watched: &[Weak<Watched>]) {
    loop {
        std::thread::sleep(LOOK);
        let mut alive = false;
        for connection in watched.iter().filter_map(Weak::upgrade) {
            alive = true;
            connection.running.interrupt_with(|| {
                let token = connection.cancel.lock().unwrap_or_else(PoisonError::into_inner).clone();
                // An unreachable server ends the statement by itself; there is nothing more to do here.
                let _ = token.map(|(token, tls)| token.cancel_query(tls));
            });
        }
        if !alive {
            return;
        }
    }
}
