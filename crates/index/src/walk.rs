//! Walking the buckets in the order of time until a page is full.

use crate::plan::Plan;
use crate::reader::Reader;
use crate::{Bitmap, Key, Position, Storage};
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

/// Buckets fetched at once at most.
const WINDOW_MAX: usize = 64;

/// Hits to each one needed up to which their keys are read from the posts themselves: the page will show most of them,
/// and a rare tag's hits lie in as many chunks of slot times as there are hits.
const KEYED: usize = 2;

/// The first `count` posts after `after`, newest first or `oldest` first.
pub(crate) fn walk_buckets<S: Storage>(
    reader: &mut Reader<'_, S>,
    plan: &Plan,
    oldest: bool,
    after: Option<Key>,
    count: usize,
) -> Result<Vec<(Key, Position)>, S::Error> {
    let ahead = Ahead { oldest, after };
    let mut tail: Vec<(Key, Position)> = reader
        .in_tail(plan)
        .iter()
        .map(|row| (row.key, row.position))
        .filter(|(key, _)| ahead.is(*key))
        .collect();
    ahead.sort(&mut tail);
    let presence = reader.presence(plan)?;
    let mut queue = ahead.bucket_queue(reader, |at| reader.is_worth_reading(plan, &presence, at));
    // As many buckets as fill the page where posts are spread evenly.
    let likely = presence.density(&plan.root).map_or(1.0, |density| count as f64 / density.max(1.0));
    let mut window = (likely.ceil() as usize).clamp(1, WINDOW_MAX);
    let mut found = Vec::new();
    // Posts of the tail that no bucket still to be walked can come before.
    let mut settled = 0;
    while found.len() + settled < count && !queue.is_empty() {
        let buckets: Vec<usize> = queue.drain(..window.min(queue.len())).collect();
        let hits = reader.hits(plan, &presence, &buckets)?;
        found.extend(select_hits(reader, hits, &ahead, count - found.len())?);
        if let Some(&last) = buckets.last() {
            settled = tail.iter().take_while(|(key, _)| ahead.passed(reader, last, *key)).count();
        }
        // The estimate was too high for this list: doubling keeps the number of reads logarithmic.
        window = (window * 2).min(WINDOW_MAX);
    }
    // The tail is merged only here, since any of its posts may lie between those of the blocks.
    found.append(&mut tail);
    ahead.sort(&mut found);
    found.truncate(count);
    Ok(found)
}

/// The direction of a walk and where it begins.
struct Ahead {
    oldest: bool,
    after: Option<Key>,
}

impl Ahead {
    fn is(&self, key: Key) -> bool {
        self.after.is_none_or(|after| if self.oldest { key > after } else { key < after })
    }

    fn sort(&self, found: &mut [(Key, Position)]) {
        if self.oldest {
            found.sort_unstable();
        } else {
            found.sort_unstable_by_key(|&hit| Reverse(hit));
        }
    }

    /// The buckets that can have posts ahead, in the order of the walk.
    fn bucket_queue<S: Storage>(
        &self,
        reader: &Reader<'_, S>,
        worth: impl Fn(usize) -> bool,
    ) -> VecDeque<usize> {
        let entries = &reader.directory.entries;
        let worth = |&at: &usize| worth(at);
        let before = |after: Key| entries.partition_point(|entry| entry.row.start < after);
        if self.oldest {
            // The bucket that starts before the cursor can hold posts after it.
            (self.after.map_or(0, |after| before(after).saturating_sub(1))..entries.len())
                .filter(worth)
                .collect()
        } else {
            (0..self.after.map_or(entries.len(), before)).rev().filter(worth).collect()
        }
    }

    /// Whether every bucket not yet walked lies behind a key.
    fn passed<S>(&self, reader: &Reader<'_, S>, walked: usize, key: Key) -> bool {
        let entries = &reader.directory.entries;
        if self.oldest {
            entries.get(walked + 1).is_none_or(|next| key < next.row.start)
        } else {
            key >= entries[walked].row.start
        }
    }

