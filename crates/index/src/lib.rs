//! Facets, buckets and blocks: evaluate, page, count, histogram, related. No SQL.
//!
//! Publish time is cut into *buckets* of a bounded number of posts. A post sits in a *slot* of the bucket that
//! covers its key, and a *block* is the bitmap of the slots of one bucket whose posts carry one facet. New posts
//! wait in a small *tail* beside the blocks until they are compacted into them, so that publishing rewrites no block.

mod attributes;
pub mod bitmap;
mod cache;
mod count;
mod directory;
mod estimate;
mod evaluate;
pub mod expr;
pub mod facet;
mod hit;
mod lru;
#[doc(hidden)]
pub mod memory;
mod page;
mod plan;
mod presence;
mod read_attributes;
mod reader;
mod related;
mod related_cache;
mod selected;
pub mod storage;
mod summary;
mod summary_parts;
mod top;
mod walk;
mod write;

pub use bitmap::Bitmap;
pub use cache::Cache;
pub use count::{count_facets, count_hits};
pub use estimate::{Estimate, estimate};
pub use expr::{Expr, Query};
pub use facet::{Class, Facet, FacetId, Has, NotesClass};
pub use hit::{Cursor, Hit, PAGE_MAX};
pub use lru::CacheUsage;
pub use page::{Page, Sort, read_page};
pub use related::related_tags;
pub use related_cache::Related;
pub use selected::selected_positions;
pub use storage::{
    BlockAt, BlockChange, BlockRow, BucketId, BucketRow, Cardinality, FacetSpread, Key, Position, Storage,
    TailMark, TailRow, Times, TimesRow,
};
pub use summary::{Summary, read_summary};
pub use write::{BUCKET_CAPACITY, BulkEntry, COMPACT_AT, Compaction, Difference, Index};

/// What can go wrong here besides the storage itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Stored bytes or rows that contradict one another; `tagstead check` finds and repairs them.
    #[error("the index is damaged: {0}")]
    Corrupt(String),
    /// A value no caller should pass: what was wrong and what is accepted.
    #[error(transparent)]
    Invalid(#[from] model::Invalid),
}

impl IndexError {
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }
}
