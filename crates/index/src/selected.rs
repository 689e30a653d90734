//! Whether posts that are at hand are among those a query selects.

use crate::cache::Cache;
use crate::plan::Plan;
use crate::presence::Presence;
use crate::reader::Reader;
use crate::{Position, Query, Storage};
use std::collections::{BTreeMap, HashSet};

/// Those of some positions whose posts a query selects. Costs the query's blocks in each bucket the positions lie in.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn selected_positions<S: Storage>(
    storage: &mut S,
    cache: &Cache,
    query: &Query,
    positions: &[Position],
) -> Result<HashSet<Position>, S::Error> {
    if positions.is_empty() {
        return Ok(HashSet::new());
    }
    let plan = Plan::new(query)?;
    let mut reader = Reader::open(storage, cache)?;
    let mut buckets: BTreeMap<usize, Vec<Position>> = BTreeMap::new();
    let mut found = HashSet::new();
    for &position in positions {
        match reader.tail.iter().find(|row| row.position == position) {
            Some(row) if plan.matches(row) => {
                found.insert(position);
            }
            Some(_) => {}
            // A position in a bucket that is gone is stale, as after a split, and is not selected.
            None => {
                if let Some(at) = reader.directory.index(position.bucket()) {
                    buckets.entry(at).or_default().push(position);
                }
            }
        }
    }
    let wanted: Vec<usize> = buckets.keys().copied().collect();
    // A few buckets: to ask where the facets are would cost as much as to look.
    for (at, hits) in reader.hits(&plan, &Presence::anywhere(&plan), &wanted)? {
        let here = buckets.get(&at).into_iter().flatten();
        found.extend(here.filter(|position| hits.contains(position.slot())));
    }
    Ok(found)
}
