//! Durations counted in ranges, as Prometheus has histograms. Recording is two additions without a lock.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper ends of the ranges, in microseconds: half a millisecond to half a minute.
const ENDS: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000, 30_000_000,
];

/// Counts of durations since the process started.
#[derive(Debug, Default)]
pub struct Histogram {
    /// One a range, and one for what is longer than all of them.
    counts: [AtomicU64; ENDS.len() + 1],
    micros: AtomicU64,
}

/// A histogram at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct HistogramCounts {
    /// Upper end of a range in seconds, and how many durations were at most so long.
    pub at_most: Vec<(f64, u64)>,
    /// All durations.
    pub count: u64,
    /// Their sum in seconds.
    pub seconds: f64,
}

impl Histogram {
    /// Counts a duration.
    pub fn record_duration(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        // The first range whose end is not below; past the last end that is the range of the rest.
        let range = ENDS.partition_point(|end| *end < micros);
        if let Some(count) = self.counts.get(range) {
            count.fetch_add(1, Relaxed);
        }
        self.micros.fetch_add(micros, Relaxed);
    }

    /// What was counted until now.
    pub fn read_counts(&self) -> HistogramCounts {
        let mut count = 0;
        let mut add = |range: &AtomicU64| {
            count += range.load(Relaxed);
            count
        };
        let ends = ENDS.iter().map(|end| *end as f64 / 1e6);
        let at_most = ends.zip(&self.counts).map(|(end, range)| (end, add(range))).collect();
        // The total is the sum of the ranges and no counter of its own, so that it never contradicts them.
        let count = self.counts.last().map_or(0, add);
        HistogramCounts { at_most, count, seconds: self.micros.load(Relaxed) as f64 / 1e6 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_counts_in_its_range_and_all_above() {
        let histogram = Histogram::default();
        for micros in [0, 500, 501, 1_000_000, 60_000_000] {
            histogram.record_duration(Duration::from_micros(micros));
        }
        let counts = histogram.read_counts();
        let at = |seconds: f64| counts.at_most.iter().find(|(end, _)| *end == seconds).unwrap().1;
        assert_eq!((at(0.0005), at(0.001), at(0.5), at(1.0), at(30.0)), (2, 3, 3, 4, 4));
        assert_eq!(counts.count, 5);
        assert!((counts.seconds - 61.001_001).abs() < 1e-9, "{}", counts.seconds);
    }
}
