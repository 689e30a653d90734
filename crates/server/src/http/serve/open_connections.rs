//! The number of open connections, for whoever watches the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// How many connections are open, shared by cloning.
#[derive(Debug, Clone, Default)]
pub struct OpenConnections(Arc<AtomicI64>);

impl OpenConnections {
    /// Open now.
    pub fn count(&self) -> i64 {
        self.0.load(Relaxed)
    }

    /// One more, or one fewer.
    pub(super) fn count_one(&self, change: i64) {
        self.0.fetch_add(change, Relaxed);
    }
}
