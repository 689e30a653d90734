//! Who acts.

use crate::{Error, Result};
use model::{AccountId, Blog, BlogId, BlogName, Post, PostId, State};
use store::{Tx, blocks, blogs, posts};

/// A blog that does something, and the account behind it, against whose daily limits it counts. Without an account
/// it is the site itself, as in an import or a demonstration, and nothing is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The blog.
    pub blog: BlogName,
    /// The account.
    pub account: Option<AccountId>,
}

impl Actor {
    /// An account acting through one of its blogs.
    pub fn of_account(blog: BlogName, account: AccountId) -> Self {
        Self { blog, account: Some(account) }
    }
}

impl From<BlogName> for Actor {
    fn from(blog: BlogName) -> Self {
        Self { blog, account: None }
    }
}

/// The blog of a name.
pub(crate) fn blog_named(tx: &mut Tx<'_>, name: &BlogName) -> Result<Blog> {
    blogs::by_name(tx, name.as_str())?
        .ok_or_else(|| Error::NotFound(format!("there is no blog named {name}")))
}

/// The blog of an id.
pub(crate) fn read_blog(tx: &mut Tx<'_>, id: BlogId) -> Result<Blog> {
    blogs::by_ids(tx, &[id.0])?.pop().ok_or_else(|| Error::NotFound(format!("there is no blog {id}")))
}

/// A post that others may see. What is not published is to others as if it were not there.
pub(crate) fn read_published_post(tx: &mut Tx<'_>, id: PostId) -> Result<Post> {
    let placed = posts::by_id(tx, id)?.map(|placed| placed.post);
    placed
        .filter(|post| post.state == State::Published)
        .ok_or_else(|| Error::NotFound(format!("there is no post {id}")))
}

/// The blogs whose word a post is: its own, and those it was reblogged from, as far as the site knows them.
pub(crate) fn involved_blogs(tx: &mut Tx<'_>, post: &Post) -> Result<Vec<BlogId>> {
    let mut ids = vec![post.blog];
    if let Some(reblog) = &post.reblog {
        let names = [reblog.parent_blog.clone(), reblog.root_blog.clone()];
        ids.extend(blogs::by_names(tx, &names)?.into_iter().map(|blog| blog.id));
    }
    // A blog that reblogs itself is its own parent or root: name it once.
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Refuses what a blog wants to do to others when one of them blocks it. `what` is as in “may not reply here”.
pub(crate) fn ensure_not_blocked(
    tx: &mut Tx<'_>,
    actor: BlogId,
    others: &[BlogId],
    what: &str,
) -> Result<()> {
    // Any one blocker suffices: a reblog also acts on the root, and not only on its parent.
    let ids: Vec<i64> = others.iter().map(|blog| blog.0).collect();
    match blocks::list_blockers(tx, &ids, actor)?.is_empty() {
        true => Ok(()),
        false => Err(Error::Refused(format!("this blog is blocked there and may not {what}"))),
    }
}
