//! Tells the log once that a store fails, and once that it works again.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug)]
pub(super) struct Outage {
    place: String,
    fails: AtomicBool,
}

impl Outage {
    pub(super) fn new(place: String) -> Self {
        Self { place, fails: AtomicBool::new(false) }
    }

    /// Whether it failed when it was last asked.
    pub(super) fn is_known(&self) -> bool {
        self.fails.load(Ordering::Relaxed)
    }

    /// Gives the result back, its words with the name of the store.
    pub(super) fn note_result<T>(&self, result: Result<T>) -> Result<T> {
        let place = &self.place;
        match result {
            Err(Error::Unavailable(why)) => {
                self.note_failure(&why);
                Err(Error::Unavailable(format!("the media store {place} does not work now: {why}")))
            }
            Err(Error::Refused(why)) => {
                self.note_failure(&why);
                Err(Error::Refused(format!("the media store {place} refuses: {why}")))
            }
            // A disk of ours that fails says nothing about the store.
            Err(other @ (Error::Io(_) | Error::Settings(_) | Error::Damaged(_))) => Err(other),
            other => {
                if self.fails.swap(false, Ordering::Relaxed) {
                    tracing::info!(%place, "the media store works again");
                }
                other
            }
        }
    }

    fn note_failure(&self, why: &str) {
        // Thousands of pictures may fail for one cause.
        if !self.fails.swap(true, Ordering::Relaxed) {
            tracing::error!(place = %self.place, error = %why, "the media store does not work");
        }
    }
}
