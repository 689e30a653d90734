//! What every list of posts has in common: filters, order, a page of cards, and the summary beside it.

use crate::duplicates::hide_duplicates::DuplicateHiding;
use crate::post::facets::Parsed;
use crate::query::condition::{Compiled, Condition};
use crate::query::post_filter::{Candidates, Count, FilterVerdict, PostFilter, any_facet};
use crate::query::read_budget::ReadBudget;
use crate::query::view::{List, ListRequest, PostCard, Sort, Summary, TagCount, TrailView};
use crate::query::{card_pages, cost, cursor, expression, figures};
use crate::snapshot::Snapshot;
use crate::{Error, Result, duplicates};
use index::{Cursor, Expr, Facet};
use model::time::Month;
use model::{Blog, BlogId, Lang, PostType, TagId, Time};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Tx, blogs, clusters, posts, tags};

/// The most posts a page may ask for.
pub const PAGE_LIMIT: usize = 50;

/// Newest posts whose tags are compared for related tags.
const RELATED_SAMPLE: usize = 500;
const RELATED_SHOWN: usize = 12;

/// How often a page goes over the whole list at most: doubtful posts, counts, withheld ones, summary, related, page.
const PASSES: u64 = 6;

/// How many posts a page reads that passes over some of them.
///
/// # Errors
/// More than are passed over one by one.
pub(crate) fn check_reach(offset: usize, limit: usize) -> Result<usize> {
    // Posts passed over are read with the page, and the index gives no larger page.
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
pub(crate) struct ParsedRequest {
    pub sort: Sort,
    pub after: Option<Cursor>,
    pub limit: usize,
    pub only: bool,
    types: Vec<PostType>,
    langs: Vec<Lang>,
    further: tag::query::Query,
    /// Duplicates stand beside their originals.
    unfolded: bool,
}

impl ParsedRequest {
    pub(crate) fn parse_request(request: &ListRequest, now: Time) -> Result<Self> {
        let further = tag::query::parse(&request.query, now)?;
        let sort = match further.sort {
            // A feed ignores the query's order, or its readers would never see new posts.
            _ if request.newest => Sort::Latest,
            Some(named) => named,
            None => request.sort,
        };
        // After the order is known, because a cursor has another form in each order.
        let after = request.before.as_deref().map(|text| cursor::parse_cursor(text, sort)).transpose()?;
        let unfolded = request.unfolded || expression::asks_for_duplicates(&further.expr);
        Ok(Self {
            sort,
            after,
            limit: request.limit.clamp(1, PAGE_LIMIT),
            only: request.only,
            types: request.types.clone(),
            langs: request.langs.clone(),
            further,
            unfolded,
        })
    }

    /// The whole list of a subject: its own expression and the further query, without the filters.
    pub(crate) fn compile_whole(&self, snapshot: &mut Snapshot<'_, '_>, subject: Expr) -> Result<Compiled> {
        let further = expression::compile_query(snapshot, &self.further)?;
        let condition = match further.condition {
            Condition::Index(Expr::All) => subject.into(),
            further => Condition::And(vec![subject.into(), further]),
        };
        Ok(Compiled { condition, scope: further.scope })
    }

    /// Whether the list is read on the threads of expensive reads.
    pub(crate) fn is_expensive(&self) -> bool {
        cost::is_expensive(&self.further.expr)
    }

    /// Refuses an expensive list that would read too much of the index.
    pub(crate) fn ensure_affordable(
        &self,
        budget: ReadBudget,
        snapshot: &mut Snapshot<'_, '_>,
        whole: &Compiled,
    ) -> Result<()> {
        // Plain lists are cheap by their few terms, so the estimate is spared.
        if !self.is_expensive() {
            return Ok(());
        }
        budget.ensure_affordable(snapshot, whole, PASSES)
    }

    fn filter_expressions(&self) -> Vec<Expr> {
        let mut filters = Vec::new();
        if !self.types.is_empty() {
            filters.push(any_facet(self.types.iter().map(|kind| Facet::Type(*kind))));
        }
        if !self.langs.is_empty() {
            filters.push(any_facet(self.langs.iter().map(|lang| Facet::Lang(Some(*lang)))));
        }
        filters
    }

    fn passes_filters(&self, post: &FilterVerdict) -> bool {
        (self.types.is_empty() || self.types.contains(&post.kind))
            && (self.langs.is_empty() || post.lang.is_some_and(|lang| self.langs.contains(&lang)))
    }
}

/// One page of a list and the summary of the whole.
pub(crate) fn read_list(
    snapshot: &mut Snapshot<'_, '_>,
    asked: &ParsedRequest,
    whole: &Compiled,
    own_tags: &[TagId],
) -> Result<(List, Summary)> {
    let mut verifier = PostFilter::new(whole);
    // Before the page: with every candidate known, the page reads no post for its check.
    let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
    let summary = read_summary(snapshot, whole, (&mut verifier, &doubts), own_tags)?;
    let filters = asked.filter_expressions();
    let count = match filters[..] {
        // The summary counted the same list already.
        [] => Count { least: summary.total, most: summary.most },
        _ => verifier.count(snapshot, &filters, &doubts, |post| asked.passes_filters(post))?,
    };
    // Without any copy in the list there is nothing to fold.
    let (page, told) = match asked.unfolded || summary.copies == 0 {
        true => {
            let page = verifier.page(snapshot, &filters, asked.sort, asked.after, asked.limit)?;
            let ids: Vec<i64> = page.hits.iter().map(|hit| hit.key.id).collect();
            (page, clusters::list_members_of_posts(snapshot.tx, &ids)?)
        }
        false => {
            let list = DuplicateHiding::of_list(&mut verifier, &filters);
            list.read_page(snapshot, asked.sort, asked.after, asked.limit)?
        }
    };
    let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
    let mut cards = read_cards(snapshot.tx, &positions)?;
    card_pages::join_cards(snapshot.tx, &mut cards)?;
    let list = List {
        cards,
        next: page.next.map(|next| cursor::cursor_text(&next, asked.sort)),
        total: count.least,
        most: count.most,
        stopped: page.stopped,
        others: duplicates::cluster_page::summarize_others(snapshot.tx, told)?,
    };
    Ok((list, summary))
}

fn read_summary(
    snapshot: &mut Snapshot<'_, '_>,
    whole: &Compiled,
    (verifier, doubts): (&mut PostFilter<'_>, &Candidates),
    own_tags: &[TagId],
) -> Result<Summary> {
    let figures = figures::read_figures(snapshot, verifier, &whole.scope, doubts)?;
    let counted = figures.summary;
    let related = index::related_tags(
        snapshot.tx,
        snapshot.cache,
        &whole.upper_query(),
        RELATED_SAMPLE,
        RELATED_SHOWN,
        own_tags,
    )?;
    let names = read_tag_names(snapshot.tx, related.iter().map(|related| related.tag))?;
    let (withheld, withheld_at_most) = figures::count_withheld(snapshot, verifier)?;
    Ok(Summary {
        total: counted.total,
        most: figures.most,
        reach: counted.first.zip(counted.last).map(|(first, last)| (Time(first), Time(last))),
        months: without_gaps(&counted.months),
        types: counted.types,
        langs: counted.langs,
        robots: counted.robots,
        copies: counted.copies,
        withheld,
        withheld_at_most,
        related: related
            .into_iter()
            .filter_map(|related| {
                Some(TagCount { name: names.get(&related.tag)?.clone(), posts: related.posts })
            })
            .collect(),
    })
}

/// Every month from the first to the last, those without posts too.
pub(crate) fn without_gaps(months: &[(Month, u64)]) -> Vec<(Month, u64)> {
    let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else { return Vec::new() };
    let mut counts = months.iter().peekable();
    let mut all = Vec::new();
    let mut month = *first;
    loop {
        // The counts are in order, so one pass fills the gaps.
        let here = counts.next_if(|(counted, _)| *counted == month);
        all.push((month, here.map_or(0, |(_, count)| *count)));
        if month >= *last {
            return all;
        }
        month = month.next();
    }
}

/// The spellings to show for tags.
pub(crate) fn read_tag_names(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = TagId>,
) -> Result<HashMap<TagId, String>> {
    let ids: Vec<i64> = ids.map(|id| id.0).collect();
    Ok(tags::by_ids(tx, &ids)?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The cards of posts, in the order of their positions as given.
pub(crate) fn read_cards(tx: &mut Tx<'_>, positions: &[index::Position]) -> Result<Vec<PostCard>> {
    let mut placed: HashMap<_, _> = posts::read_posts_at(tx, positions)?
        .into_iter()
        .map(|placed| (placed.position, placed.post))
        .collect();
    let mut ids: Vec<i64> = placed.values().map(|post| post.blog.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let by_id: HashMap<BlogId, Blog> =
        blogs::by_ids(tx, &ids)?.into_iter().map(|blog| (blog.id, blog)).collect();
    positions
        .iter()
        .map(|position| {
            // Rows come in the database's order; the list's order is that of the positions.
            let post = placed.remove(position).ok_or_else(|| missing_post(*position))?;
            let blog = by_id.get(&post.blog).cloned().ok_or_else(|| missing_post(*position))?;
            Ok(make_card(post, blog))
        })
        .collect()
}

/// The cards of posts that are there, in the order of their ids as given.
pub(crate) fn cards_of(tx: &mut Tx<'_>, ids: &[model::PostId]) -> Result<Vec<PostCard>> {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let places: HashMap<_, _> = posts::find_positions(tx, &numbers)?.into_iter().collect();
    let positions: Vec<_> = ids.iter().filter_map(|id| places.get(id).copied()).collect();
    read_cards(tx, &positions)
}

fn missing_post(position: index::Position) -> Error {
    Error::Store(store::Error::Damaged(format!(
        "the index names position {} and no post is there; run `tagstead check`",
        position.0
    )))
}

pub(crate) fn make_card(post: model::Post, blog: Blog) -> PostCard {
    let parsed = Parsed::of_post(&post);
    let trail = post
        .trail
        .iter()
        .cloned()
        .zip(parsed.trail)
        .map(|(item, document)| TrailView { item, document })
        .collect();
    PostCard { post, blog, document: parsed.document, trail, pages: Arc::default() }
}
