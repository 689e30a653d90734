//! Blocking: a blog wants nothing to do with another. Who is blocked may not follow, like, reply to, reblog or ask;
//! following ends both ways. Notes of before stay.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::permission::rules;
use crate::social::follow;
use crate::social::follow::{RelatedList, RelatedRequest};
use crate::{Error, Result, Site};
use model::{ActorId, BlogId, BlogName, Invalid, PostId, Time};
use store::{Tx, blocks, blogs, follows, post_options, posts};

impl Site {
    /// A blog blocks others, all or none of them. Blocking again changes nothing. Gives how many blocks are new.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog; [`Error::Invalid`] for itself; [`Error::Limit`] for more than a hundred
    /// at once.
    pub async fn block_blogs(&self, blog: &BlogName, blocked: &[BlogName]) -> Result<usize> {
        limits::at_most(Limit::Bulk, i64::try_from(blocked.len()).unwrap_or(i64::MAX))?;
        let (blog, blocked, at) = (blog.clone(), blocked.to_vec(), self.clock().now());
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?.id;
                let ids = blocked.iter().map(|name| Ok(actor::blog_named(tx, name)?.id));
                // All names are read before anything is written: an unknown one refuses the whole
                // list.
                let ids = ids.collect::<Result<Vec<_>>>()?;
                block_all(tx, blog, ids, at)
            })
            .await
    }

    /// A blog blocks whoever wrote, submitted or asked a post of its inbox, or wrote a reblog of its post. Gives how many
    /// blocks are new.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Refused`] where it is not known who that is, as of an
    /// anonymous question.
    pub async fn block_author(&self, blog: &BlogName, post: PostId) -> Result<usize> {
        let (blog, at) = (blog.clone(), self.clock().now());
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?.id;
                let placed = posts::by_id(tx, post)?;
                // Otherwise a block would tell whether a private post of others exists.
                let seen = |placed: &posts::PlacedPost| rules::may_view_post(&[blog], &placed.post);
                let Some(placed) = placed.filter(seen) else {
                    return Err(Error::NotFound(format!("there is no post {post}")));
                };
                let author = match placed.post.blog == blog {
                    true => post_options::read_options(tx, post)?.via.author(),
                    false => Some(placed.post.blog),
                };
                let author = author.ok_or_else(|| {
                    Error::Refused(format!("who wrote post {post} is not known, so they cannot be blocked"))
                })?;
                block_all(tx, blog, vec![author], at)
            })
            .await
    }

    /// A blog unblocks another; whether it was blocked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn unblock_blog(&self, blog: &BlogName, blocked: &BlogName) -> Result<bool> {
        let (blog, blocked) = (blog.clone(), blocked.clone());
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?.id;
                let blocked = actor::blog_named(tx, &blocked)?.id;
                Ok(blocks::remove_blog_block(tx, blog, blocked.into())?)
            })
            .await
    }

    /// The blogs a blog blocks. Their number is counted along the list.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn list_blocked(&self, blog: &BlogName, request: RelatedRequest) -> Result<RelatedList> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &blog)?.id;
                let (limit, offset) = request.limit_and_offset();
                // One more than the page tells whether another follows.
                let marks = blocks::list_blocked(tx, blog, request.start_mark(), limit + 1, offset)?;
                let total = blocks::count_blocked(tx, blog)?;
                follow::related_blogs(tx, blog.into(), marks, limit, total)
            })
            .await
    }

    /// Whether a blog blocks another.
    ///
    /// # Errors
    /// What the database says; an unknown blog neither blocks nor is blocked.
    pub async fn is_blocked(&self, blog: &BlogName, blocked: &BlogName) -> Result<bool> {
        let names = [blog.as_str().to_owned(), blocked.as_str().to_owned()];
        self.store
            .read(move |tx| {
                let found = blogs::by_names(tx, &names)?;
                let id =
                    |name: &str| found.iter().find(|blog| blog.name.as_str() == name).map(|blog| blog.id);
                match (id(&names[0]), id(&names[1])) {
                    (Some(blog), Some(blocked)) => {
                        Ok(!blocks::list_blockers(tx, &[blog.0], blocked.into())?.is_empty())
                    }
                    _ => Ok(false),
                }
            })
            .await
    }
}

fn block_all(tx: &mut Tx<'_>, blog: BlogId, mut blocked: Vec<BlogId>, at: Time) -> Result<usize> {
    if blocked.contains(&blog) {
        return Err(Invalid::new("a blog does not block itself").into());
    }
    blocked.sort_unstable();
    blocked.dedup();
    let everyone: Vec<ActorId> = blocked.iter().copied().chain([blog]).map(ActorId::from).collect();
    // A follow of the same moment waits, or is undone.
    follows::lock_follow_counts(tx, &everyone)?;
    let mut new = 0;
    for other in blocked.into_iter().map(ActorId::from) {
        new += usize::from(blocks::insert_blog_block(tx, blog, other, at)?);
        follow::remove_follow(tx, blog.into(), other, at)?;
        follow::remove_follow(tx, other, blog.into(), at)?;
    }
    Ok(new)
}
