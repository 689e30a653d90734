//! Cutting a bucket into several, which also gives back the slots of deleted posts.

use super::merge;
use crate::{Bitmap, BlockChange, BlockRow, BucketId, BucketRow, Key, Position, Storage};

/// Replaces a bucket by one that starts where it did and one more at each of `cuts` (sorted, inside the bucket).
/// The caller holds the lock and the bucket's lock.
///
/// All pieces are new buckets, so that no post moves to a position another still holds.
pub(super) fn split_bucket<S: Storage>(
    storage: &mut S,
    bucket: &BucketRow,
    cuts: &[Key],
) -> Result<(), S::Error> {
    let waiting: Vec<Position> = storage
        .tail()?
        .into_iter()
        .map(|mark| mark.position)
        .filter(|position| position.bucket() == bucket.id)
        .collect();
    // The tail is stored by position and would not be renumbered, so it is compacted first.
    merge::compact_rows(storage, &waiting)?;
    let mut members = storage.bucket_members(bucket.id)?;
    members.sort_unstable_by_key(|&(slot, _)| slot);
    let blocks = storage.bucket_blocks(bucket.id)?;

    let pieces = deal_members(&members, cuts);
    let mut moves = Vec::with_capacity(members.len());
    let mut fresh = Vec::with_capacity(pieces.len());
    for (piece, start) in pieces.iter().zip(std::iter::once(&bucket.start).chain(cuts)) {
        let id = storage.create_bucket(*start)?;
        let count = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        // The new bucket's counter must be past the moved posts, or the next insert would take a
        // slot in use.
        storage.take_slots(id, count, count)?;
        moves.extend(
            (0..count)
                .zip(piece)
                .map(|(new, &(old, _))| (Position::new(bucket.id, old), Position::new(id, new))),
        );
        fresh.push(BucketRow { id, start: *start, next_slot: count, version: 0 });
    }
    storage.renumber(&moves)?;
    storage.put_blocks(&recut_blocks(&blocks, &moves))?;
    for (row, piece) in fresh.iter().zip(&pieces) {
        let times: Vec<(u16, Key)> = (0..).zip(piece).map(|(new, &(_, key))| (new, key)).collect();
        merge::put_times(storage, row, &times)?;
    }
    storage.drop_bucket(bucket.id)?;
    let ids: Vec<BucketId> = fresh.iter().map(|row| row.id).collect();
    storage.bump_versions(&ids)
}

/// Members of each piece, still by slot: new slots then grow with the old, and blocks stay sorted.
fn deal_members(members: &[(u16, Key)], cuts: &[Key]) -> Vec<Vec<(u16, Key)>> {
    let mut pieces = vec![Vec::new(); cuts.len() + 1];
    for &(slot, key) in members {
        pieces[cuts.partition_point(|&cut| cut <= key)].push((slot, key));
    }
    pieces
}

fn recut_blocks(blocks: &[BlockRow], moves: &[(Position, Position)]) -> Vec<BlockChange> {
    let highest = moves.iter().map(|(old, _)| usize::from(old.slot()) + 1).max().unwrap_or(0);
    let mut place: Vec<Option<Position>> = vec![None; highest];
    for (old, new) in moves {
        place[usize::from(old.slot())] = Some(*new);
    }
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        let mut parts: Vec<(BucketId, Vec<u16>)> = Vec::new();
        block.bitmap.for_each(|slot| {
            // A slot whose post is gone has no new place: this is how deleted slots are given back.
            let Some(&Some(new)) = place.get(usize::from(slot)) else { return };
            match parts.iter_mut().find(|(bucket, _)| *bucket == new.bucket()) {
                Some((_, slots)) => slots.push(new.slot()),
                None => parts.push((new.bucket(), vec![new.slot()])),
            }
        });
        out.extend(parts.into_iter().map(|(bucket, slots)| BlockChange {
            facet: block.facet,
            bucket,
            // The bucket is new, so nothing is stored there yet.
            was: 0,
            bitmap: Bitmap::from_sorted(slots),
        }));
    }
    // Written in the order of the primary key, which touches each page of the database once.
    out.sort_unstable_by_key(|block| (block.facet, block.bucket));
    out
}
