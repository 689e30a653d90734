//! Adding, changing and removing single posts.

use crate::{BucketId, BucketRow, FacetId, IndexError, Key, Position, Storage, TailRow};
use model::{Time, time::Month};

mod bulk;
mod check;
mod class;
mod merge;
mod split;

pub use bulk::BulkEntry;
pub use check::Difference;

/// Slots to a bucket: a dense bitmap of so many bits stays inside one page cell of SQLite.
pub const BUCKET_CAPACITY: u16 = 16_000;

/// Tail rows from which compacting pays; see [`Index::compact_down_to`].
pub const COMPACT_AT: usize = 256;

/// What compacting the tail did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compaction {
    /// Posts moved into blocks.
    pub posts: usize,
    /// Posts still in the tail.
    pub left: usize,
}

/// The writing half. Every post carries [`crate::Facet::All`], one facet of notes and one of language at most, all
/// of one class.
///
/// A split renumbers posts that are stored already. So write a post's own row with the position it was given before
/// the next call, and read the position of a post to change under [`Storage::lock`].
#[derive(Debug, Clone, Copy)]
pub struct Index {
    capacity: u16,
}

impl Default for Index {
    fn default() -> Self {
        Self { capacity: BUCKET_CAPACITY }
    }
}

impl Index {
    /// An index whose buckets hold so many posts, from 4 to [`BUCKET_CAPACITY`]; a site must not shrink it.
    pub fn with_capacity(capacity: u16) -> Self {
        Self { capacity: capacity.clamp(4, BUCKET_CAPACITY) }
    }

    /// Adds a post and says where it sits. It is in every list when the transaction ends.
    ///
    /// # Errors
    /// When the key's time is out of bounds, or the storage fails.
    pub fn insert<S: Storage>(
        &self,
        storage: &mut S,
        key: Key,
        facets: &[FacetId],
    ) -> Result<Position, S::Error> {
        let position = self.slot_for(storage, key)?;
        storage.put_tail(&[TailRow { position, key, facets: sorted_facets(facets) }])?;
        Ok(position)
    }

