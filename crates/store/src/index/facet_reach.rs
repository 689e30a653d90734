//! How far a facet reaches: how many posts carry it and in which buckets it has a block. Blocks lie bucket by
//! bucket, so that compacting writes few pages; these rows spare a reader the buckets a facet is not in. Words have
//! none: there are too many, and each would cost a write to a page of its own.

use crate::index::block_rows;
use crate::{Error, Result, Row, Tx, Value};
use index::{BlockChange, BucketId, Facet, FacetId};
use std::collections::{BTreeMap, HashMap};

/// The reach of one facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReachRow {
    /// Posts in all its blocks.
    pub posts: i64,
    /// The buckets it has a block in, sorted.
    pub buckets: Vec<i64>,
}

/// Whether a facet's reach is kept.
pub fn is_kept(facet: FacetId) -> bool {
    !matches!(facet.facet(), Some((Facet::Word(_), _)))
}

fn read_reach_row(row: &Row<'_>) -> Result<(FacetId, ReachRow)> {
    Ok((FacetId(row.int(0)?), ReachRow { posts: row.int(1)?, buckets: decode_buckets(row.blob(2)?)? }))
}

/// The reach of facets; those that no post carries are left out.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn read_reach(tx: &mut Tx<'_>, facets: &[FacetId]) -> Result<HashMap<FacetId, ReachRow>> {
    let ids: Vec<i64> = facets.iter().map(|facet| facet.0).collect();
    let rows = tx.query(
        "SELECT facet_id, posts, buckets FROM facet_spread WHERE facet_id = ANY($1)",
        &[Value::Ints(&ids)],
        read_reach_row,
    )?;
    Ok(rows.into_iter().collect())
}

/// The facets of a range of ids that some post carries, in order.
pub fn list_facets_between(tx: &mut Tx<'_>, first: FacetId, last: FacetId) -> Result<Vec<FacetId>> {
    tx.query(
        "SELECT facet_id FROM facet_spread WHERE facet_id >= $1 AND facet_id <= $2 ORDER BY facet_id",
        &[first.0.into(), last.0.into()],
        |row| Ok(FacetId(row.int(0)?)),
    )
}

/// The rows after a facet, in order: what a check walks.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn list_reach_after(tx: &mut Tx<'_>, facet: FacetId, limit: i64) -> Result<Vec<(FacetId, ReachRow)>> {
    tx.query(
        "SELECT facet_id, posts, buckets FROM facet_spread WHERE facet_id > $1 ORDER BY facet_id LIMIT $2",
        &[facet.0.into(), limit.into()],
        read_reach_row,
    )
}

/// Brings the rows in step with blocks that are about to be written.
pub(crate) fn apply_block_changes(tx: &mut Tx<'_>, changes: &[BlockChange]) -> Result<()> {
    let kept = || changes.iter().filter(|change| is_kept(change.facet));
    let mut facets: Vec<FacetId> = kept().map(|change| change.facet).collect();
    // One facet may change in several buckets at once.
    facets.sort_unstable();
    facets.dedup();
    let mut reach = read_reach(tx, &facets)?;
    for change in kept() {
        let row = reach.entry(change.facet).or_default();
        // The difference is enough, because blocks and reach change in one transaction.
        row.posts += i64::from(change.bitmap.len()) - i64::from(change.was);
        match (row.buckets.binary_search(&change.bucket.0), change.bitmap.is_empty()) {
            (Err(at), false) => row.buckets.insert(at, change.bucket.0),
            (Ok(at), true) => drop(row.buckets.remove(at)),
            _ => {}
        }
    }
    // Into a BTreeMap: rows are written in the order of ids, so that two writers never wait
    // crosswise.
    put_reach(tx, &reach.into_iter().collect())
}

