//! One query's view of the storage: the directory, the tail, and how blocks and times are fetched.

use crate::cache::Cache;
use crate::directory::{Directory, DirectoryEntry};
use crate::evaluate::{View, cut_by_time, evaluate, is_possible};
use crate::plan::Plan;
use crate::presence::Presence;
use crate::storage::CHUNK;
use crate::{Bitmap, BlockAt, BlockRow, BucketId, FacetId, FacetSpread, Storage, TailRow, Times};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Hits touching more chunks of slot times than this make it worth to read and keep all of a bucket's.
const FEW_CHUNKS: usize = 4;

pub(crate) struct Reader<'a, S> {
    pub storage: &'a mut S,
    pub cache: &'a Cache,
    pub epoch: i64,
    pub directory: Arc<Directory>,
    pub tail: Vec<Arc<TailRow>>,
}

impl<'a, S: Storage> Reader<'a, S> {
    pub fn open(storage: &'a mut S, cache: &'a Cache) -> Result<Self, S::Error> {
        let epoch = storage.epoch()?;
        let directory = cache.directory(storage, epoch)?;
        // All reads are of one snapshot, so a post is in the tail or in the blocks and never counts
        // twice.
        let tail = cache.tail(storage)?;
        Ok(Self { storage, cache, epoch, directory, tail })
    }

    pub fn entry(&self, at: usize) -> DirectoryEntry {
        self.directory.entries[at]
    }

    pub fn in_tail(&self, plan: &Plan) -> Vec<Arc<TailRow>> {
        self.tail.iter().filter(|row| plan.matches(row)).cloned().collect()
    }

    /// Hits in the blocks of some buckets, in the buckets' order, buckets without hits left out.
    pub fn hits(
        &mut self,
        plan: &Plan,
        presence: &Presence,
        buckets: &[usize],
    ) -> Result<Vec<(usize, Bitmap)>, S::Error> {
        // A bounded plan without ids has only empty leaves, so it selects nothing.
        if plan.ids.is_empty() || buckets.is_empty() {
            return Ok(Vec::new());
        }
        let grid = self.present(plan, presence, buckets)?;
        let mut out = Vec::new();
        for (&at, blocks) in buckets.iter().zip(&grid) {
            // A bucket of hundreds of blocks takes milliseconds, and there are dozens to a window.
            self.storage.ensure_wanted()?;
            let span = self.entry(at).span;
            if !is_possible(&plan.root, span, &|id| blocks[id].is_some()) {
                continue;
            }
            let times =
                if plan.timed && cut_by_time(&plan.root, span) { Some(self.all_times(at)?) } else { None };
            let view = View { blocks, span, times: times.as_ref().map(|times| times.as_slice()) };
            let hits = evaluate(plan, &view);
            if !hits.is_empty() {
                out.push((at, hits));
            }
        }
        Ok(out)
    }

    /// The blocks of a plan's ids in each of some buckets, by the ids' order.
    fn present(
        &mut self,
        plan: &Plan,
        presence: &Presence,
        buckets: &[usize],
    ) -> Result<Vec<Vec<Option<Bitmap>>>, S::Error> {
        let mut wanted = Vec::with_capacity(plan.ids.len() * buckets.len());
        for &at in buckets {
            let bucket = self.entry(at).row.id;
            let may = plan.ids.iter().enumerate().filter(|(id, _)| presence.may(*id, bucket));
            wanted.extend(may.map(|(id, &facet)| BlockAt { facet, bucket, rare: presence.rare(id) }));
        }
        let rows = if wanted.is_empty() { Vec::new() } else { self.storage.blocks(&wanted)? };
        Ok(self.block_grid(&plan.ids, buckets, rows))
    }

    fn block_grid(
        &self,
        ids: &[FacetId],
        buckets: &[usize],
        rows: Vec<BlockRow>,
    ) -> Vec<Vec<Option<Bitmap>>> {
        let places: HashMap<BucketId, usize> =
            buckets.iter().map(|&at| self.entry(at).row.id).zip(0..).collect();
        let mut grid: Vec<Vec<Option<Bitmap>>> = vec![vec![None; ids.len()]; buckets.len()];
        for block in rows {
            if let (Some(&row), Ok(column)) = (places.get(&block.bucket), ids.binary_search(&block.facet)) {
                grid[row][column] = Some(block.bitmap);
            }
        }
        grid
    }

    /// The blocks of each of some buckets, by the ids' order.
    pub fn blocks(
        &mut self,
        ids: &[FacetId],
        buckets: &[usize],
    ) -> Result<Vec<Vec<Option<Bitmap>>>, S::Error> {
        let names: Vec<BucketId> = buckets.iter().map(|&at| self.entry(at).row.id).collect();
        let rows = self.storage.blocks(&BlockAt::every_pair(ids, &names))?;
        Ok(self.block_grid(ids, buckets, rows))
    }

    /// In which buckets the plan's facets are.
    pub fn presence(&mut self, plan: &Plan) -> Result<Presence, S::Error> {
        let reach = if plan.ids.is_empty() { Vec::new() } else { self.storage.facet_spreads(&plan.ids)? };
        Ok(Presence::new(reach))
    }

