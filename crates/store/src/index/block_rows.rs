//! The rows of `block`: a facet's posts in a bucket, in a row of its own or, where they are few, in a pack.

use crate::db::dialect::Dialect;
use crate::index::pack;
use crate::index::pack::Pack;
use crate::{Error, Result, Row, Tx, Value};
use index::{Bitmap, BlockAt, BlockChange, BlockRow, BucketId, FacetId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const OWN: &str =
    "SELECT facet_id, bucket_id, bits FROM block WHERE bucket_id = ANY($1) AND facet_id = ANY($2)";
const OWN_CARDS: &str =
    "SELECT facet_id, bucket_id, card FROM block WHERE bucket_id = ANY($1) AND facet_id = ANY($2)";

/// These blocks, each looked for first where it likely is.
///
/// # Errors
/// What the database says, or damaged rows.
pub(crate) fn get_blocks(tx: &mut Tx<'_>, wanted: &[BlockAt]) -> Result<Vec<BlockRow>> {
    let mut out = Vec::with_capacity(wanted.len());
    look_up_blocks(tx, wanted, &mut out)?;
    // Tags, words and blogs may lie in either place; other kinds are there or are not.
    if out.len() < wanted.len() {
        let found: HashSet<(FacetId, BucketId)> =
            out.iter().map(|block| (block.facet, block.bucket)).collect();
        // `rare` is only a guess, so the other place is looked at too.
        let missing = |at: &&BlockAt| {
            pack::pack_of_facet(at.facet).is_some() && !found.contains(&(at.facet, at.bucket))
        };
        let elsewhere: Vec<BlockAt> =
            wanted.iter().filter(missing).map(|at| BlockAt { rare: !at.rare, ..*at }).collect();
        look_up_blocks(tx, &elsewhere, &mut out)?;
    }
    Ok(out)
}

/// Looks for blocks in packs where they are rare and in rows of their own where they are not.
fn look_up_blocks(tx: &mut Tx<'_>, wanted: &[BlockAt], out: &mut Vec<BlockRow>) -> Result<()> {
    // Wanted blocks come sorted by bucket, so a run is all there is of one.
    let by_bucket = wanted.chunk_by(|a, b| a.bucket == b.bucket);
    match tx.dialect() {
        // A row that is not there costs a page all the same, and a statement next to nothing: ask for what there is,
        // for all buckets at once that have the same.
        Dialect::Sqlite => {
            let mut groups: HashMap<Vec<(FacetId, bool)>, Vec<i64>> = HashMap::new();
            for run in by_bucket {
                let facets = run.iter().map(|at| (at.facet, at.rare)).collect();
                groups.entry(facets).or_default().push(run[0].bucket.0);
            }
            groups.into_iter().try_for_each(|(facets, buckets)| read_block_rows(tx, &facets, &buckets, out))
        }
        // A statement costs a round trip, and looking for rows that are not there little.
        Dialect::Postgres => {
            let buckets: Vec<i64> = by_bucket.map(|run| run[0].bucket.0).collect();
            let facets: BTreeSet<(FacetId, bool)> = wanted.iter().map(|at| (at.facet, at.rare)).collect();
            // One statement asks for all facets in all buckets, which is more than was wanted.
            let named: HashSet<(FacetId, BucketId)> = wanted.iter().map(|at| (at.facet, at.bucket)).collect();
            let mut found = Vec::new();
            read_block_rows(tx, &facets.into_iter().collect::<Vec<_>>(), &buckets, &mut found)?;
            out.extend(found.into_iter().filter(|block| named.contains(&(block.facet, block.bucket))));
            Ok(())
        }
    }
}

/// The blocks of all these facets, rare or not, in all these buckets.
fn read_block_rows(
    tx: &mut Tx<'_>,
    facets: &[(FacetId, bool)],
    buckets: &[i64],
    out: &mut Vec<BlockRow>,
) -> Result<()> {
    let mut packed: BTreeMap<i64, Vec<FacetId>> = BTreeMap::new();
    let mut ids = Vec::with_capacity(facets.len());
    for &(facet, rare) in facets {
        match pack::pack_of_facet(facet).filter(|_| rare) {
            Some(id) => packed.entry(id).or_default().push(facet),
            None => ids.push(facet.0),
        }
    }
    // Sorted for the binary search below: a pack has hundreds of facets and few are asked for.
    packed.values_mut().for_each(|facets| facets.sort_unstable());
    ids.extend(packed.keys());
    // An empty list finds nothing and would still cost a statement.
    if ids.is_empty() || buckets.is_empty() {
        return Ok(());
    }
    tx.each(OWN, &[Value::Ints(buckets), Value::Ints(&ids)], |row| {
        let id = row.int(0)?;
        let Some(facets) = packed.get(&id) else {
            out.push(read_own_block(row)?);
            return Ok(());
        };
        let bucket = BucketId(row.int(1)?);
        pack::visit_pack(id, row.blob(2)?, |facet, slots| {
            if facets.binary_search(&facet).is_ok() {
                out.push(BlockRow { facet, bucket, bitmap: Bitmap::from_sorted(slots.to_vec()) });
            }
        })
    })
}

/// The cardinalities of these facets in these buckets, where they are not 0.
///
/// # Errors
/// What the database says, or damaged rows.
pub(crate) fn read_cardinalities(
    tx: &mut Tx<'_>,
    facets: &[FacetId],
    buckets: &[BucketId],
) -> Result<Vec<(FacetId, BucketId, u32)>> {
    let ids: Vec<i64> = facets.iter().map(|facet| facet.0).collect();
    let in_buckets: Vec<i64> = buckets.iter().map(|bucket| bucket.0).collect();
    // The column of cardinalities spares reading the bitmaps, the wide part of the rows.
    let mut out = tx.query(OWN_CARDS, &[Value::Ints(&in_buckets), Value::Ints(&ids)], |row| {
        let card = u32::try_from(row.int(2)?).map_err(|e| Error::Damaged(e.to_string()))?;
        Ok((FacetId(row.int(0)?), BucketId(row.int(1)?), card))
    })?;
    let found: HashSet<(FacetId, BucketId)> = out.iter().map(|&(facet, bucket, _)| (facet, bucket)).collect();
    let mut packed = BlockAt::every_pair(facets, buckets);
    packed.retain(|at| pack::pack_of_facet(at.facet).is_some() && !found.contains(&(at.facet, at.bucket)));
    // Rows of their own were all asked for above, so only packs are left.
    packed.iter_mut().for_each(|at| at.rare = true);
    let mut rows = Vec::new();
    look_up_blocks(tx, &packed, &mut rows)?;
    out.extend(rows.into_iter().map(|block| (block.facet, block.bucket, block.bitmap.len())));
    Ok(out)
}

/// Every block of a bucket.
///
/// # Errors
/// What the database says, or damaged rows.
pub(crate) fn of_bucket(tx: &mut Tx<'_>, bucket: BucketId) -> Result<Vec<BlockRow>> {
    const SQL: &str = "SELECT facet_id, bucket_id, bits FROM block WHERE bucket_id = $1";
    let mut out = Vec::new();
    tx.each(SQL, &[bucket.0.into()], |row| {
        match row.int(0)? {
            // Packs and own rows share the table, told apart by a bit of the id.
            id if pack::is_pack(id) => pack::visit_pack(id, row.blob(2)?, |facet, slots| {
                out.push(BlockRow { facet, bucket, bitmap: Bitmap::from_sorted(slots.to_vec()) });
            })?,
            _ => out.push(read_own_block(row)?),
        }
        Ok(())
    })?;
    Ok(out)
}

/// Writes changes of blocks.
///
/// # Errors
/// What the database says, or damaged rows.
pub(crate) fn put_blocks(tx: &mut Tx<'_>, changes: &[BlockChange]) -> Result<()> {
    let mut packs = read_touched_packs(tx, changes)?;
    let (mut rows, mut gone) = (Vec::new(), Vec::new());
    for change in changes {
        // A facet moves between its pack and a row of its own as it grows and shrinks.
        let few = change.bitmap.len() <= pack::FEW;
        match pack_of(change) {
            Some(id) => {
                let pack = packs.entry((change.bucket.0, id)).or_default();
                // What is not few, or empty, must leave its pack, or it would be found twice.
                let held = if few && !change.bitmap.is_empty() {
                    pack.insert(change.facet, pack::bitmap_slots(&change.bitmap)).is_some()
                } else {
                    pack.remove(&change.facet).is_some()
                };
                // It was there and not in the pack, so it had a row of its own, which is now out of
                // date.
                if few && change.was > 0 && !held {
                    gone.push((change.bucket.0, change.facet.0));
                }
            }
            None if change.bitmap.is_empty() => gone.push((change.bucket.0, change.facet.0)),
            None => {}
        }
        if !change.bitmap.is_empty() && (!few || pack::pack_of_facet(change.facet).is_none()) {
            rows.push((change.bucket.0, change.facet.0, change.bitmap.len(), change.bitmap.encode()));
        }
    }
    for ((bucket, id), pack) in &packs {
        match u32::try_from(pack.len()) {
            // An empty pack would be a row that readers fetch for nothing.
            Ok(0) => gone.push((*bucket, *id)),
            Ok(len) => rows.push((*bucket, *id, len, pack::encode_pack(pack))),
            Err(e) => return Err(Error::Damaged(e.to_string())),
        }
    }
    // Deleted first: an id is never in both lists, and freed pages serve the new rows.
    delete_rows(tx, gone)?;
    write_rows(tx, rows)
}

/// Removes every block of a bucket.
pub(crate) fn clear_bucket(tx: &mut Tx<'_>, bucket: BucketId) -> Result<()> {
    tx.execute("DELETE FROM block WHERE bucket_id = $1", &[bucket.0.into()])?;
    Ok(())
}

fn read_own_block(row: &Row<'_>) -> Result<BlockRow> {
    Ok(BlockRow {
        facet: FacetId(row.int(0)?),
        bucket: BucketId(row.int(1)?),
        bitmap: Bitmap::decode(row.blob(2)?)?,
    })
}

/// The pack that a change enters, stays in or leaves.
fn pack_of(change: &BlockChange) -> Option<i64> {
    // The size before counts as well: what has outgrown a pack must be taken out of it.
    let concerned = change.bitmap.len() <= pack::FEW || (1..=pack::FEW).contains(&change.was);
    if concerned { pack::pack_of_facet(change.facet) } else { None }
}

/// The packs that changes may lie in, as they are stored.
fn read_touched_packs(tx: &mut Tx<'_>, changes: &[BlockChange]) -> Result<BTreeMap<(i64, i64), Pack>> {
    let mut ids: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for change in changes {
        if let Some(id) = pack_of(change) {
            ids.entry(change.bucket.0).or_default().insert(id);
        }
    }
    let mut packs = BTreeMap::new();
    for (bucket, ids) in ids {
        let ids: Vec<i64> = ids.into_iter().collect();
        tx.each(OWN, &[Value::Ints(&[bucket]), Value::Ints(&ids)], |row| {
            let id = row.int(0)?;
            packs.insert((bucket, id), pack::decode_pack(id, row.blob(2)?)?);
            Ok(())
        })?;
    }
    Ok(packs)
}

fn delete_rows(tx: &mut Tx<'_>, mut gone: Vec<(i64, i64)>) -> Result<()> {
    // Sorted for chunk_by, and so that writers lock rows in one order.
    gone.sort_unstable();
    for group in gone.chunk_by(|a, b| a.0 == b.0) {
        let ids: Vec<i64> = group.iter().map(|(_, id)| *id).collect();
        tx.execute(
            "DELETE FROM block WHERE bucket_id = $1 AND facet_id = ANY($2)",
            &[group[0].0.into(), Value::Ints(&ids)],
        )?;
    }
    Ok(())
}

/// Sorted, so that pages are written in their order and two writers never wait for one another crosswise.
fn write_rows(tx: &mut Tx<'_>, mut rows: Vec<(i64, i64, u32, Vec<u8>)>) -> Result<()> {
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    let rows: Vec<_> = rows
        .iter()
        .map(|(bucket, id, card, bits)| {
            vec![Value::Int(*bucket), Value::Int(*id), Value::Int(i64::from(*card)), Value::Blob(bits)]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO block (bucket_id, facet_id, card, bits) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (bucket_id, facet_id) DO UPDATE SET card = excluded.card, bits = excluded.bits",
        &rows,
    )
}
