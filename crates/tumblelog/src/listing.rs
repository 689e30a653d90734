//! What every list of posts has in common: filters, order, a page of cards, and the summary beside it.

use crate::facets::Parsed;
use crate::view::{Card, List, ListRequest, Sort, Summary, TagCount, TrailView};
use crate::{Error, Result, cursor, expression};
use index::{Cache, Class, Cursor, Expr, Facet, Order, Query};
use model::time::Month;
use model::{Blog, BlogId, TagId, Time, Withheld};
use std::collections::HashMap;
use store::{Tx, blogs, posts, tags};

/// The most posts a page may ask for.
pub const PAGE_LIMIT: usize = 50;

/// Newest posts whose tags are compared for related tags.
const RELATED_SAMPLE: usize = 500;
const RELATED_SHOWN: usize = 12;

/// How many posts a page reads that passes over some of them.
///
/// # Errors
/// More than are passed over one by one.
pub(crate) fn reach(offset: usize, limit: usize) -> Result<usize> {
    let most = index::PAGE_MAX - limit;
    match offset > most {
        true => Err(model::Invalid::new(format!(
            "an offset of {offset}; up to {most} is accepted here, and a later beginning for what lies further"
        ))
        .into()),
        false => Ok(offset + limit),
    }
}

/// A list request as far as it can be read without the database.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub sort: Sort,
    pub after: Option<Cursor>,
    pub limit: usize,
    filters: Vec<Expr>,
    further: tag::query::Query,
}

impl Asked {
    pub(crate) fn read(request: &ListRequest, now: Time) -> Result<Self> {
        let further = tag::query::parse(&request.query, now)?;
        let sort = further.sort.map_or(request.sort, sort);
        let after = request.before.as_deref().map(|text| cursor::parse(text, sort)).transpose()?;
        let any = |facets: Vec<Facet>| Expr::Or(facets.into_iter().map(Expr::Facet).collect());
        let mut filters = Vec::new();
        if !request.types.is_empty() {
            filters.push(any(request.types.iter().map(|kind| Facet::Type(*kind)).collect()));
        }
        if !request.langs.is_empty() {
            filters.push(any(request.langs.iter().map(|lang| Facet::Lang(Some(*lang))).collect()));
        }
        Ok(Self { sort, after, limit: request.limit.clamp(1, PAGE_LIMIT), filters, further })
    }

    /// The whole list of a subject: its own expression and the further query, without the filters.
    pub(crate) fn whole(&self, tx: &mut Tx<'_>, subject: Expr) -> Result<Query> {
        let further = expression::compile(tx, &self.further)?;
        let expr = match further.expr {
            Expr::All => subject,
            further => Expr::And(vec![subject, further]),
        };
        Ok(Query { expr, scope: further.scope })
    }

    fn filtered(&self, whole: &Query) -> Query {
        let mut parts = vec![whole.expr.clone()];
        parts.extend(self.filters.iter().cloned());
        Query { expr: Expr::And(parts), scope: whole.scope.clone() }
    }
}

/// The order a query text names.
pub(crate) fn sort(named: tag::query::Sort) -> Sort {
    match named {
        tag::query::Sort::Latest => Sort::Latest,
        tag::query::Sort::Top => Sort::Top,
        tag::query::Sort::Oldest => Sort::Oldest,
    }
}

/// One page of a list and the summary of the whole.
pub(crate) fn read(
    tx: &mut Tx<'_>,
    cache: &Cache,
    asked: &Asked,
    whole: &Query,
    own_tags: &[TagId],
) -> Result<(List, Summary)> {
    let summary = summary(tx, cache, whole, own_tags)?;
    let query = if asked.filters.is_empty() { whole.clone() } else { asked.filtered(whole) };
    let total = if asked.filters.is_empty() { summary.total } else { index::count(tx, cache, &query)? };
    let order = match asked.sort {
        Sort::Latest => Order::Latest,
        Sort::Top => Order::Top,
        Sort::Oldest => Order::Oldest,
    };
    let page = index::page(tx, cache, &query, order, asked.after, asked.limit)?;
    let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
    let next = page.next.map(|next| cursor::text(&next, asked.sort));
    Ok((List { cards: cards(tx, &positions)?, next, total }, summary))
}

