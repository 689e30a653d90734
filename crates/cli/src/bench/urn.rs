//! Tags as people use them: a Pitman-Yor urn. Most tags are used once, some by everyone.

use fastrand::Rng;

const DISCOUNT: f64 = 0.88;
const STRENGTH: f64 = 100.0;

/// Draws tags by number, 0 first.
#[derive(Default)]
pub struct Urn {
    drawn: Vec<u32>,
    counts: Vec<u32>,
}

impl Urn {
    /// The next tag: a new one, or one drawn before in proportion to its use.
    pub fn draw(&mut self, rng: &mut Rng) -> u32 {
        let (used, distinct) = (self.drawn.len() as f64, self.counts.len() as f64);
        // New tags grow rarer with the number of draws, but never end.
        let tag = if rng.f64() < (STRENGTH + DISCOUNT * distinct) / (STRENGTH + used) {
            self.counts.push(0);
            u32::try_from(self.counts.len() - 1).unwrap_or(u32::MAX)
        } else {
            loop {
                let tag = self.drawn[rng.usize(0..self.drawn.len())];
                let count = f64::from(self.counts[tag as usize]);
                // The discount weighs most on rare tags, so most of them stay at one use.
                if rng.f64() < (count - DISCOUNT) / count {
                    break tag;
                }
            }
        };
        self.counts[tag as usize] += 1;
        self.drawn.push(tag);
        tag
    }

    /// Tags by use, most used first.
    pub fn by_use(&self) -> Vec<(u32, u32)> {
        let mut all: Vec<(u32, u32)> = (0..).zip(self.counts.iter().copied()).collect();
        all.sort_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
        all
    }
}
