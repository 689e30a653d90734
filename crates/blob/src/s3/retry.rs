//! Asking again: a store that is reached over a network fails for moments.

use crate::error::{Error, Result};
use std::time::Duration;

/// Pauses between attempts, about: three attempts in all, because somebody may be waiting.
pub(super) const PAUSES: &[Duration] = &[Duration::from_millis(200), Duration::from_millis(800)];

/// Tries until it works, fails for good, or all pauses are spent. What is asked must be the same when it is done twice.
pub(super) fn retry_unavailable<T>(pauses: &[Duration], mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    for pause in pauses {
        match attempt() {
            Err(Error::Unavailable(why)) => {
                tracing::debug!(%why, "a store of media failed and is asked again");
                // Spread, so that many who failed at once do not come back at once.
                std::thread::sleep(pause.mul_f32(fastrand::f32() + 0.5));
            }
            other => return other,
        }
    }
    attempt()
}
