//! The most noted posts first: class by class of note counts, from the greatest.

use crate::hit::{Cursor, Hit};
use crate::plan::Plan;
use crate::presence::Presence;
use crate::reader::Reader;
use crate::walk::walk_buckets;
use crate::{Bitmap, Expr, Facet, FacetId, Key, NotesClass, Position, Query, Storage, TailRow};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Classes whose spread is asked for at once.
const GROUP: u8 = 40;

/// Classes from this one up (65,536 notes and more) hold few posts and are one group.
const HIGH: u8 = 40;

/// A list of at most so many posts is ordered whole.
const SMALL: u64 = 512;

/// A class of one count with more posts than this, over all lists, is walked by time.
const DENSE: u64 = 2_000;

/// Buckets evaluated at once.
const WINDOW: usize = 64;

/// So many posts are put in order by the keys in their own rows: they lie in as many chunks of slot times.
const FEW: usize = 128;

/// A post's place in the order: notes, then key.
type Rank = (i64, Key);

/// The first `count` posts after a cursor.
pub(crate) fn top_page<S: Storage>(
    reader: &mut Reader<'_, S>,
    query: &Query,
    after: Option<Cursor>,
    count: usize,
) -> Result<Vec<Hit>, S::Error> {
    // A cursor of another order has no count: it starts at the top and loses no post.
    let after: Option<Rank> = after.map(|cursor| (cursor.notes.unwrap_or(i64::MAX), cursor.key));
    let plan = Plan::new(query)?;
    let presence = reader.counted_presence(&plan)?;
    let buckets = reader.narrow_buckets(&plan, &presence, 0..reader.directory.entries.len());
    if presence.bound(&plan.root) <= SMALL {
        let hits = bucket_windows(reader, &plan, &presence, &buckets)?;
        let tail = reader.in_tail(&plan);
        return rank_hits(reader, &hits, &tail, after, count);
    }
    let (mut found, mut base) = (Vec::new(), Base::new(&plan, &presence, buckets));
    // Classes above the cursor's were shown on earlier pages.
    let mut high = after.map_or(NotesClass::MAX, |(notes, _)| NotesClass::of(notes)).number();
    // A guess: one post in four of a class is in the list. It doubles where that was too hopeful.
    let mut weight = 4 * count as u64;
    loop {
        let low = if high > HIGH { HIGH } else { high.saturating_sub(GROUP - 1) };
        let group = Group::fetch(reader, query, low..=high)?;
        for batch in group.batches(&mut weight) {
            let need = count - found.len();
            let facets: Vec<Facet> = batch.iter().map(|class| Facet::Notes(class.class)).collect();
            found.extend(if batch[0].dense() {
                class_by_time(reader, &Plan::with(query, &facets)?, batch[0].class, after, need)?
            } else {
                let classes = Query {
                    expr: Expr::Or(facets.iter().copied().map(Expr::Facet).collect()),
                    scope: query.scope.clone(),
                };
                let hits = base.hits(reader, &Plan::new(&classes)?, batch)?;
                let tail = reader.in_tail(&Plan::with(query, &facets)?);
                rank_hits(reader, &hits, &tail, after, need)?
            });
            if found.len() >= count {
                return Ok(found);
            }
        }
        if low == 0 {
            return Ok(found);
        }
        high = low - 1;
    }
}

/// A class of note counts and where its posts are.
struct BucketHits {
    class: NotesClass,
    total: u64,
    buckets: BTreeSet<usize>,
}

impl BucketHits {
    fn dense(&self) -> bool {
        self.class.is_exact() && self.total > DENSE
    }
}

/// Some neighbouring classes, greatest first, those without posts left out.
struct Group(Vec<BucketHits>);

impl Group {
    fn fetch<S: Storage>(
        reader: &mut Reader<'_, S>,
        query: &Query,
        numbers: std::ops::RangeInclusive<u8>,
    ) -> Result<Self, S::Error> {
        let classes: Vec<NotesClass> = numbers.rev().filter_map(NotesClass::from_number).collect();
        let of = |class: NotesClass| query.scope.iter().map(move |&scope| Facet::Notes(class).id(scope));
        let by_id: HashMap<FacetId, usize> =
            classes.iter().zip(0..).flat_map(|(&class, at)| of(class).map(move |id| (id, at))).collect();
        let mut held: Vec<BucketHits> =
            classes.iter().map(|&class| BucketHits { class, total: 0, buckets: BTreeSet::new() }).collect();
        // The tail counts for the weight but names no bucket: its posts are matched by themselves.
        for row in &reader.tail {
            row.facets.iter().filter_map(|id| by_id.get(id)).for_each(|&at| held[at].total += 1);
        }
        let mut ids: Vec<FacetId> = by_id.keys().copied().collect();
        ids.sort_unstable();
        for (id, reach) in ids.iter().zip(reader.storage.facet_spreads(&ids)?) {
            let (Some(&at), Some(reach)) = (by_id.get(id), reach) else { continue };
            held[at].total += reach.posts;
            held[at].buckets.extend(reach.buckets.iter().filter_map(|id| reader.directory.index(*id)));
        }
        held.retain(|class| class.total > 0);
        Ok(Self(held))
    }

