//! Lists for programs: the same posts in the same order as the pages, without what a page shows beside them. No
//! summary, histogram or related tags are worked out; a count only where it is asked for.

use crate::query::condition::{Compiled, Condition};
use crate::query::offset::Offset;
use crate::query::post_filter::{FilteredPage, PostFilter};
use crate::query::view::{PostCard, Sort};
use crate::query::{card_pages, cost, cursor, expression, listing, offset};
use crate::snapshot::Snapshot;
use crate::{PAGE_LIMIT, Result, Site};
use index::{Class, Cursor, Expr, Facet, Hit, Key, Page, Query};
use model::{Blog, BlogId, Invalid, Note, PostId, PostType, Reblogs, Time};
use std::collections::{HashMap, HashSet};
use store::{Tx, blogs, post_options};

/// Tags one request may ask for at once.
pub const TAGS_ASKED: usize = 50;

/// Posts a page may hold when it is extended to the end of a second.
pub const EXTENDED_LIMIT: usize = 1_000;

/// How often a page goes over the whole list at most: doubtful posts, two counts, and the page.
const PASSES: u64 = 4;

/// What a list holds. Everything said must hold of a post at once.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The posts of this blog, bare reblogs among them.
    pub blog: Option<BlogId>,
    /// Every one of these tags, in any spelling of its subject; at most [`TAGS_ASKED`].
    pub tags: Vec<String>,
    /// Any of these types; empty for all.
    pub types: Vec<PostType>,
    /// No reblogs, whatever they add.
    pub originals: bool,
    /// A query text ([`tag::query`]), empty for none. Its order, where it names one, goes before [`Window::sort`].
    pub query: String,
    /// Posts published from this moment on.
    pub since: Option<Time>,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub struct Window {
    /// Order.
    pub sort: Sort,
    /// Posts published at or after this moment only.
    pub from: Option<Time>,
    /// Posts published before this moment only.
    pub until: Option<Time>,
    /// Where the page begins.
    pub start: Start,
    /// Posts a page, 1 to [`PAGE_LIMIT`].
    pub limit: usize,
    /// Where the last second of the page has more posts, take them too, up to [`EXTENDED_LIMIT`] in all: for readers
    /// who page by a time in whole seconds and would lose them.
    pub whole_seconds: bool,
}

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Start {
    /// At the beginning.
    #[default]
    First,
    /// After a page that gave this ([`Posts::next`]).
    Cursor(String),
    /// After so many posts.
    Offset(u64),
}

/// What else is wanted with the posts of a page, each read at once for all of them.
#[derive(Debug, Clone, Default)]
pub struct ListExtras {
    /// [`Posts::total`].
    pub total: bool,
    /// [`Posts::origins`].
    pub origins: bool,
    /// [`Posts::notes`]: so many of each post's newest.
    pub notes: usize,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct Posts {
    /// The posts, in order.
    pub cards: Vec<PostCard>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<String>,
    /// Posts of the whole selection, whatever part of it is asked for. Exact, or where `most` is set: at least so many.
    pub total: Option<u64>,
    /// At most so many, where more posts are doubtful than a request looks at.
    pub most: Option<u64>,
    /// So many posts were looked at when the page ended, before it was full; `next` goes on behind them.
    pub stopped: Option<usize>,
    /// The blogs that reblogs name as their parents and roots, by name, as far as the site has them.
    pub origins: HashMap<String, Blog>,
    /// Newest notes, by the root they are on.
    pub notes: HashMap<PostId, Vec<Note>>,
    /// Notes of the roots that reblogs name, as far as the site has those.
    pub note_counts: HashMap<PostId, i64>,
    /// Those of the posts that nobody may reblog.
    pub closed: HashSet<PostId>,
}

impl Site {
    /// A page of the posts a selection holds.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for too many tags or a cursor that is none of ours; [`crate::Error::Query`] for a
    /// bad query text.
    pub async fn list_posts(
        &self,
        selection: Selection,
        window: Window,
        beside: ListExtras,
    ) -> Result<Posts> {
        if selection.tags.len() > TAGS_ASKED {
            return Err(Invalid::new(format!(
                "{} tags at once; at most {TAGS_ASKED} are accepted",
                selection.tags.len()
            ))
            .into());
        }
        let further = tag::query::parse(&selection.query, self.clock().now())?;
        let sort = further.sort.unwrap_or(window.sort);
        let budget = self.read_budget;
        let expensive = cost::is_expensive(&further.expr);
        self.read_list(expensive, move |snapshot| {
            let whole = list_query(snapshot, &selection, &further)?;
            if expensive {
                budget.ensure_affordable(snapshot, &whole, PASSES)?;
            }
            // The count comes first: where it read all candidates, the page reads no post again.
            let mut verifier = PostFilter::new(&whole);
            let total = if beside.total {
                let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
                Some(verifier.count(snapshot, &[], &doubts, |_| true)?)
            } else {
                None
            };
            let mut page = read_page(snapshot, (&whole, &mut verifier), sort, &window)?;
            page.total = total.map(|count| count.least);
            page.most = total.and_then(|count| count.most);
            join_extras(snapshot.tx, &beside, &mut page)?;
            Ok(page)
        })
        .await
    }

