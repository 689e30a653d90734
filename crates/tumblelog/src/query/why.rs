//! Why a post is in a view, or why it is not there.

use crate::duplicates::cluster_page;
use crate::duplicates::hide_duplicates::DuplicateHiding;
use crate::permission::rules;
use crate::post::post_address::Address;
use crate::post::{facets, withhold};
use crate::query::cost;
use crate::query::explain::Explained;
use crate::query::post_filter::PostFilter;
use crate::query::view::{PostCard, Sort};
use crate::query::{cursor, explain, expression, listing};
use crate::snapshot::Snapshot;
use crate::{Result, Site, Viewer, duplicates};
use index::{Class, Cursor, Expr, Facet, Key, Query};
use model::{Blog, BlogName, Decision, Post, PostId, SourceKind, State, Time, Withheld};
use store::import_runs::RunRecord;
use store::posts::PlacedPost;
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
    pub verdict: WhyVerdict,
}

/// The answer.
#[derive(Debug, Clone)]
pub enum WhyVerdict {
    /// Nothing public is known of it. A post that is not public is told apart from none to nobody but its owner.
    Unknown(Unknown),
    /// It was here and was deleted.
    Deleted(Time),
    /// It is the asker's own and not published.
    NotPublished(State),
    /// It is here, in the view or not.
    Found(Box<WhyMatch>),
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
pub struct WhyMatch {
    /// The post.
    pub card: PostCard,
    /// It is in the view.
    pub here: bool,
    /// The conditions of the view, one by one.
    pub terms: Explained,
    /// The run of an import that brought it.
    pub run: Option<RunRecord>,
    /// Why it is withheld, where it is.
    pub withheld: Option<WithheldFor>,
    /// It adds nothing to what it reblogs and counts as a note of its root: the root's blog and number. Only where the
    /// view leaves such posts out.
    pub note_of: Option<(String, PostId)>,
    /// It is in the view and folded there, as a duplicate or an excerpt of this post: the blog's name and the number.
    pub folded: Option<(String, PostId)>,
    /// It is hidden as an excerpt of a longer post, which may be the later of the two.
    pub is_excerpt: bool,
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
    pub async fn explain_presence(
        &self,
        post: &Address,
        query: &str,
        viewer: Option<&Viewer>,
    ) -> Result<Why> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let (address, viewer, text) = (post.clone(), viewer.cloned(), query.trim().to_owned());
        // An address elsewhere is looked for among many posts of its host.
        let expensive = matches!(address, Address::Elsewhere { .. }) || cost::is_expensive(&parsed.expr);
        self.read_list(expensive, move |snapshot| {
            let verdict = find_verdict(snapshot, &address, &parsed, viewer.as_ref())?;
            Ok(Why { query: text.clone(), verdict })
        })
        .await
    }
}

fn find_verdict(
    snapshot: &mut Snapshot<'_, '_>,
    address: &Address,
    query: &tag::query::Query,
    viewer: Option<&Viewer>,
) -> Result<WhyVerdict> {
    let found = match address {
        Address::Ours { blog, id } => by_id(snapshot.tx, blog.as_ref(), *id)?,
        Address::Elsewhere { url, host, number } => find_by_source(snapshot, url, host, *number)?,
    };
    match found {
        // Withheld posts are published too: anybody may ask for the reason.
        Some((post, blog)) if rules::is_public(&post) => {
            Ok(WhyVerdict::Found(Box::new(match_post(snapshot, (&post, &blog), query, viewer)?)))
        }
        Some((post, _)) if viewer.is_some_and(|viewer| rules::may_view_post(&viewer.blogs, &post)) => {
            Ok(WhyVerdict::NotPublished(post.state))
        }
        // The same answer as for no post at all, so that nobody can probe for drafts.
        Some(_) => Ok(WhyVerdict::Unknown(describe_unknown(snapshot, address)?)),
        None => match find_tombstone(snapshot.tx, address)? {
            Some(at) => Ok(WhyVerdict::Deleted(at)),
            None => Ok(WhyVerdict::Unknown(describe_unknown(snapshot, address)?)),
        },
    }
}

