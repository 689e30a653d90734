//! The dashboard: what a blog and the blogs it follows posted, newest first. An index page like a tag's: the OR of
//! the blogs' facets. Bare reblogs stand in it, because it shows what blogs did.

use crate::account::actor;
use crate::account::limits::Limit;
use crate::post::unpublished;
use crate::query::view::{PostCard, Sort};
use crate::query::{cursor, listing, post_list};
use crate::{Error, Result, Site};
use index::{Class, Cursor, Expr, Facet, Key, Query};
use model::{BlogName, Invalid, PostId, PostType, Time};
use store::follows::{self, FollowCursor};

/// What is asked of a dashboard.
#[derive(Debug, Clone, Default)]
pub struct DashboardRequest {
    /// Posts of these types; of all where empty.
    pub types: Vec<PostType>,
    /// Posts published before this moment. Without an `offset`, the page goes on past `limit` to the end of the second in
    /// which it ends, up to 1,000 posts.
    pub before: Option<Time>,
    /// The end of a page before ([`Dashboard::next`]), instead of `before`.
    pub page: Option<String>,
    /// Posts that come after this one in the order of lists: the first of them, newest first, so that asking again with
    /// the newest goes forward without a gap. A post published from a queue has an old id and is not missed: what
    /// counts is where that post stands and not its number.
    pub since: Option<PostId>,
    /// How many to pass over, from `before`, `page` or the newest.
    pub offset: usize,
    /// How many, 1 to 50.
    pub limit: usize,
}

/// A page of a dashboard. Nobody asks how many posts it has in all, and to count them would cost more than the page.
#[derive(Debug, Clone, Default)]
pub struct Dashboard {
    /// The posts, newest first.
    pub cards: Vec<PostCard>,
    /// Where the next, older page begins, unless this is the last.
    pub next: Option<String>,
}

impl Site {
    /// The dashboard of a blog. Nothing is hidden for an account's filters: [`crate::Filters::match_card`] marks.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog; [`Error::Invalid`] for a bad cursor, or `since` together with another
    /// beginning.
    pub async fn read_dashboard(&self, blog: &BlogName, request: DashboardRequest) -> Result<Dashboard> {
        let beginnings = [request.before.is_some(), request.page.is_some(), request.since.is_some()];
        if beginnings.into_iter().filter(|given| *given).count() > 1
            || (request.since.is_some() && request.offset > 0)
        {
            return Err(Invalid::new(
                "a dashboard begins at one of before, a page, or since_id, which takes no offset",
            )
            .into());
        }
        let after = match (&request.page, request.before) {
            (Some(page), _) => Some(cursor::parse_cursor(page, Sort::Latest)?),
            // The least id, so that posts of exactly this time are left out.
            (None, Some(time)) => Some(Cursor { notes: None, key: Key { time: time.0, id: i64::MIN } }),
            (None, None) => None,
        };
        let blog = blog.clone();
        self.read_snapshot(move |snapshot| {
            let blog = actor::blog_named(snapshot.tx, &blog)?;
            let followed = follows::list_following(
                snapshot.tx,
                blog.id.into(),
                FollowCursor::NEWEST,
                Limit::Following.most(),
                0,
            )?;
            // One's own posts stand on one's dashboard too.
            let blogs = followed.iter().map(|mark| mark.actor.as_blog()).chain([blog.id]);
            let mut expr = vec![any_facet(blogs.map(Facet::Blog))];
            if !request.types.is_empty() {
                expr.push(any_facet(request.types.iter().map(|kind| Facet::Type(*kind))));
            }
            let query = Query { expr: Expr::And(expr), scope: vec![Class::Standing, Class::Bare] };
            let limit = request.limit.clamp(1, listing::PAGE_LIMIT);
            let reach = listing::check_reach(request.offset, limit)?;
            let mut page = match request.since {
                // Who pages by time goes on from the second of the last post: the page ends with all of it.
                None if request.before.is_some() && request.offset == 0 => {
                    post_list::whole_seconds(snapshot, &query, Sort::Latest, after, limit)?
                }
                None => snapshot.read_page(&query, Sort::Latest, after, reach)?,
                Some(id) => {
                    let after = Cursor { notes: None, key: unpublished::key_of(snapshot.tx, id)? };
                    snapshot.read_page(&query, Sort::Oldest, Some(after), limit)?
                }
            };
            let mut next = page.next;
            if request.since.is_some() {
                page.hits.reverse();
                // Older posts follow below the page even when it holds the newest of all.
                next = page.hits.last().map(|hit| Cursor { notes: None, key: hit.key });
            }
            let positions: Vec<_> = page.hits.iter().skip(request.offset).map(|hit| hit.position).collect();
            Ok::<_, Error>(Dashboard {
                cards: listing::read_cards(snapshot.tx, &positions)?,
                next: next.map(|next| cursor::cursor_text(&next, Sort::Latest)),
            })
        })
        .await
    }
}

fn any_facet(facets: impl Iterator<Item = Facet>) -> Expr {
    Expr::Or(facets.map(Expr::Facet).collect())
}
