//! Comparing a bucket with the posts it should hold, and making it so.

use super::{Index, merge, sorted_facets};
use crate::storage::CHUNK;
use crate::{Bitmap, BlockChange, BucketId, BucketRow, FacetId, IndexError, Key, Position, Storage, TailRow};
use model::{Time, time::Month};
use std::collections::BTreeMap;

/// Something in the index that the posts do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A block lacks slots, or has slots it should not.
    Block {
        /// The facet.
        facet: FacetId,
        /// Slots that are missing.
        missing: u32,
        /// Slots that are too many.
        extra: u32,
    },
    /// A slot's time is not its post's.
    Time {
        /// The slot.
        slot: u16,
    },
    /// A tail row is not what its post says, or has no post.
    Tail {
        /// The slot.
        slot: u16,
    },
    /// A post lies outside the bucket's range; remove it and insert it again.
    Misplaced {
        /// The slot.
        slot: u16,
        /// The post's key.
        key: Key,
    },
    /// A post has a slot that was not handed out; remove it and insert it again.
    Unknown {
        /// The slot.
        slot: u16,
    },
}

/// What the posts say about a bucket.
#[derive(Default)]
struct Expected {
    slots: BTreeMap<u16, (Key, Vec<FacetId>)>,
    tail: BTreeMap<u16, TailRow>,
}

impl Index {
    /// Compares a bucket with its posts: slot, key and all facets of each, in any order.
    ///
    /// # Errors
    /// When the bucket does not exist, or the storage fails.
    pub fn check_bucket<S: Storage>(
        &self,
        storage: &mut S,
        bucket: BucketId,
        posts: impl IntoIterator<Item = (u16, Key, Vec<FacetId>)>,
    ) -> Result<Vec<Difference>, S::Error> {
        let (row, end) = find_bucket(storage, bucket)?;
        let expected = expected_blocks(storage, bucket, posts)?;
        let mut found = differing_tail(storage, bucket, &expected)?;
        found.extend(differing_blocks(storage, bucket, &expected)?.1);
        found.extend(differing_times(storage, &row, &expected)?);
        for (&slot, &(key, _)) in &expected.slots {
            if key < row.start || end.is_some_and(|end| key >= end) || month_of(key) != month_of(row.start) {
                found.push(Difference::Misplaced { slot, key });
            }
            if slot >= row.next_slot {
                found.push(Difference::Unknown { slot });
            }
        }
        Ok(found)
    }

    /// Makes a bucket say what its posts say and returns what was different. Misplaced posts and unknown slots
    /// are reported only.
    ///
    /// # Errors
    /// As [`Index::check`].
    pub fn repair_bucket<S: Storage>(
        &self,
        storage: &mut S,
        bucket: BucketId,
        posts: impl IntoIterator<Item = (u16, Key, Vec<FacetId>)>,
    ) -> Result<Vec<Difference>, S::Error> {
        storage.lock_index()?;
        storage.lock_bucket(bucket)?;
        let posts: Vec<(u16, Key, Vec<FacetId>)> = posts.into_iter().collect();
        let found = self.check_bucket(storage, bucket, posts.iter().cloned())?;
        if found.is_empty() {
            return Ok(found);
        }
        let waiting: Vec<Position> = tail_of(storage, bucket)?.iter().map(|row| row.position).collect();
        // The tail goes first: its posts are then expected in blocks, and one pass repairs both.
        storage.delete_tail(&waiting)?;
        let (row, _) = find_bucket(storage, bucket)?;
        let expected = expected_blocks(storage, bucket, posts)?;
        let (blocks, _) = differing_blocks(storage, bucket, &expected)?;
        storage.put_blocks(&blocks)?;
        let times: Vec<(u16, Key)> = expected
            .slots
            .iter()
            .filter(|(_, (key, _))| month_of(*key) == month_of(row.start))
            .map(|(&slot, &(key, _))| (slot, key))
            .collect();
        merge::put_times(storage, &row, &times)?;
        storage.bump_versions(&[bucket])?;
        Ok(found)
    }
}

fn month_of(key: Key) -> Month {
    Time(key.time).month()
}

fn find_bucket<S: Storage>(storage: &mut S, bucket: BucketId) -> Result<(BucketRow, Option<Key>), S::Error> {
    let rows = storage.buckets()?;
    let at = rows
        .iter()
        .position(|row| row.id == bucket)
        .ok_or_else(|| IndexError::corrupt(format!("there is no bucket {}", bucket.0)))?;
    Ok((rows[at], rows.get(at + 1).map(|next| next.start)))
}

