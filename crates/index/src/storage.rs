//! What the index asks of a database, and the rows it speaks in.

use crate::{Bitmap, FacetId, IndexError};
use model::TagId;

/// Where a post stands in the order of every list: publish time in milliseconds, then post id. Total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Milliseconds since 1970-01-01T00:00:00Z, within [`model::Time`]'s bounds.
    pub time: i64,
    /// The post's id.
    pub id: i64,
}

/// A bucket: a small increasing number, not ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketId(pub i64);

/// Where a post sits in the index: `bucket << 16 | slot`. Not its id: a split moves posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

impl Position {
    /// The position of a slot.
    pub fn new(bucket: BucketId, slot: u16) -> Self {
        Self((bucket.0 << 16) | i64::from(slot))
    }

    /// The bucket it lies in.
    pub fn bucket(self) -> BucketId {
        BucketId(self.0 >> 16)
    }

    /// The slot within the bucket.
    pub fn slot(self) -> u16 {
        (self.0 & 0xffff) as u16
    }
}

/// A bucket as stored. It covers the keys from `start` to the next bucket's start, or to the end of the UTC month
/// of `start` where that comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketRow {
    /// Identity.
    pub id: BucketId,
    /// The smallest key it covers. Its id is `i64::MIN` at the start of a month.
    pub start: Key,
    /// The slot the next post gets; slots are never handed out twice.
    pub next_slot: u16,
    /// Changes whenever a block or a slot time of the bucket changes.
    pub version: i64,
}

/// The bitmap of one facet in one bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockRow {
    /// The facet.
    pub facet: FacetId,
    /// The bucket.
    pub bucket: BucketId,
    /// The slots whose posts carry the facet.
    pub bitmap: Bitmap,
}

/// A block to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockAt {
    /// The facet.
    pub facet: FacetId,
    /// The bucket.
    pub bucket: BucketId,
    /// Whether the facet has but a few posts to a bucket: a hint where to look first.
    pub rare: bool,
}

impl BlockAt {
    /// The blocks of all these facets in all these buckets, where nothing is known of them.
    pub fn every_pair(facets: &[FacetId], buckets: &[BucketId]) -> Vec<Self> {
        let of = |&bucket| facets.iter().map(move |&facet| Self { facet, bucket, rare: false });
        buckets.iter().flat_map(of).collect()
    }
}

/// A block about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockChange {
    /// The facet.
    pub facet: FacetId,
    /// The bucket.
    pub bucket: BucketId,
    /// The cardinality of the block as it is stored, 0 where there is none.
    pub was: u32,
    /// What the block becomes; empty to delete it.
    pub bitmap: Bitmap,
}

/// Where a facet has blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetSpread {
    /// Posts in all its blocks.
    pub posts: u64,
    /// The buckets it has a block in, sorted by id.
    pub buckets: Vec<BucketId>,
}

/// The number of posts of one facet in one bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cardinality {
    /// The facet.
    pub facet: FacetId,
    /// The bucket.
    pub bucket: BucketId,
    /// The cardinality of the block.
    pub count: u32,
}

/// Slots to a chunk of slot times.
pub const CHUNK: u16 = 512;

/// The publish times of the slots of one chunk, in milliseconds since the start of the bucket's month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times(pub Vec<u32>);

impl Times {
    /// The chunk as bytes: four little-endian bytes to a slot.
    pub fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|time| time.to_le_bytes()).collect()
    }

    /// The reverse of [`Times::encode`].
    ///
    /// # Errors
    /// When the bytes are not whole times or are more than a chunk.
    pub fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
        let (times, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() || times.len() > usize::from(CHUNK) {
            return Err(IndexError::corrupt(format!("{} bytes are not a chunk of slot times", bytes.len())));
        }
        Ok(Self(times.iter().map(|time| u32::from_le_bytes(*time)).collect()))
    }
}

/// A chunk of slot times as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimesRow {
    /// The bucket.
    pub bucket: BucketId,
    /// The slots divided by [`CHUNK`].
    pub chunk: u16,
    /// The times.
    pub times: Times,
}

/// A post in the tail: it waits to be compacted into the blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TailRow {
    /// Where it sits.
    pub position: Position,
    /// Its place in the order.
    pub key: Key,
    /// Its facets, sorted.
    pub facets: Vec<FacetId>,
}

impl TailRow {
    /// A number that stands for the row's content; stored beside it, so that a reader fetches only rows it has
    /// not seen.
    pub fn row_stamp(&self) -> i64 {
        // Stored, so it must be the same on every build; the mixing is splitmix64's.
        let numbers = [self.key.time, self.key.id].into_iter().chain(self.facets.iter().map(|facet| facet.0));
        let hash = numbers.fold(0_u64, |hash, number| {
            let mixed = hash.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ number.cast_unsigned();
            let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        });
        hash.cast_signed()
    }
}

/// A tail row without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TailMark {
    /// Where the post sits.
    pub position: Position,
    /// [`TailRow::stamp`] as it was when the row was written.
    pub stamp: i64,
}

