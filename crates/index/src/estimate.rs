//! What a query will cost, told from where its facets are, before any of their blocks is read.

use crate::cache::Cache;
use crate::plan::Plan;
use crate::reader::Reader;
use crate::{Query, Storage};

/// The cost of one pass over a whole list: of a count, a summary, or a page of a list with few posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Blocks read at most. Of words it is not known where they are, so they count in every bucket.
    pub blocks: u64,
    /// Posts the list holds at most.
    pub posts: u64,
}

/// Estimates a query at the cost of one read of its facets' spread.
///
/// # Errors
/// When the query nests too deep, or the storage fails.
pub fn estimate<S: Storage>(storage: &mut S, cache: &Cache, query: &Query) -> Result<Estimate, S::Error> {
    let plan = Plan::new(query)?;
    let mut reader = Reader::open(storage, cache)?;
    let tail = reader.in_tail(&plan).len() as u64;
    let presence = reader.presence(&plan)?;
    let buckets = reader.narrow_buckets(&plan, &presence, 0..reader.directory.entries.len());
    let mut estimate = Estimate::default();
    for &at in &buckets {
        let row = reader.entry(at).row;
        let here = (0..plan.ids.len()).filter(|&id| presence.may(id, row.id)).count();
        estimate.blocks += here as u64;
        // Slots given out, deleted posts among them: an upper bound that costs no read.
        estimate.posts += u64::from(row.next_slot);
    }
    // Two upper bounds, of the buckets and of the facets: the smaller one holds.
    estimate.posts = estimate.posts.min(presence.bound(&plan.root)) + tail;
    Ok(estimate)
}