    /// As [`Reader::presence`], with the spread of facets for which none is kept counted from their blocks.
    pub fn counted_presence(&mut self, plan: &Plan) -> Result<Presence, S::Error> {
        let mut reach =
            if plan.ids.is_empty() { Vec::new() } else { self.storage.facet_spreads(&plan.ids)? };
        let unkept: Vec<FacetId> = plan
            .ids
            .iter()
            .zip(&reach)
            .filter(|(_, reach)| reach.is_none())
            .map(|(&facet, _)| facet)
            .collect();
        if unkept.is_empty() {
            return Ok(Presence::new(reach));
        }
        let mut cards = self.storage.cardinalities(&unkept)?;
        cards.sort_unstable_by_key(|card| (card.facet, card.bucket));
        for run in cards.chunk_by(|a, b| a.facet == b.facet) {
            if let Ok(at) = plan.ids.binary_search(&run[0].facet) {
                reach[at] = Some(FacetSpread {
                    posts: run.iter().map(|card| u64::from(card.count)).sum(),
                    buckets: run.iter().map(|card| card.bucket).collect(),
                });
            }
        }
        Ok(Presence::new(reach.into_iter().map(Option::unwrap_or_default).map(Some).collect()))
    }

    /// Whether a bucket can have hits.
    pub fn is_worth_reading(&self, plan: &Plan, presence: &Presence, at: usize) -> bool {
        let entry = self.entry(at);
        is_possible(&plan.root, entry.span, &|id| presence.may(id, entry.row.id))
    }

    /// Those of some buckets that can have hits.
    pub fn narrow_buckets(
        &self,
        plan: &Plan,
        presence: &Presence,
        buckets: impl IntoIterator<Item = usize>,
    ) -> Vec<usize> {
        buckets.into_iter().filter(|&at| self.is_worth_reading(plan, presence, at)).collect()
    }

    /// All slot times of a bucket, by chunk.
    pub fn all_times(&mut self, at: usize) -> Result<Arc<Vec<Times>>, S::Error> {
        if let Some(times) = self.kept_times(at) {
            return Ok(times);
        }
        let row = self.entry(at).row;
        let count = usize::from(row.next_slot / CHUNK) + 1;
        let wanted: Vec<(BucketId, u16)> = (0..=row.next_slot / CHUNK).map(|chunk| (row.id, chunk)).collect();
        let mut times = vec![Times::default(); count];
        for chunk in self.storage.slot_times(&wanted)? {
            if let Some(place) = times.get_mut(usize::from(chunk.chunk)) {
                *place = chunk.times;
            }
        }
        let bytes = times.iter().map(|chunk| chunk.0.len() * 4 + 24).sum();
        let times = Arc::new(times);
        self.cache.lock_inner().times.put(row.id, (row.version, Arc::clone(&times)), bytes);
        Ok(times)
    }

    fn kept_times(&self, at: usize) -> Option<Arc<Vec<Times>>> {
        let row = self.entry(at).row;
        let (version, times) = self.cache.lock_inner().times.get(&row.id)?;
        (version == row.version).then_some(times)
    }

    /// The publish times of hits, bucket by bucket; hits whose time is not stored are left out.
    pub fn with_times(&mut self, hits: &[(usize, Bitmap)]) -> Result<Vec<Vec<(i64, u16)>>, S::Error> {
        let mut wanted = Vec::new();
        let mut kept: Vec<Option<Arc<Vec<Times>>>> = Vec::with_capacity(hits.len());
        for (at, bitmap) in hits {
            let mut times = self.kept_times(*at);
            if times.is_none() {
                // For a few hits single chunks are read and not cached; they would push out whole
                // buckets of other lists.
                let mut chunks = HashSet::new();
                bitmap.for_each(|slot| {
                    chunks.insert(slot / CHUNK);
                });
                if chunks.len() > FEW_CHUNKS {
                    times = Some(self.all_times(*at)?);
                } else {
                    let bucket = self.entry(*at).row.id;
                    wanted.extend(chunks.into_iter().map(|chunk| (bucket, chunk)));
                }
            }
            kept.push(times);
        }
        wanted.sort_unstable();
        let mut few: HashMap<(BucketId, u16), Times> = HashMap::new();
        if !wanted.is_empty() {
            few.extend(
                self.storage.slot_times(&wanted)?.into_iter().map(|row| ((row.bucket, row.chunk), row.times)),
            );
        }
        let of = |((at, bitmap), kept): (&(usize, Bitmap), &Option<Arc<Vec<Times>>>)| {
            let entry = self.entry(*at);
            let mut out = Vec::with_capacity(bitmap.len() as usize);
            bitmap.for_each(|slot| {
                let chunk = slot / CHUNK;
                let times = match kept {
                    Some(times) => times.get(usize::from(chunk)),
                    None => few.get(&(entry.row.id, chunk)),
                };
                if let Some(time) = times.and_then(|times| times.0.get(usize::from(slot % CHUNK))) {
                    out.push((entry.span.month_start + i64::from(*time), slot));
                }
            });
            out
        };
        Ok(hits.iter().zip(&kept).map(of).collect())
    }
}
