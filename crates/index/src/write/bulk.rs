//! Adding many posts at once, straight into blocks.

use super::{Index, check_key, covering_bucket, merge, newest_bucket, open_month, sorted_facets, split};
use crate::{BucketRow, FacetId, IndexError, Key, Position, Storage, TailRow};
use model::{Invalid, Time};

/// Fewer new posts than this are not worth the rewriting of a bucket that time has left behind: they wait in the tail
/// for more of their kind.
const WORTH: usize = 64;

/// Posts that [`Index::bulk`] leaves in the tail at most.
const WAITING_MAX: usize = 32_768;

/// A post to add: its key and its facets.
pub type BulkEntry = (Key, Vec<FacetId>);

impl Index {
    /// Adds posts and says where each sits, in the order given. Each touched block is read and written once, so
    /// give thousands at a time. A few posts for an old bucket go to the tail: compact it after the last call.
    ///
    /// # Errors
    /// When a key's time is out of bounds, a key comes twice or is in the index, or the storage fails.
    pub fn insert_bulk<S: Storage>(
        &self,
        storage: &mut S,
        posts: &[BulkEntry],
    ) -> Result<Vec<Position>, S::Error> {
        let mut order: Vec<usize> = (0..posts.len()).collect();
        // In the order of keys each bucket is met once.
        order.sort_unstable_by_key(|&at| posts[at].0);
        // All are checked before anything is written, so that a bad key leaves no half of the
        // batch.
        for &(key, _) in posts {
            check_key(key)?;
        }
        if order.windows(2).any(|pair| posts[pair[0]].0 == posts[pair[1]].0) {
            return Err(doubled_position().into());
        }
        storage.lock_index()?;
        let mut positions = vec![Position(0); posts.len()];
        let mut touched = Vec::new();
        let mut left = &order[..];
        while let Some(&first) = left.first() {
            let key = posts[first].0;
            open_month(storage, key)?;
            // Read again in every round: the last one may have split the bucket or opened another.
            let (bucket, end) = bucket_and_end(storage, key)?;
            let group = &left[..left.partition_point(|&at| end.is_none_or(|end| posts[at].0 < end))];
            let placed = self.place_in_bucket(storage, &bucket, posts, group, &mut positions)?;
            if placed > 0 {
                touched.push(bucket.id);
            }
            left = &left[placed..];
        }
        touched.sort_unstable();
        touched.dedup();
        storage.bump_versions(&touched)?;
        if storage.tail()?.len() > WAITING_MAX {
            self.compact_down_to(storage, WAITING_MAX / 2, usize::MAX)?;
        }
        Ok(positions)
    }

    /// Puts as many of a bucket's new posts into it as fit and returns their number. Where that is not all, the
    /// directory has changed so that the next round goes on.
    fn place_in_bucket<S: Storage>(
        &self,
        storage: &mut S,
        bucket: &BucketRow,
        posts: &[BulkEntry],
        group: &[usize],
        positions: &mut [Position],
    ) -> Result<usize, S::Error> {
        storage.lock_bucket(bucket.id)?;
        let room = usize::from(self.capacity.saturating_sub(bucket.next_slot));
        let unsealed = usize::from(self.sealed_at().saturating_sub(bucket.next_slot));
        let first = posts[group[0]].0;
        let backdated = newest_bucket(storage)? != Some(bucket.id);
        let fits = if group.len() <= unsealed || (backdated && group.len() <= room) {
            group
        } else {
            let members = storage.bucket_members(bucket.id)?;
            if members.iter().all(|&(_, key)| key < first) {
                let fresh = storage.create_bucket(posts[group[unsealed]].0)?;
                storage.bump_versions(&[fresh])?;
                &group[..unsealed]
            } else if group.len() <= room {
                group
            } else {
                split::split_bucket(storage, bucket, &self.split_cuts(posts, group, members)?)?;
                return Ok(0);
            }
        };
        if fits.is_empty() {
            return Ok(0);
        }
        let count = u16::try_from(fits.len()).unwrap_or(u16::MAX);
        let Some(start) = storage.take_slots(bucket.id, count, self.capacity)? else {
            return Ok(0);
        };
        for (slot, &at) in (start..).zip(fits) {
            positions[at] = Position::new(bucket.id, slot);
        }
        if backdated && fits.len() < WORTH {
            put_in_tail(storage, posts, fits, positions)?;
        } else {
            write_bucket(storage, bucket, posts, fits, positions)?;
        }
        Ok(fits.len())
    }

    /// Where to cut a bucket so that each piece has room for its share of the new posts and some to spare.
    fn split_cuts(
        &self,
        posts: &[BulkEntry],
        group: &[usize],
        members: Vec<(u16, Key)>,
    ) -> Result<Vec<Key>, IndexError> {
        let mut keys: Vec<Key> = members.into_iter().map(|(_, key)| key).collect();
        keys.extend(group.iter().map(|&at| posts[at].0));
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(doubled_position());
        }
        // A quarter stays free, or the next backdated post would split the piece again.
        let share = usize::from(self.capacity) * 3 / 4;
        Ok(keys.into_iter().step_by(share).skip(1).collect())
    }
}

fn doubled_position() -> IndexError {
    IndexError::Invalid(Invalid::new("the same post came twice; give each once and none that is indexed"))
}

/// The bucket that covers a key, and the key at which the next one takes over.
fn bucket_and_end<S: Storage>(storage: &mut S, key: Key) -> Result<(BucketRow, Option<Key>), S::Error> {
    let bucket = covering_bucket(storage, key)?.ok_or_else(|| IndexError::corrupt("a bucket is gone"))?;
    let month = Time(key.time).month();
    let month_end = (month.next() != month).then(|| super::month_start(month.next()));
    let next = storage.buckets()?.into_iter().map(|row| row.start).find(|&start| start > key);
    Ok((bucket, [next, month_end].into_iter().flatten().min()))
}

fn put_in_tail<S: Storage>(
    storage: &mut S,
    posts: &[BulkEntry],
    group: &[usize],
    positions: &[Position],
) -> Result<(), S::Error> {
    let row = |&at: &usize| {
        let (key, facets) = &posts[at];
        TailRow { position: positions[at], key: *key, facets: sorted_facets(facets) }
    };
    storage.put_tail(&group.iter().map(row).collect::<Vec<_>>())
}

fn write_bucket<S: Storage>(
    storage: &mut S,
    bucket: &BucketRow,
    posts: &[BulkEntry],
    group: &[usize],
    positions: &[Position],
) -> Result<(), S::Error> {
    let mut pairs = Vec::with_capacity(group.iter().map(|&at| posts[at].1.len()).sum());
    let mut times = Vec::with_capacity(group.len());
    for &at in group {
        let ((key, facets), slot) = (&posts[at], positions[at].slot());
        pairs.extend(facets.iter().map(|&facet| (facet, slot)));
        times.push((slot, *key));
    }
    merge::add_to_blocks(storage, bucket.id, &mut pairs)?;
    merge::put_times(storage, bucket, &times)
}
