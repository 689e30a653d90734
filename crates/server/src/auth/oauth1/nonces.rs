//! Nonces of reads, in memory, until their time stamps are too old to be accepted.

use model::Time;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Most nonces kept: some 40 MB. Where there are more, the oldest are dropped, and time stamps as old as theirs are
/// refused.
const MOST: usize = 1_000_000;

/// The nonces this process has seen.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// By the minute in which they expire.
    minutes: BTreeMap<i64, HashSet<[u8; 16]>>,
    held: usize,
    /// Nonces that expire before this minute are taken for seen.
    floor: i64,
}

impl Nonces {
    /// Remembers a nonce until `expires`; false when it was there already.
    pub fn remember_nonce(&self, hash: [u8; 32], expires: Time, now: Time) -> bool {
        // A poisoned lock is used on: the map stays usable, and a panic must not end signed reads
        // for good.
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.remember_nonce(hash, expires, now, MOST)
    }
}

impl Inner {
    fn remember_nonce(&mut self, hash: [u8; 32], expires: Time, now: Time, most: usize) -> bool {
        // Whole minutes are pruned at once, so a call needs no scan of the nonces.
        while self.minutes.first_key_value().is_some_and(|(first, _)| *first < minute_of(now)) {
            self.drop_first();
        }
        let minute = minute_of(expires);
        // Its minute was dropped for want of room, so nothing can show that the nonce is new:
        // refuse.
        if minute < self.floor {
            return false;
        }
        // Half of the hash is more than anybody can find a second text for while it is held.
        let mut short = [0; 16];
        short.copy_from_slice(&hash[..16]);
        let new = self.minutes.entry(minute).or_default().insert(short);
        self.held += usize::from(new);
        if self.held > most
            && let Some(first) = self.drop_first()
        {
            self.floor = self.floor.max(first + 1);
        }
        new
    }

    fn drop_first(&mut self) -> Option<i64> {
        let (first, gone) = self.minutes.pop_first()?;
        self.held -= gone.len();
        Some(first)
    }
}

fn minute_of(time: Time) -> i64 {
    time.0.div_euclid(60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u8) -> [u8; 32] {
        [n; 32]
    }

    #[test]
    fn a_nonce_is_new_once_until_it_expires() {
        let nonces = Nonces::default();
        assert!(nonces.remember_nonce(hash(1), Time(400_000), Time(0)));
        assert!(!nonces.remember_nonce(hash(1), Time(400_000), Time(399_000)));
        assert!(nonces.remember_nonce(hash(2), Time(400_000), Time(399_000)));
        assert!(nonces.remember_nonce(hash(3), Time(900_000), Time(500_000)));
        assert_eq!(nonces.0.lock().unwrap().held, 1);
    }

    #[test]
    fn what_had_no_room_counts_as_seen() {
        let mut inner = Inner::default();
        for n in 0..4 {
            assert!(inner.remember_nonce(hash(n), Time(i64::from(n) * 60_000), Time(0), 3));
        }
        assert_eq!(inner.held, 3);
        assert!(!inner.remember_nonce(hash(0), Time(0), Time(0), 3), "dropped, and refused therefore");
        assert!(!inner.remember_nonce(hash(3), Time(180_000), Time(0), 3));
    }
}