fn by_id(tx: &mut Tx<'_>, name: Option<&BlogName>, id: PostId) -> Result<Option<(Post, Blog)>> {
    let Some(post) = posts::by_id(tx, id)?.map(|placed| placed.post) else { return Ok(None) };
    let blog = blogs::by_ids(tx, &[post.blog.0])?.pop();
    // A right id under a wrong blog must not confirm that the post exists.
    Ok(blog.filter(|blog| name.is_none_or(|name| blog.name == *name)).map(|blog| (post, blog)))
}

/// By the number that an import kept, by the key that leads to what was taken from a page, or among the newest posts of
/// the host: what is short or withheld has no such key.
fn find_by_source(
    snapshot: &mut Snapshot<'_, '_>,
    url: &str,
    host: &str,
    number: Option<i64>,
) -> Result<Option<(Post, Blog)>> {
    if let Some(id) = find_imported(snapshot.tx, number)? {
        return by_id(snapshot.tx, None, id);
    }
    let asked = duplicates::clean_address(url);
    // Keys are hashes and hosts hold many posts, so the cleaned addresses are compared.
    let same = |post: &Post| {
        post.source.as_ref().is_some_and(|source| duplicates::clean_address(&source.url) == asked)
    };
    let latest = |posts: Vec<PlacedPost>| {
        let same = posts.into_iter().map(|placed| placed.post).filter(same);
        same.max_by_key(|post| (post.published, post.id)).map(|post| post.id)
    };
    let mut found = latest(led_to(snapshot, url)?);
    if found.is_none() {
        let query = Query {
            expr: from_host(snapshot, host),
            scope: vec![Class::Standing, Class::Bare, Class::Withheld],
        };
        let page = snapshot.read_page(&query, Sort::Latest, None, HOST_LOOKED)?;
        for hits in page.hits.chunks(HOST_READ) {
            let positions: Vec<_> = hits.iter().map(|hit| hit.position).collect();
            found = latest(posts::read_posts_at(snapshot.tx, &positions)?);
            if found.is_some() {
                break;
            }
        }
    }
    found.map_or(Ok(None), |id| by_id(snapshot.tx, None, id))
}

/// Posts that the key of a page leads to, of which some may have been changed since.
fn led_to(snapshot: &mut Snapshot<'_, '_>, url: &str) -> Result<Vec<PlacedPost>> {
    let Some(key) = duplicates::source_key(url, snapshot.words) else { return Ok(Vec::new()) };
    let led = store::duplicate_keys::posts_of(snapshot.tx, &[key])?.remove(&key).unwrap_or_default();
    let mut posts = Vec::new();
    for led in led {
        // A key may stay after its post was withdrawn, so the state is checked now.
        posts.extend(posts::by_id(snapshot.tx, led.post)?.filter(|placed| rules::is_public(&placed.post)));
    }
    Ok(posts)
}

fn find_imported(tx: &mut Tx<'_>, number: Option<i64>) -> Result<Option<PostId>> {
    let Some(number) = number else { return Ok(None) };
    let key = format!("tumblr:{number}");
    Ok(imports::find_imported(tx, std::slice::from_ref(&key))?.remove(&key))
}

fn from_host(snapshot: &Snapshot<'_, '_>, host: &str) -> Expr {
    Expr::Facet(Facet::Host(snapshot.words.hash_host(host)))
}

fn find_tombstone(tx: &mut Tx<'_>, address: &Address) -> Result<Option<Time>> {
    let (blog, id) = match address {
        Address::Ours { blog, id } => (blog.as_ref(), Some(*id)),
        Address::Elsewhere { number, .. } => (None, find_imported(tx, *number)?),
    };
    let Some(id) = id else { return Ok(None) };
    let Some((of, at)) = tombstones::read_tombstone(tx, id)? else { return Ok(None) };
    // A tombstone answers only for the blog that the address names.
    let named = match blog {
        Some(name) => blogs::by_name(tx, name.as_str())?.is_some_and(|blog| blog.id == of),
        None => true,
    };
    Ok(named.then_some(at))
}

