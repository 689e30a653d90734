//! Repeating a thing and telling how long it took.

use std::time::{Duration, Instant};

/// How long repeats of one thing took.
pub struct Timing {
    sorted: Vec<Duration>,
}

impl Timing {
    /// Repeats `once` for at most `seconds` and 2,000 times, after a few repeats that are not counted.
    pub async fn of<E>(seconds: f64, mut once: impl AsyncFnMut(usize) -> Result<(), E>) -> Result<Self, E> {
        const WARM: usize = 20;
        let mut sorted = Vec::new();
        let begun = Instant::now();
        for n in 0..2000 + WARM {
            let start = Instant::now();
            once(n).await?;
            // The first repeats fill the caches.
            if n >= WARM {
                sorted.push(start.elapsed());
            }
            // Slow queries still get five, or the median would be a matter of luck.
            if begun.elapsed().as_secs_f64() > seconds && sorted.len() >= 5 {
                break;
            }
        }
        Ok(Self::from(sorted))
    }

    /// Milliseconds below which the given share of the repeats lie.
    pub fn at(&self, share: f64) -> f64 {
        let place = ((self.sorted.len() as f64 - 1.0) * share).round() as usize;
        self.sorted.get(place).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }

    /// How many repeats were counted.
    pub fn repeats(&self) -> usize {
        self.sorted.len()
    }
}

impl From<Vec<Duration>> for Timing {
    fn from(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        Self { sorted: took }
    }
}
