//! Why a post is in a view, or why it is not there.

use crate::duplicates::hide_duplicates::Folding;
use crate::post::post_address::Address;
use crate::post::{facets, withhold};
use crate::query::cost;
use crate::query::explain::Explained;
use crate::query::post_filter::Verifier;
use crate::query::view::{Card, Sort};
use crate::query::{cursor, explain, expression, listing};
use crate::{Result, Site, Viewer, duplicates};
use index::{Cache, Class, Cursor, Expr, Facet, Key, Query};
use model::{Blog, BlogName, Decision, Post, PostId, SourceKind, State, Time, Withheld};
use store::import_runs::Read;
use store::posts::Placed;
use store::words::WordHash;
use store::{Tx, blogs, import_runs, imports, posts, tombstones};

/// The newest posts taken from a host that are looked through for an address.
pub const HOST_LOOKED: usize = 200;
/// So many of them are in memory at a time.
const HOST_READ: usize = 20;

/// What became of a post that somebody asks after.
#[derive(Debug, Clone)]
pub struct Why {
    /// The view as a query.
    pub query: String,
    /// The answer.
    pub verdict: Verdict,
}

/// The answer.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Nothing public is known of it. A post that is not public is told apart from none to nobody but its owner.
    Unknown(Unknown),
    /// It was here and was deleted.
    Deleted(Time),
    /// It is the asker's own and not published.
    NotPublished(State),
    /// It is here, in the view or not.
    Found(Box<Found>),
}

/// What can be said of a post of which nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unknown {
    /// The host of the address, where it was an address elsewhere.
    pub host: Option<String>,
    /// Public posts here that were taken from that host.
    pub from_host: u64,
    /// Imports of each kind that read that host's posts: their number, and when one last came to its end.
    pub imports: Vec<(SourceKind, u64, Option<Time>)>,
}

/// A post that is here, held against a view.
#[derive(Debug, Clone)]
pub struct Found {
    /// The post.
    pub card: Card,
    /// It is in the view.
    pub here: bool,
    /// The conditions of the view, one by one.
    pub terms: Explained,
    /// The run of an import that brought it.
    pub run: Option<Read>,
    /// Why it is withheld, where it is.
    pub withheld: Option<WithheldFor>,
    /// It adds nothing to what it reblogs and counts as a note of its root: the root's blog and number. Only where the
    /// view leaves such posts out.
    pub note_of: Option<(String, PostId)>,
    /// It is in the view and folded there, as a copy of this post: the blog's name and the number.
    pub folded: Option<(String, PostId)>,
    /// Where the page begins on which it stands first, where it is in the view and the view goes by time.
    pub before: Option<String>,
    /// The view's order.
    pub sort: Sort,
}

/// Why a post is withheld, as far as the asker may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithheldFor {
    /// The reason, which is public.
    pub reason: Withheld,
    /// When it was decided and what the author is told: for the author and for moderators.
    pub decision: Option<Decision>,
}

impl Site {
    /// Whether a post is in the view of a query, and why or why not.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of a mistake.
    pub async fn why(&self, post: &Address, query: &str, viewer: Option<&Viewer>) -> Result<Why> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let (address, viewer, text) = (post.clone(), viewer.cloned(), query.trim().to_owned());
        let cache = self.store.cache().clone();
        // An address elsewhere is looked for among many posts of its host.
        let expensive = matches!(address, Address::Elsewhere { .. }) || cost::is_expensive(&parsed.expr);
        self.read_list(expensive, move |tx| {
            let verdict = verdict(tx, &cache, &address, &parsed, viewer.as_ref())?;
            Ok(Why { query: text.clone(), verdict })
        })
        .await
    }
}

fn verdict(
    tx: &mut Tx<'_>,
    cache: &Cache,
    address: &Address,
    query: &tag::query::Query,
    viewer: Option<&Viewer>,
) -> Result<Verdict> {
    let found = match address {
        Address::Ours { blog, id } => by_id(tx, blog.as_ref(), *id)?,
        Address::Elsewhere { url, host, number } => elsewhere(tx, cache, url, host, *number)?,
    };
    match found {
        Some((post, blog)) if post.state == State::Published => {
            Ok(Verdict::Found(Box::new(held_against(tx, cache, (&post, &blog), query, viewer)?)))
        }
        Some((post, _)) if viewer.is_some_and(|viewer| viewer.owns(&post)) => {
            Ok(Verdict::NotPublished(post.state))
        }
        Some(_) => Ok(Verdict::Unknown(unknown(tx, cache, address)?)),
        None => match deleted(tx, address)? {
            Some(at) => Ok(Verdict::Deleted(at)),
            None => Ok(Verdict::Unknown(unknown(tx, cache, address)?)),
        },
    }
}

fn by_id(tx: &mut Tx<'_>, name: Option<&BlogName>, id: PostId) -> Result<Option<(Post, Blog)>> {
    let Some(post) = posts::by_id(tx, id)?.map(|placed| placed.post) else { return Ok(None) };
    let blog = blogs::by_ids(tx, &[post.blog.0])?.pop();
    Ok(blog.filter(|blog| name.is_none_or(|name| blog.name == *name)).map(|blog| (post, blog)))
}