fn summary(tx: &mut Tx<'_>, cache: &Cache, whole: &Query, own_tags: &[TagId]) -> Result<Summary> {
    let counted = index::summary(tx, cache, whole)?;
    let related = index::related(tx, cache, whole, RELATED_SAMPLE, RELATED_SHOWN, own_tags)?;
    let names = names(tx, related.iter().map(|related| related.tag))?;
    Ok(Summary {
        total: counted.total,
        reach: counted.first.zip(counted.last).map(|(first, last)| (Time(first), Time(last))),
        months: without_gaps(&counted.months),
        types: counted.types,
        langs: counted.langs,
        robots: counted.robots,
        withheld: withheld(tx, cache, whole)?,
        related: related
            .into_iter()
            .filter_map(|related| {
                Some(TagCount { name: names.get(&related.tag)?.clone(), posts: related.posts })
            })
            .collect(),
    })
}

/// Every month from the first to the last, those without posts too.
fn without_gaps(months: &[(Month, u64)]) -> Vec<(Month, u64)> {
    let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else { return Vec::new() };
    let mut counts = months.iter().peekable();
    let mut all = Vec::new();
    let mut month = *first;
    loop {
        let here = counts.next_if(|(counted, _)| *counted == month);
        all.push((month, here.map_or(0, |(_, count)| *count)));
        if month >= *last {
            return all;
        }
        month = month.next();
    }
}

/// Posts that the list would show and does not, by the reason recorded.
fn withheld(tx: &mut Tx<'_>, cache: &Cache, whole: &Query) -> Result<Vec<(Withheld, u64)>> {
    let kept_back = Query { expr: whole.expr.clone(), scope: vec![Class::Withheld] };
    if index::count(tx, cache, &kept_back)? == 0 {
        return Ok(Vec::new());
    }
    let mut counts = Vec::new();
    for reason in Withheld::ALL {
        let expr = Expr::And(vec![whole.expr.clone(), Expr::Facet(Facet::Reason(*reason))]);
        let count = index::count(tx, cache, &Query { expr, scope: vec![Class::Withheld] })?;
        if count > 0 {
            counts.push((*reason, count));
        }
    }
    Ok(counts)
}

/// The spellings to show for tags.
pub(crate) fn names(tx: &mut Tx<'_>, ids: impl Iterator<Item = TagId>) -> Result<HashMap<TagId, String>> {
    let ids: Vec<i64> = ids.map(|id| id.0).collect();
    Ok(tags::by_ids(tx, &ids)?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The cards of posts, in the order of their positions as given.
pub(crate) fn cards(tx: &mut Tx<'_>, positions: &[index::Position]) -> Result<Vec<Card>> {
    let mut placed: HashMap<_, _> =
        posts::at(tx, positions)?.into_iter().map(|placed| (placed.position, placed.post)).collect();
    let mut ids: Vec<i64> = placed.values().map(|post| post.blog.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let by_id: HashMap<BlogId, Blog> =
        blogs::by_ids(tx, &ids)?.into_iter().map(|blog| (blog.id, blog)).collect();
    positions
        .iter()
        .map(|position| {
            let post = placed.remove(position).ok_or_else(|| lost(*position))?;
            let blog = by_id.get(&post.blog).cloned().ok_or_else(|| lost(*position))?;
            Ok(card(post, blog))
        })
        .collect()
}

/// The cards of posts that are there, in the order of their ids as given.
pub(crate) fn cards_of(tx: &mut Tx<'_>, ids: &[model::PostId]) -> Result<Vec<Card>> {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let places: HashMap<_, _> = posts::places(tx, &numbers)?.into_iter().collect();
    let positions: Vec<_> = ids.iter().filter_map(|id| places.get(id).copied()).collect();
    cards(tx, &positions)
}

fn lost(position: index::Position) -> Error {
    Error::Store(store::Error::Damaged(format!(
        "the index names position {} and no post is there; run `tagstead check`",
        position.0
    )))
}

pub(crate) fn card(post: model::Post, blog: Blog) -> Card {
    let parsed = Parsed::of(&post);
    let trail = post
        .trail
        .iter()
        .cloned()
        .zip(parsed.trail)
        .map(|(item, document)| TrailView { item, document })
        .collect();
    Card { post, blog, document: parsed.document, trail }
}