/// Writes rows as given; one without buckets goes.
pub fn put_reach(tx: &mut Tx<'_>, rows: &BTreeMap<FacetId, ReachRow>) -> Result<()> {
    let bytes: Vec<Vec<u8>> = rows.values().map(|reach| encode_buckets(&reach.buckets)).collect();
    // A row without buckets says the same as none and would only take room.
    let kept: Vec<_> = rows
        .iter()
        .zip(&bytes)
        .filter(|((_, reach), _)| !reach.buckets.is_empty())
        .map(|((facet, reach), bytes)| vec![Value::Int(facet.0), Value::Int(reach.posts), Value::Blob(bytes)])
        .collect();
    tx.execute_many(
        "INSERT INTO facet_spread (facet_id, posts, buckets) VALUES ($1, $2, $3) \
         ON CONFLICT (facet_id) DO UPDATE SET posts = excluded.posts, buckets = excluded.buckets",
        &kept,
    )?;
    let gone: Vec<i64> =
        rows.iter().filter(|(_, reach)| reach.buckets.is_empty()).map(|(facet, _)| facet.0).collect();
    if !gone.is_empty() {
        tx.execute("DELETE FROM facet_spread WHERE facet_id = ANY($1)", &[Value::Ints(&gone)])?;
    }
    Ok(())
}

/// The kept facets of a bucket whose row does not name the bucket.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn list_unnamed_facets(tx: &mut Tx<'_>, bucket: BucketId) -> Result<Vec<FacetId>> {
    let facets = block_rows::of_bucket(tx, bucket)?.into_iter().map(|block| block.facet);
    let kept: Vec<FacetId> = facets.filter(|facet| is_kept(*facet)).collect();
    let mut unnamed = Vec::new();
    // A full bucket has many thousands of facets; the lists of a statement stay bounded.
    for some in kept.chunks(4096) {
        let rows = read_reach(tx, some)?;
        let named =
            |facet: &&FacetId| rows.get(facet).is_some_and(|r| r.buckets.binary_search(&bucket.0).is_ok());
        unnamed.extend(some.iter().filter(|facet| !named(facet)));
    }
    Ok(unnamed)
}

/// What a facet's row should be, from the blocks of every bucket.
pub fn count_reach(tx: &mut Tx<'_>, facet: FacetId) -> Result<ReachRow> {
    let all = tx.query("SELECT id FROM bucket", &[], |row| Ok(BucketId(row.int(0)?)))?;
    let mut cards = block_rows::read_cardinalities(tx, &[facet], &all)?;
    // Own rows come before packs, and the row's steps need rising ids.
    cards.sort_unstable_by_key(|&(_, bucket, _)| bucket);
    Ok(ReachRow {
        posts: cards.iter().map(|&(.., card)| i64::from(card)).sum(),
        buckets: cards.into_iter().map(|(_, bucket, _)| bucket.0).collect(),
    })
}

/// Whether a row says no more and no less than the blocks it names.
pub fn reach_holds(tx: &mut Tx<'_>, facet: FacetId, reach: &ReachRow) -> Result<bool> {
    let named: Vec<BucketId> = reach.buckets.iter().map(|bucket| BucketId(*bucket)).collect();
    let cards = block_rows::read_cardinalities(tx, &[facet], &named)?;
    let posts: i64 = cards.iter().map(|&(.., card)| i64::from(card)).sum();
    // Only blocks that are not empty have a row, so a named bucket without one makes the lengths
    // differ.
    Ok(cards.len() == reach.buckets.len() && posts == reach.posts)
}

/// Bucket ids as the steps between them, seven bits to a byte.
fn encode_buckets(buckets: &[i64]) -> Vec<u8> {
    // Steps are small where a facet is in many buckets: mostly one byte each.
    let mut before = 0;
    let steps =
        buckets.iter().map(|bucket| (bucket - std::mem::replace(&mut before, *bucket)).cast_unsigned());
    crate::index::varint::encode_varints(steps)
}

fn decode_buckets(bytes: &[u8]) -> Result<Vec<i64>> {
    let steps = crate::index::varint::decode_varints(bytes)
        .ok_or_else(|| Error::Damaged("the reach of a facet".into()))?;
    let mut bucket = 0;
    Ok(steps
        .into_iter()
        .map(|step| {
            // A varint has 63 bits at most, so the cast keeps the sign.
            bucket += step.cast_signed();
            bucket
        })
        .collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn buckets_survive_their_row() {
        let buckets = vec![1, 2, 3, 200, 70_000];
        assert_eq!(super::decode_buckets(&super::encode_buckets(&buckets)).unwrap(), buckets);
        assert!(super::decode_buckets(&[0x80]).is_err());
    }
}