/// By the number that an import kept, by the key that leads to what was taken from a page, or among the newest posts of
/// the host: what is short or withheld has no such key.
fn elsewhere(
    tx: &mut Tx<'_>,
    cache: &Cache,
    url: &str,
    host: &str,
    number: Option<i64>,
) -> Result<Option<(Post, Blog)>> {
    if let Some(id) = imported(tx, number)? {
        return by_id(tx, None, id);
    }
    let asked = duplicates::address(url);
    let same =
        |post: &Post| post.source.as_ref().is_some_and(|source| duplicates::address(&source.url) == asked);
    let latest = |posts: Vec<Placed>| {
        let same = posts.into_iter().map(|placed| placed.post).filter(same);
        same.max_by_key(|post| (post.published, post.id)).map(|post| post.id)
    };
    let mut found = latest(led_to(tx, url)?);
    if found.is_none() {
        let query =
            Query { expr: from_host(tx, host), scope: vec![Class::Standing, Class::Bare, Class::Withheld] };
        let page = index::page(tx, cache, &query, Sort::Latest, None, HOST_LOOKED)?;
        for hits in page.hits.chunks(HOST_READ) {
            let positions: Vec<_> = hits.iter().map(|hit| hit.position).collect();
            found = latest(posts::at(tx, &positions)?);
            if found.is_some() {
                break;
            }
        }
    }
    found.map_or(Ok(None), |id| by_id(tx, None, id))
}

/// Posts that the key of a page leads to, of which some may have been changed since.
fn led_to(tx: &mut Tx<'_>, url: &str) -> Result<Vec<Placed>> {
    let Some(key) = duplicates::source_key(url, &WordHash::of(tx)) else { return Ok(Vec::new()) };
    let led = store::duplicate_keys::posts_of(tx, &[key])?.remove(&key).unwrap_or_default();
    let mut posts = Vec::new();
    for led in led {
        posts.extend(posts::by_id(tx, led.post)?.filter(|placed| placed.post.state == State::Published));
    }
    Ok(posts)
}

fn imported(tx: &mut Tx<'_>, number: Option<i64>) -> Result<Option<PostId>> {
    let Some(number) = number else { return Ok(None) };
    let key = format!("tumblr:{number}");
    Ok(imports::known(tx, std::slice::from_ref(&key))?.remove(&key))
}

fn from_host(tx: &Tx<'_>, host: &str) -> Expr {
    Expr::Facet(Facet::Host(WordHash::of(tx).host(host)))
}

fn deleted(tx: &mut Tx<'_>, address: &Address) -> Result<Option<Time>> {
    let (blog, id) = match address {
        Address::Ours { blog, id } => (blog.as_ref(), Some(*id)),
        Address::Elsewhere { number, .. } => (None, imported(tx, *number)?),
    };
    let Some(id) = id else { return Ok(None) };
    let Some((of, at)) = tombstones::of(tx, id)? else { return Ok(None) };
    let named = match blog {
        Some(name) => blogs::by_name(tx, name.as_str())?.is_some_and(|blog| blog.id == of),
        None => true,
    };
    Ok(named.then_some(at))
}

fn unknown(tx: &mut Tx<'_>, cache: &Cache, address: &Address) -> Result<Unknown> {
    let Address::Elsewhere { host, .. } = address else { return Ok(Unknown::default()) };
    let query = Query { expr: from_host(tx, host), scope: vec![Class::Standing] };
    let mut imports = Vec::new();
    if host == "tumblr.com" || host.ends_with(".tumblr.com") {
        for kind in SourceKind::ALL {
            let (count, last) = import_runs::of_kind(tx, *kind)?;
            imports.extend((count > 0).then_some((*kind, count, last)));
        }
    }
    Ok(Unknown { host: Some(host.clone()), from_host: index::count(tx, cache, &query)?, imports })
}

fn held_against(
    tx: &mut Tx<'_>,
    cache: &Cache,
    (post, blog): (&Post, &Blog),
    query: &tag::query::Query,
    viewer: Option<&Viewer>,
) -> Result<Found> {
    let terms = explain::against(tx, post, blog, &query.expr)?;
    let scope = expression::scope(&query.expr);
    let card = listing::card(post.clone(), blog.clone());
    let class = facets::class(post, &card.document);
    let here = terms.met && scope.contains(&class);
    let sort = query.sort.unwrap_or_default();
    let withheld = match post.withheld {
        Some(reason) => {
            let may = viewer.is_some_and(|viewer| viewer.may_judge(post));
            let decision = if may { withhold::last(tx, post)? } else { None };
            Some(WithheldFor { reason, decision })
        }
        None => None,
    };
    let run = match post.run {
        Some(run) => import_runs::by_id(tx, run)?,
        None => None,
    };
    let root = post.reblog.as_ref().map(|reblog| (reblog.root_blog.clone(), reblog.root));
    let folded = if here { folded(tx, cache, post, query)? } else { None };
    Ok(Found {
        here,
        terms,
        folded,
        run,
        withheld,
        note_of: root.filter(|_| class == Class::Bare && !scope.contains(&class)),
        before: before(post, sort).filter(|_| here),
        sort,
        card,
    })
}

/// The post that stands in the view for this one, whose copy it is. A view that asks for copies shows them all.
fn folded(
    tx: &mut Tx<'_>,
    cache: &Cache,
    post: &Post,
    query: &tag::query::Query,
) -> Result<Option<(String, PostId)>> {
    if expression::asks_for_copies(&query.expr) {
        return Ok(None);
    }
    let whole = expression::compile(tx, query)?;
    let mut list = Verifier::new(tx, cache, &whole);
    let Some(first) = Folding::of(&mut list, &[]).over(tx, post.id)? else { return Ok(None) };
    Ok(by_id(tx, None, first)?.map(|(_, blog)| (blog.name.as_str().to_owned(), first)))
}

/// The place right before a post.
fn before(post: &Post, sort: Sort) -> Option<String> {
    let id = match sort {
        Sort::Latest => post.id.0.checked_add(1)?,
        Sort::Oldest => post.id.0.checked_sub(1)?,
        Sort::Top => return None,
    };
    Some(cursor::text(&Cursor { notes: None, key: Key { time: post.published.0, id } }, sort))
}
