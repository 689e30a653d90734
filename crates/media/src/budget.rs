//! How much processor time the files of one request may take.

use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Processor time that is left for decoding, shared by cloning.
#[derive(Debug, Clone)]
pub struct Budget {
    all: Duration,
    /// Microseconds.
    left: Arc<AtomicU64>,
}

impl Default for Budget {
    /// 20 seconds: thirty photographs of a telephone take about half of it.
    fn default() -> Self {
        Self::new(Duration::from_secs(20))
    }
}

impl Budget {
    /// A budget of so much time.
    pub fn new(all: Duration) -> Self {
        Self { all, left: Arc::new(AtomicU64::new(micros(all))) }
    }

    /// What one file may take of it, at most `most`.
    pub(crate) fn allowance(&self, most: Duration) -> Result<Duration> {
        // Nothing is reserved: files that decode at once may overdraw, and the next one is refused.
        match self.left.load(Ordering::Relaxed) {
            0 => Err(Error::Refused(format!(
                "decoding the files of this request takes more than {} seconds; send fewer of them at once, or smaller ones",
                self.all.as_secs()
            ))),
            left => Ok(most.min(Duration::from_micros(left))),
        }
    }

    /// Takes away what was spent.
    pub(crate) fn spend(&self, spent: Duration) {
        let less = |left: u64| Some(left.saturating_sub(micros(spent)));
        // It gives a number in every case, so the update cannot fail.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
