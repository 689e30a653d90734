//! What a trend is, and how long one answer about trends is given again.

use model::Time;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

const HOUR: i64 = 3_600_000;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrendSpan {
    /// The last 60 minutes.
    Hour,
    /// The last 24 hours.
    Day,
    /// The last 7 days.
    Week,
}

impl TrendSpan {
    /// Every span.
    pub const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Week];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// Its length in milliseconds.
    pub fn span_millis(self) -> i64 {
        match self {
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
        }
    }

    /// How long an answer is given again, in milliseconds.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::Hour => 60_000,
            Self::Day => 5 * 60_000,
            Self::Week => 15 * 60_000,
        }
    }
}

/// A tag or subject that many use.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The spelling used most in the period.
    pub name: String,
    /// Its spellings that were used in the period.
    pub spellings: usize,
    /// Different blogs that used it.
    pub blogs: u64,
    /// Posts that carry it.
    pub posts: u64,
    /// Posts expected by the four weeks before, at least 1.
    pub expected: f64,
    /// How far it rises above that; 0 where it does not.
    pub score: f64,
    /// When it was last used.
    pub last: Time,
}

/// What is busy and rising in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// The period.
    pub span: TrendSpan,
    /// Its end.
    pub at: Time,
    /// Posts by people in it.
    pub posts: u64,
    /// Those whose tags were read; blogs, posts and expectations are of these.
    pub sampled: u64,
    /// By most blogs first.
    pub busy: Vec<Trend>,
    /// By the highest score first.
    pub rising: Vec<Trend>,
}

/// Answers that are good for a while. Who finds one too old works out the next, and others wait for it.
#[derive(Debug, Default)]
pub(crate) struct TrendCache(Mutex<HashMap<TrendSpan, Arc<Trends>>>);

impl TrendCache {
    /// The answers; who holds them is the only one who works out the next.
    pub async fn lock_answers(&self) -> MutexGuard<'_, HashMap<TrendSpan, Arc<Trends>>> {
        self.0.lock().await
    }
}
