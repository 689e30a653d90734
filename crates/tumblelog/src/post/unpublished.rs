//! Posts of a blog that are not for the public: drafts, private posts, what waits in the inbox. Index pages like every
//! list, in the class that no public list reads.

use crate::account::actor;
use crate::query::listing;
use crate::query::view::{List, PostCard};
use crate::queue::blog_queue;
use crate::{Error, Result, Site};
use index::{Class, Cursor, Expr, Facet, Key, Query, Sort};
use model::{BlogName, Invalid, PostExtra, PostId, State, Time};
use store::{Tx, blogs, post_options, posts};

/// What is asked of a list of held posts.
#[derive(Debug, Clone, Default)]
pub struct UnpublishedRequest {
    /// Those made before this post.
    pub before: Option<PostId>,
    /// How many to pass over from there.
    pub offset: usize,
    /// How many, 1 to 50.
    pub limit: usize,
}

/// A post as its blog's owner sees it, whatever its state.
#[derive(Debug, Clone)]
pub struct OwnPost {
    /// The post.
    pub card: PostCard,
    /// What it has beside it.
    pub extra: PostExtra,
    /// In a queue: when it will be published as things stand (`None` where the queue rests), and whether that is a time
    /// of its own.
    pub queued: Option<(Option<Time>, bool)>,
}

impl Site {
    /// A blog's drafts, private posts or unapproved posts, newest first, with their exact number. A post that waits
    /// has the time it was made.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog; [`Error::Invalid`] for a state that has other lists.
    pub async fn list_unpublished(
        &self,
        blog: &BlogName,
        state: State,
        request: UnpublishedRequest,
    ) -> Result<List> {
        if !matches!(state, State::Draft | State::Private | State::Unapproved) {
            return Err(Invalid::new(format!(
                "{state} posts have a list of their own; draft, private and unapproved are accepted"
            ))
            .into());
        }
        let blog = blog.clone();
        self.read_snapshot(move |snapshot| {
            let blog = actor::blog_named(snapshot.tx, &blog)?;
            let of = [Facet::Blog(blog.id), Facet::State(state)].map(Expr::Facet).to_vec();
            let query = Query { expr: Expr::And(of), scope: vec![Class::Hidden] };
            let limit = request.limit.clamp(1, listing::PAGE_LIMIT);
            let after = request.before.map(|id| key_of(snapshot.tx, id)).transpose()?;
            let after = after.map(|key| Cursor { notes: None, key });
            // The index has no offsets: it reads them and drops them, within a limit.
            let reach = listing::check_reach(request.offset, limit)?;
            let page = snapshot.read_page(&query, Sort::Latest, after, reach)?;
            let positions: Vec<_> = page.hits.iter().skip(request.offset).map(|hit| hit.position).collect();
            Ok(List {
                cards: listing::read_cards(snapshot.tx, &positions)?,
                next: page
                    .next
                    .map(|next| crate::query::cursor::cursor_text(&next, crate::query::view::Sort::Latest)),
                total: snapshot.count_hits(&query)?,
                ..List::default()
            })
        })
        .await
    }

    /// A post of a blog as its owner sees it; `None` where the blog has no such post.
    pub async fn own_post(&self, blog: &BlogName, id: PostId) -> Result<Option<OwnPost>> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let Some(blog) = blogs::by_name(tx, blog.as_str())? else { return Ok(None) };
                let found = posts::by_id(tx, id)?.map(|placed| placed.post);
                let Some(post) = found.filter(|post| post.blog == blog.id) else { return Ok(None) };
                let queued = match post.state {
                    State::Queued => blog_queue::queue_standing(tx, id)?,
                    _ => None,
                };
                let extra = post_options::read_options(tx, id)?;
                Ok::<_, Error>(Some(OwnPost { card: listing::make_card(post, blog), extra, queued }))
            })
            .await
    }
}

/// Where a post stands in the order of lists; of one that is gone, about where it stood when it was made.
pub(crate) fn key_of(tx: &mut Tx<'_>, id: PostId) -> Result<Key> {
    let placed = posts::by_id(tx, id)?;
    Ok(placed.map_or_else(
        // A client may page by a post that was deleted since; the time in its id keeps the page
        // near.
        || Key { time: model::clock::made_at(id).0, id: id.0 },
        |placed| Key { time: placed.post.published.0, id: id.0 },
    ))
}