    /// Changes the facets of a post: what is in both lists stays.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn change<S: Storage>(
        &self,
        storage: &mut S,
        position: Position,
        remove: &[FacetId],
        add: &[FacetId],
    ) -> Result<(), S::Error> {
        storage.lock_index()?;
        if let Some(mut row) = storage.tail_rows(&[position])?.pop() {
            // First remove, then add: what is in both lists must stay.
            row.facets.retain(|facet| !remove.contains(facet));
            row.facets.extend_from_slice(add);
            row.facets = sorted_facets(&row.facets);
            return storage.put_tail(&[row]);
        }
        // An unchanged block must not advance the epoch: that would make every cache read again.
        if merge::change_blocks(storage, position, remove, add)? {
            storage.bump_versions(&[position.bucket()])?;
        }
        Ok(())
    }

    /// Puts one facet on some posts and takes it off others, each bucket's block read and written once.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn mark_facet<S: Storage>(
        &self,
        storage: &mut S,
        facet: FacetId,
        marks: &[(Position, bool)],
    ) -> Result<(), S::Error> {
        if marks.is_empty() {
            return Ok(());
        }
        storage.lock_index()?;
        let mut marks = marks.to_vec();
        marks.sort_unstable();
        let positions: Vec<Position> = marks.iter().map(|(at, _)| *at).collect();
        let mut rows = storage.tail_rows(&positions)?;
        rows.sort_unstable_by_key(|row| row.position);
        let mut folded: Vec<(Position, bool)> = Vec::new();
        for &(at, on) in &marks {
            match rows.binary_search_by_key(&at, |row| row.position) {
                Ok(row) => {
                    let facets = &mut rows[row].facets;
                    facets.retain(|id| *id != facet);
                    if on {
                        facets.push(facet);
                        facets.sort_unstable();
                    }
                }
                Err(_) => folded.push((at, on)),
            }
        }
        storage.put_tail(&rows)?;
        let mut touched = Vec::new();
        for run in folded.chunk_by(|a, b| a.0.bucket() == b.0.bucket()) {
            let bucket = run[0].0.bucket();
            let slots: Vec<(u16, bool)> = run.iter().map(|(at, on)| (at.slot(), *on)).collect();
            if merge::mark_blocks(storage, facet, bucket, &slots)? {
                touched.push(bucket);
            }
        }
        if touched.is_empty() { Ok(()) } else { storage.bump_versions(&touched) }
    }

    /// Gives a post another key, and other facets with it. The position stays where the key allows it.
    /// `old` are all the facets it had, `new` all it has now.
    ///
    /// # Errors
    /// When the key's time is out of bounds, or the storage fails.
    pub fn relocate_post<S: Storage>(
        &self,
        storage: &mut S,
        position: Position,
        key: Key,
        old: &[FacetId],
        new: &[FacetId],
    ) -> Result<Position, S::Error> {
        storage.lock_index()?;
        let home = covering_bucket(storage, key)?;
        let Some(home) = home.filter(|row| row.id == position.bucket()) else {
            self.remove(storage, position, old)?;
            return self.insert(storage, key, new);
        };
        if storage.tail_rows(&[position])?.is_empty() {
            merge::change_blocks(storage, position, old, new)?;
            merge::put_times(storage, &home, &[(position.slot(), key)])?;
            storage.bump_versions(&[home.id])?;
        } else {
            storage.put_tail(&[TailRow { position, key, facets: sorted_facets(new) }])?;
        }
        Ok(position)
    }

    /// Takes a post out. `facets` are all the facets it had.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn remove<S: Storage>(
        &self,
        storage: &mut S,
        position: Position,
        facets: &[FacetId],
    ) -> Result<(), S::Error> {
        storage.lock_index()?;
        if storage.tail_rows(&[position])?.is_empty() {
            if merge::change_blocks(storage, position, facets, &[])? {
                storage.bump_versions(&[position.bucket()])?;
            }
            return Ok(());
        }
        storage.delete_tail(&[position])
    }

    /// Moves the tail into the blocks and says how many posts that were. Lists show the same before and after.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn compact_tail<S: Storage>(&self, storage: &mut S) -> Result<usize, S::Error> {
        self.compact_down_to(storage, 0, usize::MAX).map(|folded| folded.posts)
    }

    /// Compacts the buckets with the longest tails first, at most `buckets` of them, until at most `keep` posts are
    /// left in the tail. It rewrites much of a bucket however few its new posts are, so a few stragglers of
    /// many buckets are better left to wait for company. Call it when the tail has grown to [`COMPACT_AT`].
    ///
    /// # Errors
    /// When the storage fails.
    pub fn compact_down_to<S: Storage>(
        &self,
        storage: &mut S,
        keep: usize,
        buckets: usize,
    ) -> Result<Compaction, S::Error> {
        storage.lock_index()?;
        let mut positions: Vec<Position> = storage.tail()?.iter().map(|mark| mark.position).collect();
        positions.sort_unstable();
        let mut groups: Vec<&[Position]> = positions.chunk_by(|a, b| a.bucket() == b.bucket()).collect();
        // The cost of a bucket hardly depends on its new posts, so the longest tails pay most.
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let (mut left, mut chosen) = (positions.len(), Vec::new());
        for group in groups.into_iter().take(buckets) {
            if left <= keep {
                break;
            }
            left -= group.len();
            chosen.extend_from_slice(group);
        }
        Ok(Compaction { posts: merge::compact_rows(storage, &chosen)?, left })
    }

    fn slot_for<S: Storage>(&self, storage: &mut S, key: Key) -> Result<Position, S::Error> {
        check_key(key)?;
        // Making room takes one round; others may have filled it meanwhile, but hardly eight times.
        for _ in 0..8 {
            let bucket = match covering_bucket(storage, key)? {
                Some(row) if self.seal_bucket(storage, &row, key)? => continue,
                Some(row) => row.id,
                None => open_month(storage, key)?,
            };
            if let Some(slot) = storage.take_slots(bucket, 1, self.capacity)? {
                return Ok(Position::new(bucket, slot));
            }
            self.make_room(storage, bucket, key)?;
        }
        Err(IndexError::corrupt(format!("no room for a post at {} ms", key.time)).into())
    }

    /// Slots that posts in the order of time may take. What is left is for backdated posts, so that the first of
    /// them does not have to split a bucket that time has filled.
    fn sealed_at(&self) -> u16 {
        self.capacity - self.capacity / 8
    }

    /// Opens a new bucket at `key` when the newest bucket is filled up to the seal and nothing in it comes later.
    fn seal_bucket<S: Storage>(&self, storage: &mut S, row: &BucketRow, key: Key) -> Result<bool, S::Error> {
        if row.next_slot < self.sealed_at() || newest_bucket(storage)? != Some(row.id) {
            return Ok(false);
        }
        storage.lock_index()?;
        storage.lock_bucket(row.id)?;
        if newest_bucket(storage)? != Some(row.id) {
            return Ok(true);
        }
        if storage.bucket_members(row.id)?.iter().any(|&(_, member)| member >= key) {
            return Ok(false);
        }
        let fresh = storage.create_bucket(key)?;
        storage.bump_versions(&[fresh])?;
        Ok(true)
    }

    fn make_room<S: Storage>(&self, storage: &mut S, full: BucketId, key: Key) -> Result<(), S::Error> {
        storage.lock_index()?;
        let Some(row) = covering_bucket(storage, key)?.filter(|row| row.id == full) else {
            return Ok(());
        };
        // A transaction that took a slot may not have stored its post yet; `members` would miss it.
        storage.lock_bucket(full)?;
        let mut keys: Vec<Key> = storage.bucket_members(full)?.into_iter().map(|(_, key)| key).collect();
        keys.sort_unstable();
        if row.next_slot < self.capacity {
            Ok(())
        } else if keys.last().is_some_and(|&last| last < key) {
            let fresh = storage.create_bucket(key)?;
            storage.bump_versions(&[fresh])
        } else if keys.len() < usize::from(self.capacity / 2) {
            split::split_bucket(storage, &row, &[])
        } else {
            split::split_bucket(storage, &row, &keys[keys.len() / 2..=keys.len() / 2])
        }
    }
}

