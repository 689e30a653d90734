//! Tells the log once that the database fails, with the cause, and once that it works again.

use crate::Error;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A way in which a database fails that an operator must do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Outage {
    /// It cannot be reached, read or locked.
    Unavailable,
    /// Its disk is full; reads go on.
    Full,
}

impl Outage {
    /// The outage that an error speaks of, if it is one.
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Unavailable(_) => Some(Self::Unavailable),
            Error::Full(_) => Some(Self::Full),
            _ => None,
        }
    }
}

/// How long after a line the next one about the same outage is written at the earliest.
const AGAIN: Duration = Duration::from_secs(60);
/// How long nothing may have failed before an outage counts as over: on a full disk some small writes still find room,
/// and each of them would end it.
const QUIET: Duration = Duration::from_secs(5);

#[derive(Debug)]
struct Known {
    since: Instant,
    told: Instant,
    last: Instant,
    /// Failures after the last line.
    untold: u64,
}

/// The outages that are known. One for all threads of a store.
#[derive(Debug, Default)]
pub(crate) struct Health {
    /// So that work that goes well takes no lock.
    failing: AtomicBool,
    known: Mutex<HashMap<Outage, Known>>,
}

impl Health {
    /// Notes a failure; writes a line for the first, and one a minute while it goes on.
    pub fn note_failure(&self, error: &Error) {
        let Some(outage) = Outage::of(error) else { return };
        let now = Instant::now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Set under the lock, so that a success at the same time cannot clear it with this outage
        // known.
        self.failing.store(true, Ordering::Relaxed);
        match known.get_mut(&outage) {
            None => {
                tracing::error!(%error, "the database fails; requests are answered with 503 until it works again");
                known.insert(outage, Known { since: now, told: now, last: now, untold: 0 });
            }
            Some(known) => {
                (known.untold, known.last) = (known.untold + 1, now);
                // Every request fails during an outage; one line each would fill the disk that may
                // be full already.
                if now.duration_since(known.told) >= AGAIN {
                    let seconds = now.duration_since(known.since).as_secs();
                    tracing::error!(%error, seconds, failures = known.untold, "the database still fails");
                    (known.told, known.untold) = (now, 0);
                }
            }
        }
    }

    /// Notes that a transaction ended well: the database can be read, and where it `wrote`, it has room.
    pub fn note_success(&self, wrote: bool) {
        // A stale value only delays the line that says it works again until the next transaction.
        if !self.failing.load(Ordering::Relaxed) {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|outage, known| {
            // A read proves nothing about room on the disk; only a write can end that outage.
            let over = (wrote || *outage == Outage::Unavailable) && known.last.elapsed() >= QUIET;
            if over {
                tracing::info!(seconds = known.since.elapsed().as_secs(), "the database works again");
            }
            !over
        });
        self.failing.store(!known.is_empty(), Ordering::Relaxed);
    }

    /// Whether the database is known to be out of reach: then one try is enough.
    pub fn is_unavailable(&self) -> bool {
        // The flag first: it spares the lock while all goes well.
        self.failing.load(Ordering::Relaxed)
            && self.known.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&Outage::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, atomic::AtomicUsize};
    use tracing::{Event, Level, Metadata, span};

    /// Counts lines by level.
    #[derive(Default, Clone)]
    struct Lines {
        errors: Arc<AtomicUsize>,
        others: Arc<AtomicUsize>,
    }

    impl tracing::Subscriber for Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn event(&self, event: &Event<'_>) {
            let lines = if *event.metadata().level() == Level::ERROR { &self.errors } else { &self.others };
            lines.fetch_add(1, Ordering::SeqCst);
        }
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    #[test]
    fn an_outage_is_one_line_however_many_hear_of_it() {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.clone(), || {
            let health = Health::default();
            for _ in 0..1000 {
                health.note_failure(&Error::Unavailable("refused".into()));
                // Some work that still goes well ends nothing while others fail.
                health.note_success(true);
            }
            assert!(health.is_unavailable());
            health.note_failure(&Error::Full("no room".into()));
            for error in [Error::Busy(String::new()), Error::Duplicate(String::new()), Error::Cancelled] {
                health.note_failure(&error);
            }
        });
        let count = |lines: &AtomicUsize| lines.load(Ordering::SeqCst);
        assert_eq!((count(&lines.errors), count(&lines.others)), (2, 0));
    }
}
