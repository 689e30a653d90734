//! What a reblog carries, and who may reblog.

use crate::Result;
use crate::account::actor;
use crate::permission;
use crate::post::new_post::NewPost;
use model::{Blog, BlogId, Invalid, Post, PostId, PostType, Reblog, TrailItem};
use npf::Document;
use store::{Tx, ensure_outside_write};

/// Earlier posts a post may carry.
const TRAIL_ITEMS: usize = 500;
/// Bytes of their content.
const TRAIL_BYTES: usize = 4 << 20;

/// What a reblog takes from its parent.
pub(crate) struct Carried {
    pub trail: Vec<TrailItem>,
    pub reblog: Reblog,
    pub kind: PostType,
}

/// Reads the parent of a post to be and what it passes on, when the blog may reblog it.
pub(crate) fn carry_trail(tx: &mut Tx<'_>, new: &NewPost, blog: &Blog) -> Result<Option<Carried>> {
    let Some(parent) = new.reblog_of else {
        if new.hide_trail || !new.exclude_trail_items.is_empty() {
            return Err(Invalid::new("only a reblog has a trail to hide or to leave items out of").into());
        }
        return Ok(None);
    };
    let parent = permission::read_published_post(tx, parent)?;
    permission::ensure_may_reblog(tx, Some(blog.id.into()), &parent)?;
    let reblog = reblog_of(tx, &parent)?;
    let trail = match new.hide_trail {
        true => Vec::new(),
        false => exclude_items(trail_of(tx, &parent)?, &new.exclude_trail_items)?,
    };
    let bytes: usize = trail.iter().map(|item| item.content.len()).sum();
    // Each reblog copies its whole trail, so without a limit a chain grows quadratically.
    if trail.len() > TRAIL_ITEMS || bytes > TRAIL_BYTES {
        return Err(Invalid::new(format!(
            "the trail has {} items of {bytes} bytes; at most {TRAIL_ITEMS} of 4 MiB are carried: leave items out or hide it",
            trail.len()
        ))
        .into());
    }
    Ok(Some(Carried { trail, reblog, kind: parent.kind }))
}

/// Whether the parent of a reblog that is about to be kept is still there to be reblogged by its blog.
pub(crate) fn ensure_published(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    let Some(reblog) = &post.reblog else { return Ok(()) };
    permission::ensure_listed(&permission::read_published_post(tx, reblog.parent)?)?;
    ensure_allowed(tx, post)
}

/// Whether a post that is a reblog may (still) be published: nobody it was reblogged from blocks its blog or has
/// closed the post to reblogs.
pub(crate) fn ensure_allowed(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    let Some(reblog) = &post.reblog else { return Ok(()) };
    let others: Vec<_> =
        // A blog may reblog itself, and cannot have blocked itself.
        permission::involved_blogs(tx, post)?.into_iter().filter(|blog| *blog != post.blog).collect();
    permission::ensure_open_to_reblogs(tx, Some(post.blog.into()), &others, [reblog.parent, reblog.root])
}

fn reblog_of(tx: &mut Tx<'_>, parent: &Post) -> Result<Reblog> {
    let name = actor::read_blog(tx, parent.blog)?.name.as_str().to_owned();
    let (root, root_blog) = match &parent.reblog {
        Some(reblog) => (reblog.root, reblog.root_blog.clone()),
        None => (parent.id, name.clone()),
    };
    Ok(Reblog { parent: parent.id, parent_blog: name, root, root_blog })
}

/// The parent's own trail and then the parent, unless it said nothing itself.
fn trail_of(tx: &mut Tx<'_>, parent: &Post) -> Result<Vec<TrailItem>> {
    let blog = actor::read_blog(tx, parent.blog)?;
    let mut trail = parent.trail.clone();
    // With an empty trail the parent is all there is to carry, even without words.
    if trail.is_empty() || !adds_nothing(parent) {
        trail.push(TrailItem {
            blog: blog.name.as_str().to_owned(),
            uuid: Some(blog.uuid),
            post: Some(parent.id),
            published: Some(parent.published),
            url: None,
            broken: false,
            content: parent.content.clone(),
        });
    }
    Ok(trail)
}

/// Whether a post has no words of its own.
fn adds_nothing(post: &Post) -> bool {
    ensure_outside_write("parsing a document");
    Document::from_json(&post.content).is_ok_and(|document| document.content.is_empty())
}

/// A trail without some of its items, counted from 0.
pub(crate) fn exclude_items<T>(trail: Vec<T>, excluded: &[usize]) -> Result<Vec<T>, Invalid> {
    if let Some(wrong) = excluded.iter().find(|at| **at >= trail.len()) {
        return Err(Invalid::new(match trail.len() {
            0 => format!("exclude_trail_items names item {wrong}; the post carries no trail"),
            n => format!("exclude_trail_items names item {wrong}; the trail has the items 0 to {}", n - 1),
        }));
    }
    let kept = trail.into_iter().enumerate().filter(|(at, _)| !excluded.contains(at));
    Ok(kept.map(|(_, item)| item).collect())
}

/// The posts others have a part in when something is done to a post: itself, and its root where the site has it.
pub(crate) fn concerned_posts(tx: &mut Tx<'_>, post: &Post) -> Result<Vec<(BlogId, PostId)>> {
    let mut all = vec![(post.blog, post.id)];
    if let Some(reblog) = &post.reblog
        && let Some(root) = store::posts::by_id(tx, reblog.root)?
        && root.post.blog != post.blog
    {
        all.push((root.post.blog, root.post.id));
    }
    Ok(all)
}
