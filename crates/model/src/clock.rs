//! Where time and ids come from. Everything above takes these as parameters; only [`SystemClock`] reads the
//! wall clock.

use crate::{PostId, Time};
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Time;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        // A clock before 1970 reads as the epoch; the sequence keeps ids in order all the same.
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time(i64::try_from(since.as_millis()).unwrap_or(0))
    }
}

/// 2015-01-01T00:00:00Z. From here, ids made today lie above every id Tumblr gives out, so imported posts keep
/// theirs; 41 bits of milliseconds last until 2084.
const EPOCH: i64 = 1_420_070_400_000;

/// Makes time-ordered 63-bit post ids: 41 bits of milliseconds, 10 of node, 12 of sequence.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: AtomicI64,
}

impl IdSource {
    /// A source for one process; `node` (0 to 1023) must differ between processes of one site.
    pub fn new(node: u16) -> Self {
        Self { node: i64::from(node & 0x3ff), last: AtomicI64::new(0) }
    }

    /// The next id, greater than any this source gave before, even when the clock steps back.
    pub fn post(&self, clock: &dyn Clock) -> PostId {
        let fresh = (clock.now().0 - EPOCH).clamp(0, (1 << 41) - 1) << 12;
        let before = self
            .last
            // Relaxed is enough: only this one number must never be given out twice.
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_else(|last| last);
        // The same sum as in the update above, which returns the value before it.
        let tick = fresh.max(before + 1);
        // Time and sequence are one counter, so a full millisecond runs over into the next.
        PostId(((tick >> 12) << 22) | (self.node << 12) | (tick & 0xfff))
    }
}

/// An id for a post that came without one: its publish time in the upper bits, so that ids and times agree in
/// order, and 22 bits of `salt` below. The same post gets the same id on every run.
pub fn derived_post_id(published: Time, salt: u32) -> PostId {
    let ms = (published.0 - EPOCH).clamp(0, (1 << 41) - 1);
    PostId((ms << 22) | i64::from(salt & 0x3f_ffff))
}

/// When an id was made: exact for ids of ours, the epoch of ids for smaller ones.
pub fn made_at(id: PostId) -> Time {
    // Imported ids are small and carry no time of ours.
    Time((id.0 >> 22).max(0) + EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(i64);
    impl Clock for Fixed {
        fn now(&self) -> Time {
            Time(self.0)
        }
    }

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let source = IdSource::new(5);
        let mut last = PostId(0);
        for ms in [EPOCH + 10, EPOCH + 10, EPOCH + 5, EPOCH + 11] {
            let id = source.post(&Fixed(ms));
            assert!(id > last);
            last = id;
        }
    }
}