    /// Of a bucket's hits, those that may be among the first `need` ahead. Ties in time are all kept: only ids
    /// tell them apart.
    fn cut_to_need(&self, mut timed: Vec<(i64, u16)>, need: usize) -> Vec<(i64, u16)> {
        let rank = |time: i64| if self.oldest { time } else { -time };
        let from = self.after.map(|after| rank(after.time));
        // `>=`, not `>`: posts of the cursor's own millisecond may still be ahead by their ids.
        timed.retain(|&(time, _)| from.is_none_or(|from| rank(time) >= from));
        let ties = timed.iter().filter(|&&(time, _)| Some(rank(time)) == from).count();
        // Ties with the cursor may all turn out to lie behind it, so as many more are kept.
        let keep = need.saturating_add(ties);
        if timed.len() > keep && keep > 0 {
            let (_, &mut (last, _), _) = timed.select_nth_unstable_by_key(keep - 1, |&(time, _)| rank(time));
            timed.retain(|&(time, _)| rank(time) <= rank(last));
        }
        timed
    }
}

/// The first `need` posts ahead among the hits of some buckets in walking order.
fn select_hits<S: Storage>(
    reader: &mut Reader<'_, S>,
    hits: Vec<(usize, Bitmap)>,
    ahead: &Ahead,
    need: usize,
) -> Result<Vec<(Key, Position)>, S::Error> {
    let mut hits: VecDeque<(usize, Bitmap)> = hits.into();
    let mut found = Vec::new();
    while found.len() < need && !hits.is_empty() {
        let mut sum = found.len();
        let mut take = 0;
        while take < hits.len() && sum < need {
            sum += hits[take].1.len() as usize;
            take += 1;
        }
        let mut batch: Vec<(usize, Bitmap)> = hits.drain(..take).collect();
        // Ends: each round removes the orphans it met, and a batch has finitely many slots.
        let fresh = loop {
            match order_batch(reader, &batch, ahead, need - found.len())? {
                Ok(fresh) => break fresh,
                Err(orphans) => drop_orphans(reader, &mut batch, &orphans),
            }
        };
        found.extend(fresh);
        found.truncate(need);
    }
    Ok(found)
}

/// Slots that are in blocks but have no post, as damage leaves them, are passed over so that a page is full and
/// in order still.
fn drop_orphans<S: Storage>(reader: &Reader<'_, S>, batch: &mut [(usize, Bitmap)], orphans: &[Position]) {
    for orphan in orphans {
        let at = reader.directory.index(orphan.bucket());
        if let Some((_, bitmap)) = batch.iter_mut().find(|(bucket, _)| Some(*bucket) == at) {
            bitmap.remove(orphan.slot());
        }
    }
}

type Ordered = Result<Vec<(Key, Position)>, Vec<Position>>;

/// The posts of a batch ahead, in order, or the positions no post is at.
fn order_batch<S: Storage>(
    reader: &mut Reader<'_, S>,
    batch: &[(usize, Bitmap)],
    ahead: &Ahead,
    need: usize,
) -> Result<Ordered, S::Error> {
    let positions = candidate_hits(reader, batch, ahead, need)?;
    if positions.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let keys: HashMap<Position, Key> = reader.storage.keys_of_posts(&positions)?.into_iter().collect();
    let orphans: Vec<Position> = positions.into_iter().filter(|at| !keys.contains_key(at)).collect();
    if !orphans.is_empty() {
        return Ok(Err(orphans));
    }
    let mut found: Vec<(Key, Position)> =
        keys.into_iter().map(|(at, key)| (key, at)).filter(|(key, _)| ahead.is(*key)).collect();
    ahead.sort(&mut found);
    Ok(Ok(found))
}

/// Of a batch's hits, those whose keys are worth reading: all where they are few, else those that may be among the
/// first `need` by their slot times.
fn candidate_hits<S: Storage>(
    reader: &mut Reader<'_, S>,
    batch: &[(usize, Bitmap)],
    ahead: &Ahead,
    need: usize,
) -> Result<Vec<Position>, S::Error> {
    let hits: usize = batch.iter().map(|(_, bitmap)| bitmap.len() as usize).sum();
    let mut positions = Vec::new();
    if hits <= need.saturating_mul(KEYED) {
        for (at, bitmap) in batch {
            let bucket = reader.entry(*at).row.id;
            bitmap.for_each(|slot| positions.push(Position::new(bucket, slot)));
        }
        return Ok(positions);
    }
    for ((at, _), timed) in batch.iter().zip(reader.with_times(batch)?) {
        let bucket = reader.entry(*at).row.id;
        positions
            .extend(ahead.cut_to_need(timed, need).into_iter().map(|(_, slot)| Position::new(bucket, slot)));
    }
    Ok(positions)
}
