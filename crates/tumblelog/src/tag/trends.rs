//! What is busy and what is rising, by people: tags and subjects that at least [`BLOGS`] different blogs used within
//! the last hour, day or week.
//!
//! A blog counts once for a tag, however often it posts. What is *expected* is how many posts by people carried it in
//! the four weeks before, brought to the length of the period; as it counts posts and not blogs, it is too high rather
//! than too low. The score is (observed - expected)² / expected, as Mastodon's, halved with every half of the period
//! since the last use. It costs the rows of at most [`SAMPLE`] posts and a few counts a minute, however many ask.

use crate::snapshot::Snapshot;
use crate::tag::subject;
pub use crate::tag::trend_cache::{Trend, TrendSpan, Trends};
use crate::{Result, Site};
use index::{Class, Expr, Facet, Query, Sort, Storage};
use model::{BlogId, TagId, Time};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{Tx, posts, subject_members, tags};

/// Different blogs that make a trend.
pub const BLOGS: u64 = 3;
/// Posts whose tags are read at most; of more, newest ones from each of [`SLICES`] parts of the period.
pub const SAMPLE: usize = 5_000;
const SLICES: i64 = 10;
/// Tags whose past is looked up.
const CANDIDATES: usize = 60;
/// Trends of a list.
pub const SHOWN: usize = 24;
/// What came before a period and is compared with it.
const BEFORE: i64 = 28 * 24 * 3_600_000;

impl Site {
    /// What is busy and rising; the answer may be as old as [`TrendSpan::kept`] says.
    pub async fn read_trends(&self, span: TrendSpan) -> Result<Arc<Trends>> {
        let now = self.clock().now();
        // The lock is held while the answer is worked out, so that many visitors cause one
        // computation.
        let mut answers = self.trends.lock_answers().await;
        if let Some(kept) = answers.get(&span)
            // An answer from the future, after the clock was set back, is not good either.
            && (0..span.lifetime()).contains(&(now.0 - kept.at.0))
        {
            return Ok(kept.clone());
        }
        let fresh = Arc::new(self.read_snapshot(move |snapshot| read_trends_in(snapshot, span)).await?);
        answers.insert(span, fresh.clone());
        Ok(fresh)
    }
}

fn by_people(from: i64, until: i64, also: Option<Expr>) -> Query {
    let people = Expr::Not(Box::new(Expr::Facet(Facet::Robot)));
    let mut parts = vec![people, Expr::Time { from, until }];
    parts.extend(also);
    Query { expr: Expr::And(parts), scope: vec![Class::Standing] }
}

fn read_trends_in(snapshot: &mut Snapshot<'_, '_>, span: TrendSpan) -> Result<Trends> {
    let now = snapshot.now;
    // The end is exclusive; one more takes in posts of this very millisecond.
    let (from, until) = (now.0 - span.span_millis(), now.0 + 1);
    let posts = snapshot.count_hits(&by_people(from, until, None))?;
    let hits = sample_posts(snapshot, (from, until), posts)?;
    let sampled = hits.len() as u64;
    let mut used = used_topics(snapshot.tx, &hits)?;
    used.retain(|topic| topic.blogs.len() as u64 >= BLOGS);
    // The first tag breaks ties: topics come out of a hash map in no order.
    used.sort_by_key(|topic| (Reverse(topic.blogs.len()), Reverse(topic.posts), topic.tags.first().copied()));
    used.truncate(CANDIDATES);
    // The past is counted whole, so it is scaled to the sample and to the length of the period.
    let share = sampled as f64 / posts.max(1) as f64 * span.span_millis() as f64 / BEFORE as f64;
    let mut busy = Vec::new();
    for topic in used {
        let before = by_people(from - BEFORE, from, Some(subject::any_tag(&topic.tags)));
        let expected = (snapshot.count_hits(&before)? as f64 * share).max(1.0);
        busy.push(topic.into_trend(snapshot.tx, span, now, expected)?);
    }
    let mut rising: Vec<Trend> = busy.iter().filter(|trend| trend.score > 0.0).cloned().collect();
    rising.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
    rising.truncate(SHOWN);
    busy.truncate(SHOWN);
    Ok(Trends { span, at: now, posts, sampled, busy, rising })
}

