//! Counts of one client in windows of several lengths.

use super::Allowance;

/// One window of each length; unused while nothing was counted in it.
#[derive(Debug, Clone, Copy)]
pub struct Windows<const N: usize>([Window; N]);

#[derive(Debug, Clone, Copy, Default)]
struct Window {
    /// Seconds since the epoch.
    begun: i64,
    count: u32,
}

/// Length in seconds, and requests permitted in it; 0 permits any number.
pub type Rule = (i64, u32);

impl<const N: usize> Default for Windows<N> {
    fn default() -> Self {
        Self([Window::default(); N])
    }
}

impl Window {
    /// As it stands at `now`: one that has ended begins anew, and so does one that a clock set back has left in the
    /// future.
    fn window_at(self, now: i64, length: i64) -> Self {
        // Windows begin with the first request in them, so no lookup needs a calendar.
        let runs = self.begun <= now && now < self.begun.saturating_add(length);
        if runs { self } else { Self { begun: now, count: 0 } }
    }

    fn seconds_to_reset(self, now: i64, length: i64) -> u32 {
        u32::try_from(self.begun.saturating_add(length).saturating_sub(now)).unwrap_or(0)
    }
}

impl<const N: usize> Windows<N> {
    /// Seconds until every window has room again; nothing where all have now.
    pub fn seconds_to_wait(&self, rules: &[Rule; N], now: i64) -> Option<u32> {
        let full = self.0.iter().zip(rules).filter_map(|(window, &(length, limit))| {
            // Evaluated without being stored: asking alone must not begin a window.
            let window = window.window_at(now, length);
            (limit > 0 && window.count >= limit).then(|| window.seconds_to_reset(now, length))
        });
        full.max()
    }

    /// One more in every window.
    pub fn count_request(&mut self, rules: &[Rule; N], now: i64) {
        for (window, &(length, _)) in self.0.iter_mut().zip(rules) {
            *window = window.window_at(now, length);
            // Saturating: with a lifted limit nothing ever stops the count.
            window.count = window.count.saturating_add(1);
        }
    }

    /// What is left in each window.
    pub fn list_allowances(&self, rules: &[Rule; N], now: i64) -> [Option<Allowance>; N] {
        let mut left = [None; N];
        for ((left, window), &(length, limit)) in left.iter_mut().zip(self.0).zip(rules) {
            let window = window.window_at(now, length);
            let remaining = limit.saturating_sub(window.count);
            *left = (limit > 0).then(|| Allowance {
                limit,
                remaining,
                reset: window.seconds_to_reset(now, length),
            });
        }
        left
    }
}