    /// Runs of classes to evaluate together: a dense one alone, others until they weigh enough. The weight
    /// grows, since a list that is rare among the greatest is likely so below.
    fn batches(&self, weight: &mut u64) -> Vec<&[BucketHits]> {
        let (mut batches, mut rest) = (Vec::new(), &self.0[..]);
        while !rest.is_empty() {
            let (mut len, mut sum) = (0, 0);
            while len < rest.len() && !rest[len].dense() && sum < *weight {
                sum += rest[len].total;
                len += 1;
            }
            // A dense class comes first in `rest` with length 0; it is still a batch of one.
            let (batch, left) = rest.split_at(len.max(1));
            batches.push(batch);
            rest = left;
            *weight = weight.saturating_mul(2);
        }
        batches
    }
}

/// The posts of a class of one count: newest first.
fn class_by_time<S: Storage>(
    reader: &mut Reader<'_, S>,
    plan: &Plan,
    class: NotesClass,
    after: Option<Rank>,
    need: usize,
) -> Result<Vec<Hit>, S::Error> {
    let (notes, _) = class.range();
    // All posts of the class have one count, so a cursor above it leaves the whole class ahead.
    let after = after.filter(|&(at, _)| at == notes).map(|(_, key)| key);
    let found = walk_buckets(reader, plan, false, after, need)?;
    Ok(found.into_iter().map(|(key, position)| Hit { position, key, notes: Some(notes) }).collect())
}

/// A list's hits by bucket, evaluated once where several classes ask for them.
struct Base<'a> {
    plan: &'a Plan,
    presence: &'a Presence,
    /// Buckets that can have hits, and their hits once they are known.
    buckets: BTreeMap<usize, Option<Bitmap>>,
}

impl<'a> Base<'a> {
    fn new(plan: &'a Plan, presence: &'a Presence, buckets: Vec<usize>) -> Self {
        Self { plan, presence, buckets: buckets.into_iter().map(|at| (at, None)).collect() }
    }

    /// The hits that have one of a batch's classes.
    fn hits<S: Storage>(
        &mut self,
        reader: &mut Reader<'_, S>,
        classes: &Plan,
        batch: &[BucketHits],
    ) -> Result<Vec<(usize, Bitmap)>, S::Error> {
        let held = |at: &usize| batch.iter().any(|class| class.buckets.contains(at));
        let wanted: Vec<usize> = self.buckets.keys().copied().filter(held).collect();
        let fresh: Vec<usize> = wanted.iter().copied().filter(|at| self.buckets[at].is_none()).collect();
        for &at in &fresh {
            // Buckets without hits are remembered as empty, or each batch would ask for them again.
            self.buckets.insert(at, Some(Bitmap::new()));
        }
        for (at, hits) in bucket_windows(reader, self.plan, self.presence, &fresh)? {
            self.buckets.insert(at, Some(hits));
        }
        let full = |at: &usize| self.buckets[at].as_ref().is_some_and(|hits| !hits.is_empty());
        let wanted: Vec<usize> = wanted.into_iter().filter(full).collect();
        // Each of these buckets has a block of one of the classes at least.
        let mut out = bucket_windows(reader, classes, &Presence::anywhere(classes), &wanted)?;
        for (at, hits) in &mut out {
            if let Some(Some(base)) = self.buckets.get(at) {
                *hits = base.and(hits);
            }
        }
        out.retain(|(_, hits)| !hits.is_empty());
        Ok(out)
    }
}

fn bucket_windows<S: Storage>(
    reader: &mut Reader<'_, S>,
    plan: &Plan,
    presence: &Presence,
    buckets: &[usize],
) -> Result<Vec<(usize, Bitmap)>, S::Error> {
    let mut out = Vec::new();
    for window in buckets.chunks(WINDOW) {
        out.append(&mut reader.hits(plan, presence, window)?);
    }
    Ok(out)
}

/// The posts of a selection ordered whole, by their exact counts.
fn rank_hits<S: Storage>(
    reader: &mut Reader<'_, S>,
    hits: &[(usize, Bitmap)],
    tail: &[Arc<TailRow>],
    after: Option<Rank>,
    need: usize,
) -> Result<Vec<Hit>, S::Error> {
    let mut positions: Vec<Position> = tail.iter().map(|row| row.position).collect();
    for (at, hits) in hits {
        let bucket = reader.entry(*at).row.id;
        hits.for_each(|slot| positions.push(Position::new(bucket, slot)));
    }
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let mut counted: Vec<(i64, Position)> = reader
        .storage
        .notes_of_posts(&positions)?
        .into_iter()
        .map(|(at, notes)| (notes.max(0), at))
        .collect();
    counted.retain(|&(notes, _)| after.is_none_or(|(most, _)| notes <= most));
    counted.sort_unstable_by_key(|&place| Reverse(place));
    let (mut rest, mut found) = (&counted[..], Vec::new());
    while found.len() < need && !rest.is_empty() {
        // Whole runs of equal notes: only times and ids order what is inside one.
        let (edge, _) = rest[(need - found.len()).min(rest.len()) - 1];
        let (now, later) = rest.split_at(rest.partition_point(|&(notes, _)| notes >= edge));
        rest = later;
        if now.len() <= FEW {
            found.append(&mut add_keys(reader, now, after)?);
            found.truncate(need);
            continue;
        }
        let mut ranked = add_times(reader, now, tail)?;
        ranked.sort_unstable_by_key(|&place| Reverse(place));
        found.append(&mut resolve_keys(reader, &ranked, after, need - found.len())?);
    }
    Ok(found)
}

