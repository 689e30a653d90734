//! How much of the index one request may read.

/// What one request may read of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadBudget {
    /// Blocks, over all passes of the request.
    pub blocks: u64,
}

impl Default for ReadBudget {
    /// About three seconds on a slow processor.
    fn default() -> Self {
        Self { blocks: 3_000_000 }
    }
}