fn tail_of<S: Storage>(storage: &mut S, bucket: BucketId) -> Result<Vec<TailRow>, S::Error> {
    let positions: Vec<Position> =
        storage.tail()?.iter().map(|mark| mark.position).filter(|at| at.bucket() == bucket).collect();
    if positions.is_empty() { Ok(Vec::new()) } else { storage.tail_rows(&positions) }
}

fn expected_blocks<S: Storage>(
    storage: &mut S,
    bucket: BucketId,
    posts: impl IntoIterator<Item = (u16, Key, Vec<FacetId>)>,
) -> Result<Expected, S::Error> {
    let slots = posts.into_iter().map(|(slot, key, facets)| (slot, (key, sorted_facets(&facets)))).collect();
    let tail = tail_of(storage, bucket)?.into_iter().map(|row| (row.position.slot(), row)).collect();
    Ok(Expected { slots, tail })
}

fn differing_tail<S: Storage>(
    storage: &mut S,
    bucket: BucketId,
    expected: &Expected,
) -> Result<Vec<Difference>, S::Error> {
    let stamps: BTreeMap<u16, i64> = storage
        .tail()?
        .into_iter()
        .filter(|mark| mark.position.bucket() == bucket)
        .map(|mark| (mark.position.slot(), mark.stamp))
        .collect();
    let wrong = expected.tail.iter().filter(|(slot, row)| {
        let post = expected.slots.get(slot);
        post.is_none_or(|(key, facets)| *key != row.key || *facets != row.facets)
            || stamps.get(slot) != Some(&row.row_stamp())
    });
    Ok(wrong.map(|(&slot, _)| Difference::Tail { slot }).collect())
}

/// The blocks as they should be where they are not, and what is different in each.
fn differing_blocks<S: Storage>(
    storage: &mut S,
    bucket: BucketId,
    expected: &Expected,
) -> Result<(Vec<BlockChange>, Vec<Difference>), S::Error> {
    let mut lists: BTreeMap<FacetId, Vec<u16>> = BTreeMap::new();
    for (&slot, (_, facets)) in expected.slots.iter().filter(|(slot, _)| !expected.tail.contains_key(slot)) {
        for &facet in facets {
            lists.entry(facet).or_default().push(slot);
        }
    }
    let mut stored: BTreeMap<FacetId, Bitmap> =
        storage.bucket_blocks(bucket)?.into_iter().map(|block| (block.facet, block.bitmap)).collect();
    // Blocks that no post asks for must be compared too, with an empty list, so that they are
    // emptied.
    for &facet in stored.keys() {
        lists.entry(facet).or_default();
    }
    let (mut blocks, mut found) = (Vec::new(), Vec::new());
    for (facet, slots) in lists {
        let bitmap = Bitmap::from_sorted(slots);
        let old = stored.remove(&facet).unwrap_or_default();
        if bitmap != old {
            let (missing, extra) = (bitmap.and_not(&old).len(), old.and_not(&bitmap).len());
            found.push(Difference::Block { facet, missing, extra });
            blocks.push(BlockChange { facet, bucket, was: old.len(), bitmap });
        }
    }
    Ok((blocks, found))
}

fn differing_times<S: Storage>(
    storage: &mut S,
    row: &BucketRow,
    expected: &Expected,
) -> Result<Vec<Difference>, S::Error> {
    let wanted: Vec<(BucketId, u16)> = (0..=row.next_slot / CHUNK).map(|chunk| (row.id, chunk)).collect();
    let stored: BTreeMap<u16, Vec<u32>> =
        storage.slot_times(&wanted)?.into_iter().map(|row| (row.chunk, row.times.0)).collect();
    let start = month_of(row.start).start().0;
    let folded = expected.slots.iter().filter(|(slot, _)| !expected.tail.contains_key(slot));
    let wrong = folded.filter(|(slot, (key, _))| {
        let time = stored.get(&(*slot / CHUNK)).and_then(|times| times.get(usize::from(*slot % CHUNK)));
        time.map(|&time| start + i64::from(time)) != Some(key.time)
    });
    Ok(wrong.map(|(&slot, _)| Difference::Time { slot }).collect())
}