/// One transaction of a database.
///
/// Reads of one operation must agree with one another: a snapshot for readers, the latest committed state after
/// [`Storage::lock`] for writers. Rows asked for and not there are left out of the answer. No argument list holds
/// the same thing twice, none is longer than its caller's work needs, but lists may be long (thousands), so an
/// implementation chunks them. Answers may come in any order unless it is said otherwise.
pub trait Storage {
    /// The database's own error, which the index's faults turn into.
    type Error: From<IndexError>;

    /// Fails where the answer is not wanted any more. Asked between buckets, so that a long evaluation stops soon.
    fn ensure_wanted(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// A number that changes whenever [`Storage::bump`] is called; 0 at first. Publishing does not change it.
    fn epoch(&mut self) -> Result<i64, Self::Error>;
    /// Every bucket, sorted by start.
    fn buckets(&mut self) -> Result<Vec<BucketRow>, Self::Error>;
    /// The bucket with the greatest start that is not after `key`.
    fn bucket_at(&mut self, key: Key) -> Result<Option<BucketRow>, Self::Error>;
    /// These blocks; they are asked for bucket by bucket.
    fn blocks(&mut self, wanted: &[BlockAt]) -> Result<Vec<BlockRow>, Self::Error>;
    /// Every block of a bucket.
    fn bucket_blocks(&mut self, bucket: BucketId) -> Result<Vec<BlockRow>, Self::Error>;
    /// The cardinalities of these facets in every bucket that has them.
    fn cardinalities(&mut self, facets: &[FacetId]) -> Result<Vec<Cardinality>, Self::Error>;
    /// Where these facets have blocks, in the order asked; `None` for facets whose reach is not kept (words).
    fn facet_spreads(&mut self, facets: &[FacetId]) -> Result<Vec<Option<FacetSpread>>, Self::Error>;
    /// The sums of the cardinalities of these facets over every bucket; a facet without blocks may be left out.
    fn totals(&mut self, facets: &[FacetId]) -> Result<Vec<(FacetId, u64)>, Self::Error>;
    /// The facets from `first` to `last`, both included, that have a block anywhere, each once. Asked for kinds
    /// with few values (languages); hop from one to the next rather than read every block's row.
    fn facets(&mut self, first: FacetId, last: FacetId) -> Result<Vec<FacetId>, Self::Error>;
    /// Chunks of slot times.
    fn slot_times(&mut self, chunks: &[(BucketId, u16)]) -> Result<Vec<TimesRow>, Self::Error>;
    /// Every tail row's position and stamp.
    fn tail(&mut self) -> Result<Vec<TailMark>, Self::Error>;
    /// The tail rows at these positions.
    fn tail_rows(&mut self, positions: &[Position]) -> Result<Vec<TailRow>, Self::Error>;
    /// The keys of the posts at these positions, from the posts' own rows.
    fn keys_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, Key)>, Self::Error>;
    /// The exact note counts of the posts at these positions.
    fn notes_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, i64)>, Self::Error>;
    /// The folded tags of the posts at these positions.
    fn tags_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, Vec<TagId>)>, Self::Error>;
    /// The slots and keys of all posts of a bucket, those in the tail too, from the posts' own rows.
    fn bucket_members(&mut self, bucket: BucketId) -> Result<Vec<(u16, Key)>, Self::Error>;

    /// Waits until no other transaction changes blocks, and keeps others out until this one ends. May be called
    /// again in the same transaction. Later reads see everything committed before it returned.
    fn lock_index(&mut self) -> Result<(), Self::Error>;
    /// Waits for the end of every transaction that has taken a slot in the bucket, and keeps others from taking
    /// one until this one ends.
    fn lock_bucket(&mut self, bucket: BucketId) -> Result<(), Self::Error>;
    /// Makes an empty bucket: next slot 0, version 0, an id no bucket had before. During a split two buckets may
    /// have the same start.
    fn create_bucket(&mut self, start: Key) -> Result<BucketId, Self::Error>;
    /// Removes a bucket with its blocks and slot times. No post is left in it.
    fn drop_bucket(&mut self, bucket: BucketId) -> Result<(), Self::Error>;
    /// Takes `count` consecutive slots and returns the first; takes none where fewer than `count` are left under
    /// `capacity` or the bucket is gone.
    fn take_slots(&mut self, bucket: BucketId, count: u16, capacity: u16)
    -> Result<Option<u16>, Self::Error>;
    /// Writes blocks with their cardinalities. Each facet comes once a bucket.
    fn put_blocks(&mut self, changes: &[BlockChange]) -> Result<(), Self::Error>;
    /// Writes chunks of slot times.
    fn put_times(&mut self, rows: &[TimesRow]) -> Result<(), Self::Error>;
    /// Writes tail rows with their stamps, replacing those at the same positions.
    fn put_tail(&mut self, rows: &[TailRow]) -> Result<(), Self::Error>;
    /// Deletes the tail rows at these positions.
    fn delete_tail(&mut self, positions: &[Position]) -> Result<(), Self::Error>;
    /// Moves posts, and all that is kept by their position but the tail, from old positions to new. The new ones
    /// lie in other buckets than the old and are free.
    fn renumber(&mut self, moves: &[(Position, Position)]) -> Result<(), Self::Error>;
    /// Advances the versions of these buckets and the epoch.
    fn bump_versions(&mut self, buckets: &[BucketId]) -> Result<(), Self::Error>;
}