    /// Posts that are at hand, with what is wanted beside them; they have no total and no next page.
    pub async fn with_beside(&self, cards: Vec<PostCard>, beside: ListExtras) -> Result<Posts> {
        self.store
            .read(move |tx| {
                let mut page = Posts { cards: cards.clone(), ..Posts::default() };
                join_extras(tx, &beside, &mut page)?;
                Ok(page)
            })
            .await
    }

    /// One post with what is wanted beside it, whatever its state: who may see it is the caller's to decide.
    pub async fn read_single_post(&self, id: PostId, beside: ListExtras) -> Result<Option<Posts>> {
        self.store
            .read(move |tx| {
                let Some(placed) = store::posts::by_id(tx, id)? else { return Ok(None) };
                let mut cards = listing::read_cards(tx, &[placed.position])?;
                card_pages::join_cards(tx, &mut cards)?;
                let mut page = Posts { cards, ..Posts::default() };
                join_extras(tx, &beside, &mut page)?;
                Ok(Some(page))
            })
            .await
    }
}

fn list_query(
    snapshot: &mut Snapshot<'_, '_>,
    selection: &Selection,
    further: &tag::query::Query,
) -> Result<Compiled> {
    let further = expression::compile_query(snapshot, further)?;
    let mut parts = Vec::new();
    parts.extend(selection.blog.map(|id| Expr::Facet(Facet::Blog(id))));
    for name in &selection.tags {
        parts.push(expression::tag_named(snapshot.tx, name, false)?);
    }
    if !selection.types.is_empty() {
        let types = selection.types.iter().map(|kind| Expr::Facet(Facet::Type(*kind)));
        parts.push(Expr::Or(types.collect()));
    }
    if selection.originals {
        parts.push(Expr::Facet(Facet::Original));
    }
    parts.extend(selection.since.map(|time| Expr::Time { from: time.0, until: i64::MAX }));
    let own = Expr::And(parts);
    // Without a query text the selection alone is the condition: one part less to walk.
    let condition = match further.condition {
        Condition::Index(Expr::All) => own.into(),
        further => Condition::And(vec![own.into(), further]),
    };
    // A blog's list shows what the blog did: bare reblogs too.
    let scope = if selection.blog.is_some() { vec![Class::Standing, Class::Bare] } else { further.scope };
    Ok(Compiled { condition, scope })
}

fn read_page(
    snapshot: &mut Snapshot<'_, '_>,
    (whole, verifier): (&Compiled, &mut PostFilter<'_>),
    sort: Sort,
    window: &Window,
) -> Result<Posts> {
    let limit = window.limit.clamp(1, PAGE_LIMIT);
    let mut after = match &window.start {
        Start::Cursor(text) => Some(cursor::parse_cursor(text, sort).map_err(|_| {
            Invalid::new("this is no place in a list of this order; use what a page of it gave as its next")
        })?),
        Start::First | Start::Offset(_) => None,
    };
    // The bound at which the order begins is a place in it, which a cursor has passed; another bound is a filter.
    let (mut from, mut until) = (window.from, window.until);
    let begins = match sort {
        // No id is smaller, so every post of that millisecond lies outside, as the bound is
        // exclusive.
        Sort::Latest => until.take().map(|time| Key { time: time.0, id: i64::MIN }),
        Sort::Oldest => from.take().map(|time| Key { time: time.0 - 1, id: i64::MAX }),
        Sort::Top => None,
    };
    // The cursor lies inside the bound already, so it goes first.
    after = after.or(begins.map(|key| Cursor { notes: None, key }));
    let range = (from.is_some() || until.is_some()).then(|| Expr::Time {
        from: from.map_or(i64::MIN, |time| time.0),
        until: until.map_or(i64::MAX, |time| time.0),
    });
    let filters: Vec<Expr> = range.into_iter().collect();
    if !verifier.is_exact() {
        // To find an offset, every candidate before it would have to be read.
        if matches!(window.start, Start::Offset(1..)) {
            let words = "a query with a phrase or a bound of notes inside a tier is paged by its cursor, not by an offset";
            return Err(Invalid::new(words).into());
        }
        let found = verifier.page(snapshot, &filters, sort, after, limit)?;
        return to_posts(snapshot.tx, &found, sort);
    }
    let query = verifier.upper_query(&whole.scope, &filters);
    let found = match window.start {
        Start::Offset(offset @ 1..) => {
            let skip = Offset { query: &query, order: sort, after, walk: offset::WALK };
            skip.page(snapshot, offset, limit)?
        }
        // An order by notes has no second at which a page could end.
        _ if window.whole_seconds && sort != Sort::Top => {
            whole_seconds(snapshot, &query, sort, after, limit)?
        }
        _ => snapshot.read_page(&query, sort, after, limit)?,
    };
    to_posts(snapshot.tx, &FilteredPage { hits: found.hits, next: found.next, stopped: None }, sort)
}

fn to_posts(tx: &mut Tx<'_>, found: &FilteredPage, sort: Sort) -> Result<Posts> {
    let positions: Vec<_> = found.hits.iter().map(|hit| hit.position).collect();
    Ok(Posts {
        cards: listing::read_cards(tx, &positions)?,
        next: found.next.map(|next| cursor::cursor_text(&next, sort)),
        stopped: found.stopped,
        ..Posts::default()
    })
}

/// A page that does not end within a second. One post more than asked for tells whether it would; nearly always it
/// does not.
pub(crate) fn whole_seconds(
    snapshot: &mut Snapshot<'_, '_>,
    query: &Query,
    order: Sort,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    let second = |hit: &Hit| Time(hit.key.time).seconds();
    let cursor = |hit: &Hit| Cursor { notes: None, key: hit.key };
    let mut page = snapshot.read_page(query, order, after, limit + 1)?;
    let mut asked = limit;
    loop {
        // The second is fixed by the last post asked for; growth beyond it only looks for its end.
        let Some(last) = page.hits.get(limit - 1).map(second) else { return Ok(page) };
        let same = page.hits.iter().skip(asked).take_while(|hit| second(hit) == last).count();
        // A second with more posts than the limit is cut: an import can give thousands one time.
        if asked + same < page.hits.len() || page.hits.len() >= EXTENDED_LIMIT {
            page.hits.truncate((asked + same).min(EXTENDED_LIMIT));
            page.next = page.hits.last().map(cursor);
            return Ok(page);
        }
        let Some(next) = page.next else { return Ok(page) };
        asked = page.hits.len();
        let more = snapshot.read_page(query, order, Some(next), (asked * 2).min(EXTENDED_LIMIT - asked))?;
        page.hits.extend(more.hits);
        page.next = more.next;
    }
}

/// Reads what is wanted beside the posts: a fixed number of queries.
fn join_extras(tx: &mut Tx<'_>, beside: &ListExtras, page: &mut Posts) -> Result<()> {
    let mut roots: Vec<PostId> = page.cards.iter().map(|card| root_of_post(&card.post)).collect();
    // Several reblogs of one page often share a root; it is asked for once.
    roots.sort_unstable();
    roots.dedup();
    if beside.origins {
        let reblogs = page.cards.iter().filter_map(|card| card.post.reblog.as_ref());
        let mut names: Vec<String> =
            reblogs.flat_map(|reblog| [reblog.parent_blog.clone(), reblog.root_blog.clone()]).collect();
        names.sort_unstable();
        names.dedup();
        if !names.is_empty() {
            let found = blogs::by_names(tx, &names)?;
            page.origins = found.into_iter().map(|blog| (blog.name.as_str().to_owned(), blog)).collect();
        }
    }
    if beside.notes > 0 {
        let limit = i64::try_from(beside.notes).unwrap_or(i64::MAX);
        let numbers: Vec<i64> = roots.iter().map(|root| root.0).collect();
        page.notes = store::notes::newest_of(tx, &numbers, limit)?;
        // An empty entry tells that the notes were asked for and there are none.
        for root in roots {
            page.notes.entry(root).or_default();
        }
    }
    let ids: Vec<i64> = page.cards.iter().map(|card| card.post.id.0).collect();
    let extras = post_options::read_options_of_posts(tx, &ids)?.into_iter();
    // A withheld post is shown by its address alone, and a reblog would list its content again.
    let withheld = page.cards.iter().filter(|card| card.post.withheld.is_some()).map(|card| card.post.id);
    let closed = extras.filter(|(_, extra)| extra.reblogs == Reblogs::Noone).map(|(id, _)| id);
    page.closed = closed.chain(withheld).collect();
    let of_others: Vec<i64> =
        page.cards.iter().filter_map(|card| card.post.reblog.as_ref()).map(|reblog| reblog.root.0).collect();
    if !of_others.is_empty() {
        page.note_counts = note_counts(tx, &of_others)?;
    }
    Ok(())
}

fn note_counts(tx: &mut Tx<'_>, roots: &[i64]) -> Result<HashMap<PostId, i64>> {
    let places = store::posts::find_positions(tx, roots)?;
    let positions: Vec<_> = places.iter().map(|(_, position)| *position).collect();
    let counts: HashMap<_, _> = index::Storage::notes_of_posts(tx, &positions)?.into_iter().collect();
    Ok(places.into_iter().filter_map(|(id, position)| Some((id, *counts.get(&position)?))).collect())
}

/// The post on which a post's notes are counted.
pub(crate) fn root_of_post(post: &model::Post) -> PostId {
    post.reblog.as_ref().map_or(post.id, |reblog| reblog.root)
}