fn check_key(key: Key) -> Result<(), IndexError> {
    Time::from_millis(key.time).map(|_| ()).map_err(IndexError::from)
}

fn sorted_facets(facets: &[FacetId]) -> Vec<FacetId> {
    let mut facets = facets.to_vec();
    facets.sort_unstable();
    facets.dedup();
    facets
}

/// The smallest key of a month.
fn month_start(month: Month) -> Key {
    Key { time: month.start().0, id: i64::MIN }
}

/// The bucket that covers a key: the last that starts at or before it, in the same month.
fn covering_bucket<S: Storage>(storage: &mut S, key: Key) -> Result<Option<BucketRow>, S::Error> {
    let row = storage.bucket_at(key)?;
    // Slot times are 32-bit milliseconds, which hold a month but not much more: no bucket crosses
    // one.
    Ok(row.filter(|row| Time(row.start.time).month() == Time(key.time).month()))
}

/// The bucket that starts last.
fn newest_bucket<S: Storage>(storage: &mut S) -> Result<Option<BucketId>, S::Error> {
    let end = Key { time: i64::MAX, id: i64::MAX };
    Ok(storage.bucket_at(end)?.map(|row| row.id))
}

fn open_month<S: Storage>(storage: &mut S, key: Key) -> Result<BucketId, S::Error> {
    storage.lock_index()?;
    if let Some(row) = covering_bucket(storage, key)? {
        return Ok(row.id);
    }
    // Asked again above under the lock: two posts may open the same month at once.
    let bucket = storage.create_bucket(month_start(Time(key.time).month()))?;
    storage.bump_versions(&[bucket])?;
    Ok(bucket)
}
