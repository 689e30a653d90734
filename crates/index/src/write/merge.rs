//! Changing the blocks and slot times of a bucket.

use crate::storage::CHUNK;
use crate::{
    Bitmap, BlockAt, BlockChange, BucketId, BucketRow, FacetId, IndexError, Key, Position, Storage, Times,
    TimesRow,
};
use model::Time;
use std::collections::BTreeMap;

/// Adds slots to blocks, each touched block once. `pairs` become sorted.
pub(super) fn add_to_blocks<S: Storage>(
    storage: &mut S,
    bucket: BucketId,
    pairs: &mut [(FacetId, u16)],
) -> Result<(), S::Error> {
    pairs.sort_unstable();
    let mut changes: Vec<BlockChange> = pairs
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| {
            let mut slots: Vec<u16> = run.iter().map(|&(_, slot)| slot).collect();
            // The same facet may come twice for a post; a sorted list must not repeat a slot.
            slots.dedup();
            BlockChange { facet: run[0].0, bucket, was: 0, bitmap: Bitmap::from_sorted(slots) }
        })
        .collect();
    let facets: Vec<FacetId> = changes.iter().map(|change| change.facet).collect();
    for old in storage.blocks(&BlockAt::every_pair(&facets, &[bucket]))? {
        if let Ok(at) = facets.binary_search(&old.facet) {
            // The storage keeps sums of cardinalities and changes them by the difference.
            changes[at].was = old.bitmap.len();
            changes[at].bitmap.or_assign(&old.bitmap);
        }
    }
    storage.put_blocks(&changes)
}

/// Moves the slot of one post from some blocks to others; false where nothing changed.
pub(super) fn change_blocks<S: Storage>(
    storage: &mut S,
    position: Position,
    remove: &[FacetId],
    add: &[FacetId],
) -> Result<bool, S::Error> {
    let (bucket, slot) = (position.bucket(), position.slot());
    // A facet in both lists stays, whichever list is read first.
    let remove = remove.iter().filter(|facet| !add.contains(facet)).map(|&facet| (facet, false));
    let wanted: BTreeMap<FacetId, bool> = add.iter().map(|&facet| (facet, true)).chain(remove).collect();
    let facets: Vec<FacetId> = wanted.keys().copied().collect();
    let mut blocks: BTreeMap<FacetId, Bitmap> = storage
        .blocks(&BlockAt::every_pair(&facets, &[bucket]))?
        .into_iter()
        .map(|block| (block.facet, block.bitmap))
        .collect();
    let mut changed = Vec::new();
    for (facet, present) in wanted {
        let mut bitmap = blocks.remove(&facet).unwrap_or_default();
        let was = bitmap.len();
        if if present { bitmap.insert(slot) } else { bitmap.remove(slot) } {
            changed.push(BlockChange { facet, bucket, was, bitmap });
        }
    }
    storage.put_blocks(&changed)?;
    Ok(!changed.is_empty())
}

/// Puts one facet on some posts of a bucket and takes it off others; false where nothing changed.
pub(super) fn mark_blocks<S: Storage>(
    storage: &mut S,
    facet: FacetId,
    bucket: BucketId,
    marks: &[(u16, bool)],
) -> Result<bool, S::Error> {
    let mut bitmap = storage
        .blocks(&BlockAt::every_pair(&[facet], &[bucket]))?
        .pop()
        .map(|row| row.bitmap)
        .unwrap_or_default();
    let was = bitmap.len();
    let mut changed = false;
    for &(slot, on) in marks {
        changed |= if on { bitmap.insert(slot) } else { bitmap.remove(slot) };
    }
    if changed {
        storage.put_blocks(&[BlockChange { facet, bucket, was, bitmap }])?;
    }
    Ok(changed)
}

/// Writes the times of some slots.
pub(super) fn put_times<S: Storage>(
    storage: &mut S,
    bucket: &BucketRow,
    slots: &[(u16, Key)],
) -> Result<(), S::Error> {
    let mut chunks: BTreeMap<u16, Times> =
        slots.iter().map(|&(slot, _)| (slot / CHUNK, Times::default())).collect();
    let wanted: Vec<(BucketId, u16)> = chunks.keys().map(|&chunk| (bucket.id, chunk)).collect();
    for row in storage.slot_times(&wanted)? {
        chunks.insert(row.chunk, row.times);
    }
    let start = Time(bucket.start.time).month().start().0;
    for &(slot, key) in slots {
        let times = &mut chunks.entry(slot / CHUNK).or_default().0;
        let at = usize::from(slot % CHUNK);
        if times.len() <= at {
            // Slots between that wait in the tail get their times when they are compacted.
            times.resize(at + 1, 0);
        }
        times[at] = u32::try_from(key.time - start)
            .map_err(|_| IndexError::corrupt(format!("a post at {} ms is outside its bucket", key.time)))?;
    }
    let rows: Vec<TimesRow> =
        chunks.into_iter().map(|(chunk, times)| TimesRow { bucket: bucket.id, chunk, times }).collect();
    storage.put_times(&rows)
}

/// Moves these tail rows into the blocks. The caller holds the lock.
pub(super) fn compact_rows<S: Storage>(storage: &mut S, positions: &[Position]) -> Result<usize, S::Error> {
    if positions.is_empty() {
        return Ok(0);
    }
    let mut rows = storage.tail_rows(positions)?;
    rows.sort_unstable_by_key(|row| row.position);
    let buckets: BTreeMap<BucketId, BucketRow> =
        storage.buckets()?.into_iter().map(|row| (row.id, row)).collect();
    let mut touched = Vec::new();
    for group in rows.chunk_by(|a, b| a.position.bucket() == b.position.bucket()) {
        let id = group[0].position.bucket();
        let bucket = buckets
            .get(&id)
            .ok_or_else(|| IndexError::corrupt(format!("no bucket {} for the tail", id.0)))?;
        let mut pairs: Vec<(FacetId, u16)> = group
            .iter()
            .flat_map(|row| row.facets.iter().map(|&facet| (facet, row.position.slot())))
            .collect();
        add_to_blocks(storage, id, &mut pairs)?;
        let times: Vec<(u16, Key)> = group.iter().map(|row| (row.position.slot(), row.key)).collect();
        put_times(storage, bucket, &times)?;
        touched.push(id);
    }
    // All positions, those without a row too. Blocks and tail change in one transaction, so lists
    // stay the same.
    storage.delete_tail(positions)?;
    storage.bump_versions(&touched)?;
    Ok(rows.len())
}
