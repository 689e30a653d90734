//! A clock that stands still until it is told to move.

use model::{Clock, Time};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A settable clock. It starts at 2026-11-22T12:00:00Z, so that snapshots agree from test to test.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

/// 2026-11-22T12:00:00Z.
const START: i64 = 1_795_348_800_000;

impl FakeClock {
    /// A clock that shows `time`.
    pub fn at(time: Time) -> Self {
        Self(AtomicI64::new(time.0))
    }

    /// Shows `time` from now on, which may lie before the time shown so far.
    pub fn set(&self, time: Time) {
        self.0.store(time.0, Ordering::SeqCst);
    }

    /// Moves on and returns the new time.
    pub fn advance(&self, by: Duration) -> Time {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Time(self.0.fetch_add(by, Ordering::SeqCst).saturating_add(by))
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::at(Time(START))
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_still_until_moved() {
        let clock = FakeClock::default();
        assert_eq!(clock.now(), clock.now());
        let later = clock.advance(Duration::from_secs(90));
        assert_eq!(later.0 - START, 90_000);
        clock.set(Time(7));
        assert_eq!(clock.now(), Time(7));
    }
}
