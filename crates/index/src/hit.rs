//! A post of a list, and where a page begins and ends.

use crate::{Key, Position};

/// Posts to a page at most.
pub const PAGE_MAX: usize = 5_000;

/// A post of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where it sits, good within this transaction.
    pub position: Position,
    /// Its place in the order.
    pub key: Key,
    /// Its note count, where the order needed it.
    pub notes: Option<i64>,
}

/// The last post of a page: the next page begins after it. It need not exist any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Its note count when it was shown; read by [`model::Sort::Top`] only, where a missing count is the greatest.
    pub notes: Option<i64>,
    /// Its key.
    pub key: Key,
}