/// The posts of a period, or newest ones of each part of it.
fn sample_posts(
    snapshot: &mut Snapshot<'_, '_>,
    (from, until): (i64, i64),
    posts: u64,
) -> Result<Vec<index::Hit>> {
    // Slices keep a busy last hour from filling the whole sample.
    let whole = posts <= SAMPLE as u64;
    let slices = if whole { 1 } else { SLICES };
    let (step, limit) = ((until - from) / slices, SAMPLE / usize::try_from(slices).unwrap_or(1));
    let mut hits = Vec::new();
    for slice in 0..slices {
        let start = from + slice * step;
        // The division leaves a rest, which the last slice takes.
        let end = if slice + 1 == slices { until } else { start + step };
        let query = by_people(start, end, None);
        hits.extend(snapshot.read_page(&query, Sort::Latest, None, limit)?.hits);
    }
    Ok(hits)
}

/// A tag, or the spellings of a subject, as used in a period.
#[derive(Default)]
struct Topic {
    /// The one used most first.
    tags: Vec<TagId>,
    blogs: HashSet<BlogId>,
    posts: u64,
    last: i64,
}

/// What the posts carry, by subject; a post that carries two spellings counts once.
fn used_topics(tx: &mut Tx<'_>, hits: &[index::Hit]) -> Result<Vec<Topic>> {
    let positions: Vec<_> = hits.iter().map(|hit| hit.position).collect();
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let blogs: HashMap<_, _> = posts::blogs_at(tx, &positions)?.into_iter().collect();
    let times: HashMap<_, _> = hits.iter().map(|hit| (hit.position, hit.key.time)).collect();
    let carried = tx.tags_of_posts(&positions)?;
    let mut counts: HashMap<TagId, u64> = HashMap::new();
    for tag in carried.iter().flat_map(|(_, tags)| tags) {
        *counts.entry(*tag).or_default() += 1;
    }
    let subjects = subjects_of_tags(tx, counts.keys().copied())?;
    let mut topics: HashMap<Key, Topic> = HashMap::new();
    for (position, tags) in &carried {
        let (Some(blog), Some(time)) = (blogs.get(position), times.get(position)) else { continue };
        // As a set, so that two spellings of one subject on a post count once.
        let keys: HashSet<Key> = tags.iter().map(|tag| topic_key(&subjects, *tag)).collect();
        for key in keys {
            let topic = topics.entry(key).or_default();
            topic.blogs.insert(*blog);
            topic.posts += 1;
            topic.last = topic.last.max(*time);
        }
    }
    let mut tags: Vec<_> = counts.into_iter().collect();
    tags.sort_unstable_by_key(|&(tag, count)| (Reverse(count), tag));
    // In the order of use, so that the first tag of a topic is the name to show.
    for (tag, _) in tags {
        if let Some(topic) = topics.get_mut(&topic_key(&subjects, tag)) {
            topic.tags.push(tag);
        }
    }
    Ok(topics.into_values().collect())
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Tag(TagId),
    Subject(i64),
}

fn topic_key(subjects: &HashMap<TagId, i64>, tag: TagId) -> Key {
    subjects.get(&tag).map_or(Key::Tag(tag), |subject| Key::Subject(*subject))
}

/// The subjects of those tags that are of one.
fn subjects_of_tags(tx: &mut Tx<'_>, of: impl Iterator<Item = TagId>) -> Result<HashMap<TagId, i64>> {
    let ids: Vec<i64> = of.map(|tag| tag.0).collect();
    let folds: HashMap<String, TagId> =
        tags::by_ids(tx, &ids)?.into_iter().map(|row| (row.fold, row.id)).collect();
    let names: Vec<String> = folds.keys().cloned().collect();
    let members = subject_members::of_folds(tx, &names)?;
    Ok(members.into_iter().filter_map(|m| Some((*folds.get(&m.fold)?, m.subject))).collect())
}

impl Topic {
    fn into_trend(self, tx: &mut Tx<'_>, span: TrendSpan, now: Time, expected: f64) -> Result<Trend> {
        let blogs = self.blogs.len() as u64;
        // Blogs against posts: one blog that posts a lot does not make a trend.
        let above = (blogs as f64 - expected).max(0.0);
        let halves = 2.0 * (now.0 - self.last).max(0) as f64 / span.span_millis() as f64;
        let ids: Vec<i64> = self.tags.iter().take(1).map(|tag| tag.0).collect();
        let name = tags::by_ids(tx, &ids)?.pop().map(|row| row.name).unwrap_or_default();
        Ok(Trend {
            name,
            spellings: self.tags.len(),
            blogs,
            posts: self.posts,
            expected,
            score: above * above / expected * 0.5_f64.powf(halves),
            last: Time(self.last),
        })
    }
}