fn describe_unknown(snapshot: &mut Snapshot<'_, '_>, address: &Address) -> Result<Unknown> {
    let Address::Elsewhere { host, .. } = address else { return Ok(Unknown::default()) };
    let query = Query { expr: from_host(snapshot, host), scope: vec![Class::Standing] };
    let mut imports = Vec::new();
    // The source kinds of imports are all of Tumblr; for other hosts they say nothing.
    if host == "tumblr.com" || host.ends_with(".tumblr.com") {
        for kind in SourceKind::ALL {
            let (count, last) = import_runs::of_kind(snapshot.tx, *kind)?;
            imports.extend((count > 0).then_some((*kind, count, last)));
        }
    }
    Ok(Unknown { host: Some(host.clone()), from_host: snapshot.count_hits(&query)?, imports })
}

fn match_post(
    snapshot: &mut Snapshot<'_, '_>,
    (post, blog): (&Post, &Blog),
    query: &tag::query::Query,
    viewer: Option<&Viewer>,
) -> Result<WhyMatch> {
    let terms = explain::explain_post(snapshot, post, blog, &query.expr)?;
    let scope = expression::class_scope(&query.expr);
    let card = listing::make_card(post.clone(), blog.clone());
    let class = facets::visibility_class(post, &card.document);
    let here = terms.met && scope.contains(&class);
    let sort = query.sort.unwrap_or_default();
    let withheld = match post.withheld {
        Some(reason) => {
            let may = viewer.is_some_and(|viewer| rules::may_view_decisions(viewer, post));
            // The text of a decision is for the author and moderators; only the reason is public.
            let decision = if may { withhold::last_decision(snapshot.tx, post)? } else { None };
            Some(WithheldFor { reason, decision })
        }
        None => None,
    };
    let run = match post.run {
        Some(run) => import_runs::by_id(snapshot.tx, run)?,
        None => None,
    };
    let root = post.reblog.as_ref().map(|reblog| (reblog.root_blog.clone(), reblog.root));
    let folded = if here { find_post_above(snapshot, post, query)? } else { None };
    let (folded, is_excerpt) = folded.map_or((None, false), |(above, is_excerpt)| (Some(above), is_excerpt));
    Ok(WhyMatch {
        here,
        terms,
        folded,
        is_excerpt,
        run,
        withheld,
        note_of: root.filter(|_| class == Class::Bare && !scope.contains(&class)),
        before: cursor_before(post, sort).filter(|_| here),
        sort,
        card,
    })
}

/// The post that stands in the view for this one, and whether this is an excerpt of it. A view that asks for duplicates shows
/// them all.
fn find_post_above(
    snapshot: &mut Snapshot<'_, '_>,
    post: &Post,
    query: &tag::query::Query,
) -> Result<Option<((String, PostId), bool)>> {
    if expression::asks_for_duplicates(&query.expr) {
        return Ok(None);
    }
    let whole = expression::compile_query(snapshot, query)?;
    let mut list = PostFilter::new(&whole);
    let above = DuplicateHiding::of_list(&mut list, &[]).shown_above(snapshot, post.id)?;
    let Some((first, member)) = above else { return Ok(None) };
    let is_excerpt = cluster_page::is_excerpt(&member);
    Ok(by_id(snapshot.tx, None, first)?.map(|(_, blog)| ((blog.name.as_str().to_owned(), first), is_excerpt)))
}

/// The place right before a post.
fn cursor_before(post: &Post, sort: Sort) -> Option<String> {
    let id = match sort {
        Sort::Latest => post.id.0.checked_add(1)?,
        Sort::Oldest => post.id.0.checked_sub(1)?,
        Sort::Top => return None,
    };
    Some(cursor::cursor_text(&Cursor { notes: None, key: Key { time: post.published.0, id } }, sort))
}
