//! Limits on guessing at passwords. Each attempt counts as a failure before the password is looked at, and success
//! takes it back, so that attempts of the same moment do not slip through together.
//!
//! Guessing at a name must not lock its owner out:
//!
//! - A browser that the account has signed in from (a known device) is counted by itself alone. However much others
//!   guess, the owner's own browser is let pass.
//! - An unknown browser is counted by its network address, by the name from that address, and by the name from
//!   everywhere. One address can use up the first two; only many addresses together can slow the name for unknown
//!   browsers elsewhere, and then by a minute at most.
//!
//! Names that do not exist are counted like those that do. Addresses are kept in these rows for an hour after the last
//! failure.

use crate::Result;
use model::{BlogName, Time};
use std::net::IpAddr;
use store::Tx;
use store::failed_sign_ins::{self, Failures};

/// Failures older than this are forgotten, in milliseconds.
pub(crate) const MEMORY: i64 = 3_600_000;

/// Failures in a row that are let pass, and the longest wait after, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Patience {
    free: i64,
    longest: i64,
}

const ADDRESS: Patience = Patience { free: 20, longest: 900 };
const NAME_FROM_ADDRESS: Patience = Patience { free: 5, longest: 300 };
/// Short, because anybody can cause it: 50 guesses, and then one a minute, from all addresses together.
const NAME: Patience = Patience { free: 50, longest: 60 };
/// Small, because a device may be stolen.
const DEVICE: Patience = Patience { free: 5, longest: 300 };
/// Of a session in which the present password is asked for once more.
const SESSION: Patience = Patience { free: 5, longest: 60 };

impl Patience {
    /// Seconds to wait after so many failures in a row.
    fn wait_seconds(self, failures: i64) -> i64 {
        // The clamp keeps the shift below within 64 bits.
        let over = (failures - self.free).clamp(0, 20);
        if over == 0 { 0 } else { (1_i64 << over).min(self.longest) }
    }
}

/// Something that failures are counted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    key: String,
    patience: Patience,
    /// Whether the right password clears all failures, and not only the attempt itself.
    cleared: bool,
}

impl Subject {
    fn new(key: String, patience: Patience, cleared: bool) -> Self {
        Self { key, patience, cleared }
    }
}

/// What an attempt from a known device is counted under.
pub(super) fn device_subjects(device: i64) -> Vec<Subject> {
    vec![Subject::new(format!("device:{device}"), DEVICE, true)]
}

/// What a question for the present password within a session is counted under.
pub(super) fn session_subjects(session: i64) -> Vec<Subject> {
    vec![Subject::new(format!("session:{session}"), SESSION, true)]
}

/// What an attempt from an unknown browser is counted under, in the order in which the rows are locked: the address
/// first, so that one which must wait leaves no rows of the names it tries.
pub(super) fn stranger_subjects(name: Option<&BlogName>, address: Option<IpAddr>) -> Vec<Subject> {
    let network = address.map(network_of);
    let mut subjects = Vec::new();
    if let Some(network) = &network {
        // Only the attempt itself is taken back: somebody with an account of his own could clear it between guesses.
        subjects.push(Subject::new(format!("address:{network}"), ADDRESS, false));
    }
    if let Some(name) = name {
        let from = network.as_deref().unwrap_or("unknown");
        subjects.push(Subject::new(format!("account:{name} {from}"), NAME_FROM_ADDRESS, true));
        subjects.push(Subject::new(format!("account:{name}"), NAME, true));
    }
    subjects
}

/// An IPv4 address, or the /64 of an IPv6 address: a client that has one address of it has all of them.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => format!("{:x}", six.to_bits() >> 64),
    }
}

/// Counts an attempt; gives the seconds that must pass before the next one where this one may not be looked at.
pub(super) fn count_attempt(tx: &mut Tx<'_>, subjects: &[Subject], now: Time) -> Result<i64> {
    // Pruned by attempts themselves: this keeps addresses no longer than promised, without a job
    // for it.
    failed_sign_ins::prune_failures(tx, Time(now.0 - MEMORY))?;
    let mut known = Vec::new();
    for subject in subjects {
        // The row must exist so that it can be locked: of two first attempts at once, one waits for
        // the other.
        failed_sign_ins::ensure_failure_row(tx, &subject.key, now)?;
        let fresh = Failures { count: 0, last: now, until: Time(0) };
        let failures = failed_sign_ins::read_failures(tx, &subject.key)?.unwrap_or(fresh);
        let wait = failures.until.0 - now.0;
        if wait > 0 {
            // Rounded up: whoever waits as long as told must not be refused again.
            return Ok((wait + 999) / 1000);
        }
        known.push(failures);
    }
    // Counted only when no subject must wait: an attempt that was not looked at is no failure.
    for (subject, before) in subjects.iter().zip(known) {
        let count = before.count + 1;
        let until = Time(now.0 + subject.patience.wait_seconds(count) * 1000);
        failed_sign_ins::set_failures(tx, &subject.key, Failures { count, last: now, until })?;
    }
    Ok(0)
}

/// The password was right.
pub(super) fn forgive_attempt(tx: &mut Tx<'_>, subjects: &[Subject]) -> Result<()> {
    for subject in subjects {
        if subject.cleared {
            failed_sign_ins::forget_failures(tx, &subject.key)?;
        } else if let Some(before) = failed_sign_ins::read_failures(tx, &subject.key)? {
            let after = Failures { count: (before.count - 1).max(0), until: Time(0), ..before };
            failed_sign_ins::set_failures(tx, &subject.key, after)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let waits: Vec<_> = (3..14).map(|failures| DEVICE.wait_seconds(failures)).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!((DEVICE.wait_seconds(14), NAME.wait_seconds(i64::MAX)), (300, 60));
        assert_eq!((ADDRESS.wait_seconds(20), ADDRESS.wait_seconds(i64::MAX)), (0, 900));
    }

    #[test]
    fn neighbours_in_a_v6_network_are_one() {
        let of = |text: &str| stranger_subjects(None, Some(text.parse().unwrap()));
        assert_eq!(of("2001:db8::1"), of("2001:db8::2:3"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
