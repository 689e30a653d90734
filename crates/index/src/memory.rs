//! The storage of tests: everything in maps, blocks as the bytes a database would hold.

use crate::{
    Bitmap, BlockAt, BlockChange, BlockRow, BucketId, BucketRow, Cardinality, Facet, FacetId, FacetSpread,
    IndexError, Key, Position, Storage, TailMark, TailRow, Times, TimesRow,
};
use model::TagId;
use std::collections::{BTreeMap, BTreeSet};

/// A post as far as the index asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryPost {
    /// Place in the order.
    pub key: Key,
    /// Exact note count.
    pub notes: i64,
    /// Folded tags.
    pub tags: Vec<TagId>,
}

/// A database of maps. Nothing is undone when an operation fails.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Posts by position; tests keep it as `store` keeps its rows.
    pub posts: BTreeMap<Position, MemoryPost>,
    epoch: i64,
    last_bucket: i64,
    buckets: BTreeMap<BucketId, BucketRow>,
    blocks: BTreeMap<(FacetId, BucketId), (u32, Vec<u8>)>,
    facets: BTreeMap<BucketId, BTreeSet<FacetId>>,
    times: BTreeMap<(BucketId, u16), Vec<u8>>,
    tail: BTreeMap<Position, (i64, TailRow)>,
}

impl Memory {
    /// Overwrites a block, as damage would.
    pub fn damage_block(&mut self, facet: FacetId, bucket: BucketId, bitmap: &Bitmap) {
        self.blocks.insert((facet, bucket), (bitmap.len(), bitmap.encode()));
        self.facets.entry(bucket).or_default().insert(facet);
    }
}

impl Storage for Memory {
    type Error = IndexError;

    fn epoch(&mut self) -> Result<i64, IndexError> {
        Ok(self.epoch)
    }

    fn buckets(&mut self) -> Result<Vec<BucketRow>, IndexError> {
        let mut rows: Vec<BucketRow> = self.buckets.values().copied().collect();
        rows.sort_by_key(|row| row.start);
        Ok(rows)
    }

    fn bucket_at(&mut self, key: Key) -> Result<Option<BucketRow>, IndexError> {
        Ok(self.buckets.values().filter(|row| row.start <= key).max_by_key(|row| row.start).copied())
    }

    fn blocks(&mut self, wanted: &[BlockAt]) -> Result<Vec<BlockRow>, IndexError> {
        let mut rows = Vec::new();
        for &BlockAt { facet, bucket, .. } in wanted {
            if let Some((_, bytes)) = self.blocks.get(&(facet, bucket)) {
                rows.push(BlockRow { facet, bucket, bitmap: Bitmap::decode(bytes)? });
            }
        }
        Ok(rows)
    }

    fn bucket_blocks(&mut self, bucket: BucketId) -> Result<Vec<BlockRow>, IndexError> {
        let facets: Vec<FacetId> = self.facets.get(&bucket).into_iter().flatten().copied().collect();
        self.blocks(&BlockAt::every_pair(&facets, &[bucket]))
    }

    fn cardinalities(&mut self, facets: &[FacetId]) -> Result<Vec<Cardinality>, IndexError> {
        let mut cards = Vec::new();
        for &facet in facets {
            let range = (facet, BucketId(i64::MIN))..=(facet, BucketId(i64::MAX));
            let rows = self.blocks.range(range);
            cards.extend(rows.map(|(&(facet, bucket), &(count, _))| Cardinality { facet, bucket, count }));
        }
        Ok(cards)
    }

    fn facet_spreads(&mut self, facets: &[FacetId]) -> Result<Vec<Option<FacetSpread>>, IndexError> {
        let kept = |facet: &&FacetId| !matches!(facet.facet(), Some((Facet::Word(_), _)));
        let mut out = Vec::with_capacity(facets.len());
        for facet in facets {
            let cards = self.cardinalities(&[*facet])?;
            out.push(Some(facet).filter(kept).map(|_| FacetSpread {
                posts: cards.iter().map(|card| u64::from(card.count)).sum(),
                buckets: cards.iter().map(|card| card.bucket).collect(),
            }));
        }
        Ok(out)
    }

    fn totals(&mut self, facets: &[FacetId]) -> Result<Vec<(FacetId, u64)>, IndexError> {
        let mut sums: BTreeMap<FacetId, u64> = BTreeMap::new();
        for card in self.cardinalities(facets)? {
            *sums.entry(card.facet).or_default() += u64::from(card.count);
        }
        Ok(sums.into_iter().collect())
    }

    fn facets(&mut self, first: FacetId, last: FacetId) -> Result<Vec<FacetId>, IndexError> {
        let range = (first, BucketId(i64::MIN))..=(last, BucketId(i64::MAX));
        let mut ids: Vec<FacetId> = self.blocks.range(range).map(|(&(facet, _), _)| facet).collect();
        ids.dedup();
        Ok(ids)
    }

