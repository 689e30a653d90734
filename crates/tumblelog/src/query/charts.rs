//! The figures of a view, for drawing. Months, types and languages are counted over all its posts from the index. Who
//! posted them, where they were taken from and which tags they carry together is counted over the newest posts up to
//! [`SAMPLE`], whose rows are read: no index lists the blogs of a view.

use crate::query::condition::Compiled;
use crate::query::cost;
use crate::query::post_filter::PostFilter;
use crate::query::{expression, figures, listing};
use crate::snapshot::Snapshot;
use crate::{Result, Site};
use index::{Cursor, Expr, Facet, Position, Sort, Storage};
use model::time::Month;
use model::{BlogId, Lang, PostType, TagId, Time};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::provenance::Provenance;
use store::{Tx, blogs, provenance};

/// Newest posts whose own rows are read at most.
pub const SAMPLE: usize = 10_000;
/// Sources and blogs named one by one.
pub const NAMED: usize = 20;
/// Tags of the network.
pub const NODES: usize = 30;
/// Pairs of tags that are told.
pub const PAIRS: usize = 60;
/// How often the figures go over the whole list: doubtful posts, withheld ones, summary and sample.
const PASSES: u64 = 4;

/// Everything the charts of a view show.
#[derive(Debug, Clone, Default)]
pub struct Charts {
    /// The expression as canonical text.
    pub expression: String,
    /// Posts of the view.
    pub total: u64,
    /// The total, and the counts by month, type and language, are the most there can be: more than [`SAMPLE`] posts
    /// would have to be read to tell. Otherwise they are exact.
    pub at_most: bool,
    /// Publish time of the earliest and latest post.
    pub reach: Option<(Time, Time)>,
    /// Posts by month, earliest first, months without posts included.
    pub months: Vec<(Month, u64)>,
    /// Posts by type, most first.
    pub types: Vec<(PostType, u64)>,
    /// Posts by language, most first; `None` where it is not known.
    pub langs: Vec<(Option<Lang>, u64)>,
    /// The newest posts whose rows were read; all of them where this is `total`.
    pub sampled: u64,
    /// Posts of the sample by the host they were taken from.
    pub hosts: Ranked,
    /// Posts of the sample by blog.
    pub blogs: Ranked,
    /// Tags of the sample, most first, but those the expression names.
    pub tags: Vec<Cotag>,
    /// Pairs of these tags as indices, with the posts of the sample that carry both; most first.
    pub pairs: Vec<(usize, usize, u64)>,
}

/// The most frequent of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranked {
    /// Most first.
    pub named: Vec<(String, u64)>,
    /// How many others there are, and their posts.
    pub others: (u64, u64),
    /// Posts that have none.
    pub none: u64,
}

/// A tag that is carried together with the view's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cotag {
    /// The spelling to show.
    pub name: String,
    /// Posts of the sample that carry it.
    pub shared: u64,
}

impl Site {
    /// The figures of the posts that a query selects.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of the mistake.
    pub async fn read_charts(&self, query: &str) -> Result<Charts> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let budget = self.read_budget;
        self.read_expensive_snapshot(Some(cost::TIME_BUDGET), move |snapshot| {
            let whole = expression::compile_query(snapshot, &parsed)?;
            budget.ensure_affordable(snapshot, &whole, PASSES)?;
            let mut charts = read_charts_in(snapshot, &whole)?;
            charts.expression = parsed.expr.to_string();
            Ok(charts)
        })
        .await
    }
}

fn read_charts_in(snapshot: &mut Snapshot<'_, '_>, whole: &Compiled) -> Result<Charts> {
    // The counts may read as many posts as the sample does, so charts are exact more often.
    let mut verifier = PostFilter::new(whole).with_checks(SAMPLE);
    let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
    let figures = figures::read_figures(snapshot, &mut verifier, &whole.scope, &doubts)?;
    let (summary, at_most) = (figures.summary, figures.most.is_some());
    let mut own = HashSet::new();
    // The view's own tags are on nearly every post and would crowd out all others.
    tags_of(&whole.condition.upper_bound(), &mut own);
    let mut sample = Sample::default();
    sample.fill_sample(snapshot, &mut verifier, &own)?;
    let Sample { read, hosts, unsourced, blogs, carried } = sample;
    let top = most_frequent(carried.iter().flatten().copied(), NODES);
    let pairs = tag_pairs(&carried, &top);
    let names = listing::read_tag_names(snapshot.tx, top.iter().map(|(tag, _)| *tag))?;
    let (most_hosts, of_hosts) = rank_counts(hosts, unsourced);
    Ok(Charts {
        expression: String::new(),
        total: figures.most.unwrap_or(summary.total),
        at_most,
        reach: summary.first.zip(summary.last).map(|(first, last)| (Time(first), Time(last))),
        months: listing::without_gaps(&summary.months),
        types: summary.types,
        langs: summary.langs,
        sampled: read,
        hosts: Ranked { named: most_hosts, ..of_hosts },
        blogs: ranked_blogs(snapshot.tx, blogs)?,
        tags: top
            .iter()
            .map(|(tag, shared)| Cotag { name: names.get(tag).cloned().unwrap_or_default(), shared: *shared })
            .collect(),
        pairs,
    })
}

