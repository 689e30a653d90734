//! What describes a whole list: how many, when, of which types and languages.

use crate::attributes::Tally;
use crate::cache::Cache;
use crate::plan::Plan;
use crate::presence::Presence;
use crate::read_attributes::read_attributes;
use crate::reader::Reader;
use crate::summary_parts::{Parts, Sum, SummaryPart};
use crate::{Query, Storage, TailRow};
use model::{Lang, PostType, Time, time::Month};
use std::collections::HashMap;
use std::sync::Arc;

/// Exact figures of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Posts.
    pub total: u64,
    /// The earliest publish time, in milliseconds.
    pub first: Option<i64>,
    /// The latest publish time, in milliseconds.
    pub last: Option<i64>,
    /// Posts by month in UTC, earliest first, months without posts left out.
    pub months: Vec<(Month, u64)>,
    /// Posts by type, most first; a post with two types counts in both.
    pub types: Vec<(PostType, u64)>,
    /// Posts by language, most first; `None` counts those whose language is not known.
    pub langs: Vec<(Option<Lang>, u64)>,
    /// Posts by programs.
    pub robots: u64,
    /// Posts that are later duplicates of another.
    pub copies: u64,
}

/// Buckets evaluated at once.
const WINDOW: usize = 32;

/// The figures of the list a query selects.
///
/// # Errors
/// When the query nests too deep, stored bytes are damaged, or the storage fails.
pub fn read_summary<S: Storage>(storage: &mut S, cache: &Cache, query: &Query) -> Result<Summary, S::Error> {
    let plan = Plan::new(query)?;
    let mut reader = Reader::open(storage, cache)?;
    let mut sum = summarize_blocks(&mut reader, query, &plan)?;
    for row in reader.in_tail(&plan) {
        sum.add_row(&row);
    }
    Ok(sum.finish())
}

fn summarize_blocks<S: Storage>(
    reader: &mut Reader<'_, S>,
    query: &Query,
    plan: &Plan,
) -> Result<Sum, S::Error> {
    let kept = reader.cache.lock_inner().summaries.get(query);
    if let Some(parts) = &kept
        && parts.epoch == Some(reader.epoch)
    {
        return Ok(parts.sum.clone());
    }
    // The epoch moved, but most buckets have their old versions: only changed buckets are evaluated
    // again.
    let old = kept.map(|parts| parts.buckets.clone()).unwrap_or_default();
    let mut buckets = HashMap::with_capacity(reader.directory.entries.len());
    let mut changed = Vec::new();
    for (at, entry) in reader.directory.entries.iter().enumerate() {
        match old.get(&entry.row.id) {
            Some(part) if part.version == entry.row.version => {
                buckets.insert(entry.row.id, part.clone());
            }
            _ => changed.push(at),
        }
    }
    for (at, tally) in bucket_tallies(reader, plan, &changed)? {
        let row = reader.entry(at).row;
        // Buckets without hits are kept too, or they would be evaluated again each time.
        buckets.insert(row.id, SummaryPart { version: row.version, tally, ends: None });
    }
    let mut parts = Parts { epoch: Some(reader.epoch), buckets, sum: Sum::default() };
    parts.add_up(reader, plan)?;
    let sum = parts.sum.clone();
    // An estimate of a part with its tally, enough for a budget.
    let bytes = parts.buckets.len() * 220 + 512;
    reader.cache.lock_inner().summaries.put(query.clone(), Arc::new(parts), bytes);
    Ok(sum)
}

type Tallied = Vec<(usize, Option<Arc<Tally>>)>;

fn bucket_tallies<S: Storage>(
    reader: &mut Reader<'_, S>,
    plan: &Plan,
    changed: &[usize],
) -> Result<Tallied, S::Error> {
    let mut out: Tallied = changed.iter().map(|&at| (at, None)).collect();
    if changed.is_empty() {
        return Ok(out);
    }
    let presence = reader.presence(plan)?;
    for window in reader.narrow_buckets(plan, &presence, changed.iter().copied()).chunks(WINDOW) {
        let hits = reader.hits(plan, &presence, window)?;
        let buckets: Vec<usize> = hits.iter().map(|&(at, _)| at).collect();
        for ((at, hits), attributes) in hits.iter().zip(read_attributes(reader, &buckets)?) {
            // `changed` was filled in the order of the directory, so it is sorted.
            if let Ok(place) = changed.binary_search(at) {
                out[place].1 = Some(Arc::new(attributes.tally(hits)));
            }
        }
    }
    Ok(out)
}

impl Parts {
    fn add_up<S: Storage>(&mut self, reader: &mut Reader<'_, S>, plan: &Plan) -> Result<(), S::Error> {
        let mut held = Vec::new();
        for (at, entry) in reader.directory.entries.iter().enumerate() {
            if let Some(tally) = self.buckets.get(&entry.row.id).and_then(|part| part.tally.as_ref()) {
                self.sum.tally.add(tally);
                *self.sum.months.entry(entry.month).or_default() += tally.total;
                held.push(at);
            }
        }
        // Buckets follow one another in time, so only the outer two can hold the first and last
        // post.
        let Some((&first, &last)) = held.first().zip(held.last()) else { return Ok(()) };
        let first = self.ends(reader, plan, first)?.map(|(first, _)| first);
        let last = self.ends(reader, plan, last)?.map(|(_, last)| last);
        self.sum.ends = first.zip(last);
        Ok(())
    }

    fn ends<S: Storage>(
        &mut self,
        reader: &mut Reader<'_, S>,
        plan: &Plan,
        at: usize,
    ) -> Result<Option<(i64, i64)>, S::Error> {
        let id = reader.entry(at).row.id;
        if let Some(ends) = self.buckets.get(&id).and_then(|part| part.ends) {
            return Ok(Some(ends));
        }
        let hits = reader.hits(plan, &Presence::anywhere(plan), &[at])?;
        let times = reader.with_times(&hits)?;
        let of = || times.iter().flatten().map(|&(time, _)| time);
        let ends = of().min().zip(of().max());
        if let Some(part) = self.buckets.get_mut(&id) {
            part.ends = ends;
        }
        Ok(ends)
    }
}

impl Sum {
    fn add_row(&mut self, row: &TailRow) {
        let time = row.key.time;
        self.tally.add_facets(&row.facets);
        *self.months.entry(Time(time).month()).or_default() += 1;
        self.ends = Some(self.ends.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
    }

    fn finish(self) -> Summary {
        let types = PostType::ALL.iter().copied().zip(self.tally.types).filter(|&(_, count)| count > 0);
        let mut types: Vec<(PostType, u64)> = types.collect();
        // Ties by number, so that pages and caches of the same data are equal.
        types.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
        let mut langs = self.tally.langs;
        langs.sort_by_key(|&(lang, count)| (std::cmp::Reverse(count), lang));
        Summary {
            total: self.tally.total,
            first: self.ends.map(|(first, _)| first),
            last: self.ends.map(|(_, last)| last),
            months: self.months.into_iter().collect(),
            types,
            langs,
            robots: self.tally.robots,
            copies: self.tally.copies,
        }
    }
}