/// Counted posts in order, by the keys in their own rows.
fn add_keys<S: Storage>(
    reader: &mut Reader<'_, S>,
    counted: &[(i64, Position)],
    after: Option<Rank>,
) -> Result<Vec<Hit>, S::Error> {
    let positions: Vec<Position> = counted.iter().map(|&(_, position)| position).collect();
    let notes: HashMap<Position, i64> = counted.iter().map(|&(notes, position)| (position, notes)).collect();
    let keys = reader.storage.keys_of_posts(&positions)?;
    let hits =
        // Posts without a row are not in the answer, so damage leaves no gap on a page.
        keys.into_iter().map(|(position, key)| Hit { position, key, notes: notes.get(&position).copied() });
    let place = |hit: &Hit| (hit.notes.unwrap_or(0), hit.key);
    let mut hits: Vec<Hit> = hits.filter(|hit| after.is_none_or(|after| place(hit) < after)).collect();
    hits.sort_unstable_by_key(|hit| Reverse(place(hit)));
    Ok(hits)
}

/// Notes, publish time, position.
type RankedPosition = (i64, i64, Position);

/// Adds the publish times to counted posts; those without one are left out.
fn add_times<S: Storage>(
    reader: &mut Reader<'_, S>,
    counted: &[(i64, Position)],
    tail: &[Arc<TailRow>],
) -> Result<Vec<RankedPosition>, S::Error> {
    let notes: HashMap<Position, i64> = counted.iter().map(|&(notes, position)| (position, notes)).collect();
    let waiting = tail.iter().map(|row| (row.key.time, row.position));
    let mut places: Vec<RankedPosition> =
        waiting.filter_map(|(time, at)| Some((*notes.get(&at)?, time, at))).collect();
    let waiting: HashSet<Position> = places.iter().map(|&(.., at)| at).collect();
    let mut hits: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
    for (_, at) in counted.iter().filter(|(_, at)| !waiting.contains(at)) {
        if let Some(bucket) = reader.directory.index(at.bucket()) {
            hits.entry(bucket).or_default().push(at.slot());
        }
    }
    let hits: Vec<(usize, Bitmap)> =
        hits.into_iter().map(|(at, slots)| (at, slots.into_iter().collect())).collect();
    for ((at, _), timed) in hits.iter().zip(reader.with_times(&hits)?) {
        let bucket = reader.entry(*at).row.id;
        let of = |(time, slot): (i64, u16)| (time, Position::new(bucket, slot));
        let timed = timed.into_iter().map(of);
        places.extend(timed.filter_map(|(time, at)| Some((*notes.get(&at)?, time, at))));
    }
    Ok(places)
}

/// Turns notes and times into exact places, in order, as many as are needed.
fn resolve_keys<S: Storage>(
    reader: &mut Reader<'_, S>,
    ranked: &[RankedPosition],
    after: Option<Rank>,
    need: usize,
) -> Result<Vec<Hit>, S::Error> {
    let from =
        after.map_or(0, |(notes, key)| ranked.partition_point(|&(n, time, _)| (n, time) > (notes, key.time)));
    let mut rest = &ranked[from..];
    let mut found: Vec<Hit> = Vec::new();
    while found.len() < need && !rest.is_empty() {
        // Whole runs of equal notes and time: only ids order what is inside one.
        let edge = rest[need.min(rest.len()) - 1];
        let (now, later) = rest.split_at(rest.partition_point(|&(n, time, _)| (n, time) >= (edge.0, edge.1)));
        rest = later;
        let positions: Vec<Position> = now.iter().map(|&(.., position)| position).collect();
        let keys: HashMap<Position, Key> = reader.storage.keys_of_posts(&positions)?.into_iter().collect();
        let hits = now.iter().filter_map(|&(notes, _, position)| {
            Some(Hit { position, key: *keys.get(&position)?, notes: Some(notes) })
        });
        let place = |hit: &Hit| (hit.notes.unwrap_or(0), hit.key);
        let mut hits: Vec<Hit> = hits.filter(|hit| after.is_none_or(|after| place(hit) < after)).collect();
        hits.sort_unstable_by_key(|hit| Reverse(place(hit)));
        found.append(&mut hits);
    }
    found.truncate(need);
    Ok(found)
}
