//! Pauses between attempts, and jitter, so that many jobs or processes do not come back at the same moment.

use model::Secrets;
use std::time::Duration;

/// How long a job that failed waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    /// After the first failure; each further one doubles it.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
}

impl BackOff {
    /// From five seconds to an hour.
    pub const STANDARD: Self = Self { first: Duration::from_secs(5), longest: Duration::from_secs(3600) };

    /// The pause after the failure of an attempt, counted from 1, without jitter.
    pub fn pause_after(&self, attempt: u32) -> Duration {
        // Beyond 2^31 the longest pause has long been reached.
        let factor = 1_u32 << attempt.saturating_sub(1).min(31);
        self.first.saturating_mul(factor).min(self.longest)
    }
}

/// A time between 80 % and 120 % of `around`.
pub(crate) fn add_jitter(around: Duration, secrets: &dyn Secrets) -> Duration {
    let mut bytes = [0; 2];
    // Without random bytes the pause is exact, which is no reason to fail.
    let _ = secrets.fill(&mut bytes);
    let share = match u16::from_le_bytes(bytes) {
        0 => 0.5,
        drawn => f64::from(drawn) / f64::from(u16::MAX),
    };
    around.mul_f64(0.8 + 0.4 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses: Vec<u64> =
            [1, 2, 3, 10, 11, 40, u32::MAX].map(|n| BackOff::STANDARD.pause_after(n).as_secs()).to_vec();
        assert_eq!(pauses, [5, 10, 20, 2560, 3600, 3600, 3600]);
    }
}