/// The tags an expression asks for, but those it excludes.
fn tags_of(expr: &Expr, into: &mut HashSet<TagId>) {
    match expr {
        Expr::Facet(Facet::Tag(tag)) => {
            into.insert(*tag);
        }
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| tags_of(part, into)),
        _ => {}
    }
}

/// What the rows of the newest posts say.
#[derive(Default)]
struct Sample {
    read: u64,
    hosts: HashMap<String, u64>,
    unsourced: u64,
    blogs: HashMap<BlogId, u64>,
    /// The tags of each post that carries any, each once.
    carried: Vec<Vec<TagId>>,
}

impl Sample {
    fn fill_sample(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        verifier: &mut PostFilter<'_>,
        own: &HashSet<TagId>,
    ) -> Result<()> {
        let mut after: Option<Cursor> = None;
        let mut left = SAMPLE;
        while left > 0 {
            let page = verifier.page(snapshot, &[], Sort::Latest, after, left.min(index::PAGE_MAX))?;
            let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
            self.add_rows(provenance::read_provenance_at(snapshot.tx, &positions)?);
            for (_, mut tags) in snapshot.tx.tags_of_posts(&positions)? {
                tags.retain(|tag| !own.contains(tag));
                // Two spellings can meet in one tag, and a post counts once for each tag.
                tags.sort_unstable();
                tags.dedup();
                if !tags.is_empty() {
                    self.carried.push(tags);
                }
            }
            left = left.saturating_sub(page.hits.len());
            after = page.next;
            // Where matches are rare, pages come back nearly empty and would be read without end.
            let looked_enough = verifier.looked_at() > 2 * SAMPLE;
            if after.is_none() || looked_enough {
                break;
            }
        }
        Ok(())
    }

    fn add_rows(&mut self, rows: Vec<(Position, Provenance)>) {
        for (_, Provenance { blog, source, .. }) in rows {
            self.read += 1;
            *self.blogs.entry(blog).or_default() += 1;
            match source.and_then(|source| npf::url::host(&source)) {
                Some(host) => *self.hosts.entry(host).or_default() += 1,
                None => self.unsourced += 1,
            }
        }
    }
}

/// The most frequent, most first; by themselves where as frequent.
fn most_frequent<T: Ord + Copy + std::hash::Hash>(
    all: impl Iterator<Item = T>,
    limit: usize,
) -> Vec<(T, u64)> {
    let mut counts: HashMap<T, u64> = HashMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    // A hash map has no order; without the tie rule the chart would change at each request.
    counts.sort_unstable_by_key(|&(one, count)| (Reverse(count), one));
    counts.truncate(limit);
    counts
}

fn tag_pairs(carried: &[Vec<TagId>], top: &[(TagId, u64)]) -> Vec<(usize, usize, u64)> {
    let places: HashMap<TagId, usize> = top.iter().zip(0..).map(|((tag, _), at)| (*tag, at)).collect();
    let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for tags in carried {
        let mut here: Vec<usize> = tags.iter().filter_map(|tag| places.get(tag).copied()).collect();
        // In order, so that a pair has one key whichever tag comes first on a post.
        here.sort_unstable();
        for (n, a) in here.iter().enumerate() {
            for b in here.iter().skip(n + 1) {
                *counts.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<_> = counts.into_iter().map(|((a, b), count)| (a, b, count)).collect();
    pairs.sort_unstable_by_key(|&(a, b, count)| (Reverse(count), a, b));
    pairs.truncate(PAIRS);
    pairs
}

/// The most frequent, and what is left of the others.
fn rank_counts<T: Ord + Clone>(counts: HashMap<T, u64>, none: u64) -> (Vec<(T, u64)>, Ranked) {
    let mut all: Vec<(T, u64)> = counts.into_iter().collect();
    all.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    let others = all.split_off(all.len().min(NAMED));
    let others = (others.len() as u64, others.iter().map(|(_, count)| count).sum());
    (all, Ranked { named: Vec::new(), others, none })
}

fn ranked_blogs(tx: &mut Tx<'_>, counts: HashMap<BlogId, u64>) -> Result<Ranked> {
    let (most, ranked) = rank_counts(counts, 0);
    let ids: Vec<i64> = most.iter().map(|(id, _)| id.0).collect();
    let names: HashMap<BlogId, String> =
        blogs::by_ids(tx, &ids)?.into_iter().map(|blog| (blog.id, blog.name.as_str().to_owned())).collect();
    let named = most.iter().filter_map(|(id, count)| Some((names.get(id)?.clone(), *count))).collect();
    Ok(Ranked { named, ..ranked })
}