    fn slot_times(&mut self, chunks: &[(BucketId, u16)]) -> Result<Vec<TimesRow>, IndexError> {
        let mut rows = Vec::new();
        for &(bucket, chunk) in chunks {
            if let Some(bytes) = self.times.get(&(bucket, chunk)) {
                rows.push(TimesRow { bucket, chunk, times: Times::decode(bytes)? });
            }
        }
        Ok(rows)
    }

    fn tail(&mut self) -> Result<Vec<TailMark>, IndexError> {
        Ok(self.tail.iter().map(|(&position, &(stamp, _))| TailMark { position, stamp }).collect())
    }

    fn tail_rows(&mut self, positions: &[Position]) -> Result<Vec<TailRow>, IndexError> {
        Ok(positions.iter().filter_map(|at| self.tail.get(at)).map(|(_, row)| row.clone()).collect())
    }

    fn keys_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, Key)>, IndexError> {
        Ok(positions.iter().filter_map(|at| Some((*at, self.posts.get(at)?.key))).collect())
    }

    fn notes_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, i64)>, IndexError> {
        Ok(positions.iter().filter_map(|at| Some((*at, self.posts.get(at)?.notes))).collect())
    }

    fn tags_of_posts(&mut self, positions: &[Position]) -> Result<Vec<(Position, Vec<TagId>)>, IndexError> {
        Ok(positions.iter().filter_map(|at| Some((*at, self.posts.get(at)?.tags.clone()))).collect())
    }

    fn bucket_members(&mut self, bucket: BucketId) -> Result<Vec<(u16, Key)>, IndexError> {
        let range = Position::new(bucket, 0)..=Position::new(bucket, u16::MAX);
        Ok(self.posts.range(range).map(|(at, post)| (at.slot(), post.key)).collect())
    }

    fn lock_index(&mut self) -> Result<(), IndexError> {
        Ok(())
    }

    fn lock_bucket(&mut self, _: BucketId) -> Result<(), IndexError> {
        Ok(())
    }

    fn create_bucket(&mut self, start: Key) -> Result<BucketId, IndexError> {
        self.last_bucket += 1;
        let id = BucketId(self.last_bucket);
        self.buckets.insert(id, BucketRow { id, start, next_slot: 0, version: 0 });
        Ok(id)
    }

    fn drop_bucket(&mut self, bucket: BucketId) -> Result<(), IndexError> {
        self.buckets.remove(&bucket);
        for facet in self.facets.remove(&bucket).unwrap_or_default() {
            self.blocks.remove(&(facet, bucket));
        }
        self.times.retain(|&(at, _), _| at != bucket);
        Ok(())
    }

    fn take_slots(&mut self, bucket: BucketId, count: u16, capacity: u16) -> Result<Option<u16>, IndexError> {
        let Some(row) = self.buckets.get_mut(&bucket) else { return Ok(None) };
        if capacity.saturating_sub(row.next_slot) < count {
            return Ok(None);
        }
        row.next_slot += count;
        Ok(Some(row.next_slot - count))
    }

    fn put_blocks(&mut self, changes: &[BlockChange]) -> Result<(), IndexError> {
        for block in changes {
            let at = (block.facet, block.bucket);
            let stored = self.blocks.get(&at).map_or(0, |(count, _)| *count);
            // Tests find here a writer that changed a block without reading it first.
            if stored != block.was {
                return Err(IndexError::corrupt(format!(
                    "a block of {stored} posts was taken for one of {}",
                    block.was
                )));
            }
            let facets = self.facets.entry(block.bucket).or_default();
            if block.bitmap.is_empty() {
                facets.remove(&block.facet);
                self.blocks.remove(&at);
            } else {
                facets.insert(block.facet);
                self.blocks.insert(at, (block.bitmap.len(), block.bitmap.encode()));
            }
        }
        Ok(())
    }

    fn put_times(&mut self, rows: &[TimesRow]) -> Result<(), IndexError> {
        self.times.extend(rows.iter().map(|row| ((row.bucket, row.chunk), row.times.encode())));
        Ok(())
    }

    fn put_tail(&mut self, rows: &[TailRow]) -> Result<(), IndexError> {
        self.tail.extend(rows.iter().map(|row| (row.position, (row.row_stamp(), row.clone()))));
        Ok(())
    }

    fn delete_tail(&mut self, positions: &[Position]) -> Result<(), IndexError> {
        positions.iter().for_each(|at| drop(self.tail.remove(at)));
        Ok(())
    }

    fn renumber(&mut self, moves: &[(Position, Position)]) -> Result<(), IndexError> {
        for (old, new) in moves {
            if let Some(post) = self.posts.remove(old) {
                self.posts.insert(*new, post);
            }
        }
        Ok(())
    }

    fn bump_versions(&mut self, buckets: &[BucketId]) -> Result<(), IndexError> {
        self.epoch += 1;
        for id in buckets {
            if let Some(row) = self.buckets.get_mut(id) {
                row.version += 1;
            }
        }
        Ok(())
    }
}
