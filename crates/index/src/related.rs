//! Tags that keep a list company.

use crate::cache::Cache;
use crate::hit::PAGE_MAX;
use crate::plan::Plan;
use crate::reader::Reader;
use crate::related_cache::{Related, RelatedRequest};
use crate::walk::walk_buckets;
use crate::{Facet, FacetId, Position, Query, Storage, count};
use model::TagId;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The sample's most frequent tags that are scored, to each one asked for.
const PER_RESULT: usize = 4;

/// The tags most related to the list a query selects, best first, by its newest `sample` posts.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn related_tags<S: Storage>(
    storage: &mut S,
    cache: &Cache,
    query: &Query,
    sample: usize,
    limit: usize,
    exclude: &[TagId],
) -> Result<Vec<Related>, S::Error> {
    let plan = Plan::new(query)?;
    let mut reader = Reader::open(storage, cache)?;
    let asked = RelatedRequest { query: query.clone(), sample, limit, exclude: exclude.to_vec() };
    let state = (reader.epoch, fingerprint(&reader, &plan));
    // The lock is let go before the storage is read: all readers share the cache.
    let known = cache.lock_inner().related.get(&asked);
    if let Some((at, kept)) = known
        && at == state
    {
        return refresh_related(&mut reader, query, &kept);
    }
    let fresh = score_tags(&mut reader, &plan, &asked)?;
    let bytes = size_of::<RelatedRequest>() + fresh.len() * size_of::<Related>() + 256;
    cache.lock_inner().related.put(asked, (state, fresh.clone().into()), bytes);
    Ok(fresh)
}

/// A kept answer with the sizes of the tags as they are now.
fn refresh_related<S: Storage>(
    reader: &mut Reader<'_, S>,
    query: &Query,
    kept: &[Related],
) -> Result<Vec<Related>, S::Error> {
    let tags: Vec<(TagId, u64)> = kept.iter().map(|related| (related.tag, related.shared)).collect();
    let posts = tag_sizes(reader, query, &tags)?;
    Ok(kept.iter().zip(posts).map(|(related, posts)| Related { posts, ..*related }).collect())
}

fn fingerprint<S: Storage>(reader: &Reader<'_, S>, plan: &Plan) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in reader.in_tail(plan) {
        (row.position, row.row_stamp()).hash(&mut hasher);
    }
    hasher.finish()
}

fn score_tags<S: Storage>(
    reader: &mut Reader<'_, S>,
    plan: &Plan,
    asked: &RelatedRequest,
) -> Result<Vec<Related>, S::Error> {
    let RelatedRequest { query, sample, limit, exclude } = asked;
    let (sample, limit) = (*sample, *limit);
    let newest = walk_buckets(reader, plan, false, None, sample.min(PAGE_MAX))?;
    if newest.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let positions: Vec<Position> = newest.iter().map(|&(_, position)| position).collect();
    let mut shared: HashMap<TagId, u64> = HashMap::new();
    for (_, mut tags) in reader.storage.tags_of_posts(&positions)? {
        tags.sort_unstable();
        // A post with two spellings of one tag counts once.
        tags.dedup();
        for tag in tags.into_iter().filter(|tag| !exclude.contains(tag)) {
            *shared.entry(tag).or_default() += 1;
        }
    }
    let mut often: Vec<(TagId, u64)> = shared.into_iter().collect();
    often.sort_unstable_by_key(|&(tag, count)| (Reverse(count), tag));
    often.truncate(limit.saturating_mul(PER_RESULT).max(32));
    // A sample that was not filled is the whole list, so it need not be counted.
    let size = if newest.len() < sample {
        newest.len() as u64
    } else {
        reader.in_tail(plan).len() as u64 + count::count_in_blocks(reader, query, plan)?
    };
    let posts = tag_sizes(reader, query, &often)?;
    let mut scored: Vec<Related> = often
        .iter()
        .zip(posts)
        .map(|(&(tag, shared), posts)| {
            // Damaged cardinalities could be smaller than the sample and give a cosine above 1.
            let posts = posts.max(shared);
            let together = (shared as f64 * size as f64 / newest.len() as f64).min(posts as f64);
            Related { tag, shared, posts, score: together / (size as f64 * posts as f64).sqrt() }
        })
        .collect();
    // Ties by tag id, so that the same data always give the same list.
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.tag.cmp(&b.tag)));
    scored.truncate(limit);
    Ok(scored)
}

/// How many posts of the query's classes carry each tag.
fn tag_sizes<S: Storage>(
    reader: &mut Reader<'_, S>,
    query: &Query,
    tags: &[(TagId, u64)],
) -> Result<Vec<u64>, S::Error> {
    let of = |tag: TagId| query.scope.iter().map(move |&class| Facet::Tag(tag).id(class));
    let mut by_id: Vec<(FacetId, usize)> =
        tags.iter().zip(0..).flat_map(|(&(tag, _), at)| of(tag).map(move |id| (id, at))).collect();
    by_id.sort_unstable();
    // The storage must not be asked twice for one id, as a scope with a repeated class would do.
    by_id.dedup();
    let ids: Vec<FacetId> = by_id.iter().map(|&(id, _)| id).collect();
    let place = |id: &FacetId| ids.binary_search(id).ok().map(|found| by_id[found].1);
    let mut sums = vec![0; tags.len()];
    if ids.is_empty() {
        return Ok(sums);
    }
    for (id, sum) in reader.storage.totals(&ids)? {
        if let Some(at) = place(&id) {
            sums[at] += sum;
        }
    }
    for at in reader.tail.iter().flat_map(|row| &row.facets).filter_map(place) {
        sums[at] += 1;
    }
    Ok(sums)
}
