//! Counts of failed searches that wait in memory to be written down.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Longest text that is counted, in code points.
pub const LONGEST: usize = 200;
/// Texts counted between two rounds; others wait for a quieter moment.
const WAITING: usize = 1_000;

/// Counts that wait to be written down.
#[derive(Debug, Default)]
pub(crate) struct FailedSearchCounter(Mutex<HashMap<String, i64>>);

impl FailedSearchCounter {
    /// Counts a search that found nothing.
    pub fn add_search(&self, text: &str) {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST {
            return;
        }
        // A thread that panicked left at worst one count too few.
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = waiting.get_mut(text) {
            *count += 1;
        // Bots can make up searches without end; known ones are still counted.
        } else if waiting.len() < WAITING {
            waiting.insert(text.to_owned(), 1);
        }
    }

    /// The counts so far, in the order of their texts; none is left.
    pub fn take_counts(&self) -> Vec<(String, i64)> {
        let taken = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut taken: Vec<_> = taken.into_iter().collect();
        // In order, so that two processes lock rows in the same one.
        taken.sort_unstable();
        taken
    }
}
