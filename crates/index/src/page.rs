//! Pages of a list, by keyset.

use crate::cache::Cache;
use crate::plan::Plan;
use crate::reader::Reader;
use crate::{Key, Position, Query, Storage, top, walk};
pub use model::Sort;

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
    /// Its note count when it was shown; read by [`Sort::Top`] only, where a missing count is the greatest.
    pub notes: Option<i64>,
    /// Its key.
    pub key: Key,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its posts, in the order asked for.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

/// Posts to a page at most.
pub const PAGE_MAX: usize = 5_000;

/// The posts of a list after a cursor, at most `limit` (and [`PAGE_MAX`]) of them.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn page<S: Storage>(
    storage: &mut S,
    cache: &Cache,
    query: &Query,
    order: Sort,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page, S::Error> {
    let limit = limit.min(PAGE_MAX);
    if limit == 0 {
        return Ok(Page::default());
    }
    let mut reader = Reader::open(storage, cache)?;
    // One more than asked for tells whether there is a next page.
    let mut hits = match order {
        Sort::Top => top::top(&mut reader, query, after, limit + 1)?,
        // Top makes several plans of its own, so only these two orders need one here.
        Sort::Latest | Sort::Oldest => {
            let plan = Plan::new(query)?;
            let after = after.map(|cursor| cursor.key);
            walk::walk(&mut reader, &plan, order == Sort::Oldest, after, limit + 1)?
                .into_iter()
                .map(|(key, position)| Hit { position, key, notes: None })
                .collect()
        }
    };
    let more = hits.len() > limit;
    hits.truncate(limit);
    let next = hits.last().filter(|_| more).map(|hit| Cursor { notes: hit.notes, key: hit.key });
    Ok(Page { hits, next })
}
