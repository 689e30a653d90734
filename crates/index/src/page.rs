//! Pages of a list, by keyset.

use crate::cache::Cache;
use crate::hit::{Cursor, Hit, PAGE_MAX};
use crate::plan::Plan;
use crate::reader::Reader;
use crate::{Query, Storage, top, walk};
pub use model::Sort;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its posts, in the order asked for.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

/// The posts of a list after a cursor, at most `limit` (and [`PAGE_MAX`]) of them.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn read_page<S: Storage>(
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
        Sort::Top => top::top_page(&mut reader, query, after, limit + 1)?,
        Sort::Latest | Sort::Oldest => {
            let plan = Plan::new(query)?;
            let after = after.map(|cursor| cursor.key);
            walk::walk_buckets(&mut reader, &plan, order == Sort::Oldest, after, limit + 1)?
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
