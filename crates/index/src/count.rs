//! Exact counts.

use crate::cache::Cache;
use crate::plan::Plan;
use crate::reader::Reader;
use crate::{Class, Expr, Facet, FacetId, Query, Storage};
use std::collections::HashMap;

/// Buckets evaluated at once.
const WINDOW: usize = 32;

/// The number of posts a query selects.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn count_hits<S: Storage>(storage: &mut S, cache: &Cache, query: &Query) -> Result<u64, S::Error> {
    let plan = Plan::new(query)?;
    let mut reader = Reader::open(storage, cache)?;
    let tail = reader.in_tail(&plan).len() as u64;
    Ok(tail + count_in_blocks(&mut reader, query, &plan)?)
}

/// The number of posts of a class that have each of these facets, in their order: one read for all of them.
///
/// # Errors
/// When stored bytes are damaged, or the storage fails.
pub fn count_facets<S: Storage>(
    storage: &mut S,
    cache: &Cache,
    facets: &[Facet],
    class: Class,
) -> Result<Vec<u64>, S::Error> {
    if facets.is_empty() {
        return Ok(Vec::new());
    }
    let reader = Reader::open(storage, cache)?;
    let ids: Vec<FacetId> = facets.iter().map(|facet| facet.id(class)).collect();
    let mut wanted = ids.clone();
    // A storage is never asked twice for the same facet; the answer is spread over the caller's
    // order at the end.
    wanted.sort_unstable();
    wanted.dedup();
    let mut sums: HashMap<FacetId, u64> = reader.storage.totals(&wanted)?.into_iter().collect();
    for row in &reader.tail {
        for id in wanted.iter().filter(|id| row.facets.binary_search(id).is_ok()) {
            *sums.entry(*id).or_default() += 1;
        }
    }
    Ok(ids.iter().map(|id| sums.get(id).copied().unwrap_or(0)).collect())
}

pub(crate) fn count_in_blocks<S: Storage>(
    reader: &mut Reader<'_, S>,
    query: &Query,
    plan: &Plan,
) -> Result<u64, S::Error> {
    if let Some(facet) = single_facet(&query.expr) {
        let mut ids: Vec<FacetId> = query.scope.iter().map(|&class| facet.id(class)).collect();
        ids.sort_unstable();
        // A scope may name a class twice; its posts must not count double.
        ids.dedup();
        return Ok(reader.storage.totals(&ids)?.into_iter().map(|(_, sum)| sum).sum());
    }
    let presence = reader.presence(plan)?;
    let buckets = reader.narrow_buckets(plan, &presence, 0..reader.directory.entries.len());
    let mut sum = 0;
    // In windows, so that a count over all years does not hold the blocks of all buckets at once.
    for window in buckets.chunks(WINDOW) {
        sum +=
            reader.hits(plan, &presence, window)?.iter().map(|(_, hits)| u64::from(hits.len())).sum::<u64>();
    }
    Ok(sum)
}

/// The one facet a selection is, whose stored cardinalities answer without a bitmap: a post has it in one class.
fn single_facet(expr: &Expr) -> Option<Facet> {
    match expr {
        Expr::All => Some(Facet::All),
        Expr::Facet(facet) => Some(*facet),
        Expr::And(parts) | Expr::Or(parts) if parts.len() == 1 => single_facet(&parts[0]),
        _ => None,
    }
}
