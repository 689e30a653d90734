//! The buckets in the order of time, with what each covers.

use crate::{BucketId, BucketRow};
use model::{Time, time::Month};

/// The times the posts of a bucket can have, in milliseconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub first: i64,
    pub last: i64,
    /// Slot times count from here.
    pub month_start: i64,
}

impl Span {
    /// Whether the range `from..until` holds every possible time (true), none (false) or only some.
    pub fn within(self, from: i64, until: i64) -> Option<bool> {
        if from >= until || until <= self.first || from > self.last {
            Some(false)
        } else if from <= self.first && self.last < until {
            Some(true)
        } else {
            None
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DirectoryEntry {
    pub row: BucketRow,
    pub span: Span,
    pub month: Month,
}

/// All buckets, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub entries: Vec<DirectoryEntry>,
    by_id: Vec<(BucketId, usize)>,
}

impl Directory {
    pub fn new(rows: &[BucketRow]) -> Self {
        let entries: Vec<DirectoryEntry> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let month = Time(row.start.time).month();
                // The last month has no next: without this its end would lie before its start.
                let month_end = if month.next() == month { i64::MAX } else { month.next().start().0 - 1 };
                // The next bucket's first millisecond counts as ours too: it starts at a key, and
                // smaller ids of the same time are here.
                let last = rows.get(at + 1).map_or(month_end, |next| next.start.time.min(month_end));
                let span = Span { first: row.start.time, last, month_start: month.start().0 };
                DirectoryEntry { row: *row, span, month }
            })
            .collect();
        let mut by_id: Vec<(BucketId, usize)> =
            entries.iter().enumerate().map(|(at, entry)| (entry.row.id, at)).collect();
        by_id.sort_unstable();
        Self { entries, by_id }
    }

    /// The index of a bucket in `entries`.
    pub fn index(&self, bucket: BucketId) -> Option<usize> {
        let at = self.by_id.binary_search_by_key(&bucket, |&(id, _)| id).ok()?;
        Some(self.by_id[at].1)
    }
}
