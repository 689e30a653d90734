//! What a check of the site found.

/// Differences that are listed one by one; more are counted.
const LISTED: usize = 100;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Posts looked at.
    pub posts: u64,
    /// Differences found.
    pub found: u64,
    /// The first of them, in words.
    pub differences: Vec<String>,
}

impl Report {
    pub(crate) fn add_findings(&mut self, found: Vec<String>) {
        self.found += found.len() as u64;
        // A broken site may differ in every post; the report must stay short.
        let room = LISTED - self.differences.len();
        self.differences.extend(found.into_iter().take(room));
    }
}
