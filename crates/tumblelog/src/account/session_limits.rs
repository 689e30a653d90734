//! How long sessions last.

use model::Time;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Days without use after which a session ends, 1 or more.
    pub idle_days: u32,
    /// Days after signing in after which it ends in any case, 1 or more.
    pub lifetime_days: u32,
}

impl SessionLimits {
    pub(super) fn idle_millis(self) -> i64 {
        i64::from(self.idle_days) * DAY
    }

    /// When a session that began at `created` ends however much it is used.
    pub(super) fn latest_end(self, created: Time) -> Time {
        Time(created.0.saturating_add(i64::from(self.lifetime_days) * DAY))
    }

    /// Sessions that began then or before are over however much they are used.
    pub(crate) fn latest_start_of_ended(self, now: Time) -> Time {
        Time(now.0.saturating_sub(i64::from(self.lifetime_days) * DAY))
    }

    /// When a session that began at `created` ends if nobody uses it after `now`.
    pub(super) fn end_after(self, created: Time, now: Time) -> Time {
        Time(now.0.saturating_add(self.idle_millis())).min(self.latest_end(created))
    }
}
