//! What others may do with a post.

use super::act::Act;
use super::{rules, standing};
use crate::account::actor::{Acting, find_acting};
use crate::{Error, Result};
use model::{Actor, ActorId, BlogId, Post, PostId, Reblogs};
use store::{Tx, blocks, blogs, post_options, posts};

/// What to say where a post is not there, or not for the asker.
pub(crate) fn no_post(id: PostId) -> Error {
    Error::NotFound(format!("there is no post {id}"))
}

/// A post that others may see. What is not published is to others as if it were not there.
pub(crate) fn read_published_post(tx: &mut Tx<'_>, id: PostId) -> Result<Post> {
    let placed = posts::by_id(tx, id)?.map(|placed| placed.post);
    placed.filter(rules::is_public).ok_or_else(|| no_post(id))
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

/// Refuses what an actor wants to do to others when one of them blocks it. `what` is as in “may not reply here”. An
/// actor without a row is blocked by nobody.
pub(crate) fn ensure_not_blocked(
    tx: &mut Tx<'_>,
    actor: Option<ActorId>,
    others: &[BlogId],
    what: &str,
) -> Result<()> {
    let Some(actor) = actor else { return Ok(()) };
    // Any one blocker suffices: a reblog also acts on the root, and not only on its parent.
    let ids: Vec<i64> = others.iter().map(|blog| blog.0).collect();
    match blocks::list_blockers(tx, &ids, actor)?.is_empty() {
        true => Ok(()),
        false => Err(Error::Refused(format!("this blog is blocked there and may not {what}"))),
    }
}

/// Who likes or replies, where it may.
pub(crate) fn authorize_note(tx: &mut Tx<'_>, actor: &Actor, act: Act, post: &Post) -> Result<Acting> {
    standing::ensure_scopes(actor, act)?;
    ensure_public(post)?;
    let acting = find_acting(tx, actor)?;
    let others = involved_blogs(tx, post)?;
    ensure_not_blocked(tx, acting.id, &others, if act == Act::Like { "like" } else { "reply" })?;
    Ok(acting)
}

/// Refuses to carry on what is withheld: it is kept out of lists, and a reblog would bring it into them.
pub(crate) fn ensure_listed(parent: &Post) -> Result<()> {
    match parent.withheld {
        None => Ok(()),
        Some(_) => {
            Err(Error::Refused("this post is withheld from lists, and a reblog would carry it there".into()))
        }
    }
}

fn ensure_public(post: &Post) -> Result<()> {
    if rules::is_public(post) { Ok(()) } else { Err(no_post(post.id)) }
}

/// Who reblogs, where it may.
pub(crate) fn authorize_reblog(tx: &mut Tx<'_>, actor: &Actor, parent: &Post) -> Result<Acting> {
    standing::ensure_scopes(actor, Act::Reblog)?;
    ensure_public(parent)?;
    let acting = find_acting(tx, actor)?;
    ensure_may_reblog(tx, acting.id, parent)?;
    Ok(acting)
}

/// Refuses a reblog of a post: one that is not listed, one that is closed, and where somebody involved blocks the actor.
///
pub(crate) fn ensure_may_reblog(tx: &mut Tx<'_>, actor: Option<ActorId>, parent: &Post) -> Result<()> {
    ensure_public(parent)?;
    ensure_listed(parent)?;
    let others = involved_blogs(tx, parent)?;
    let root = parent.reblog.as_ref().map_or(parent.id, |reblog| reblog.root);
    ensure_open_to_reblogs(tx, actor, &others, [parent.id, root])
}

/// Refuses a reblog where one of these blogs blocks the actor, or where one of these posts, parent and root, is closed.
pub(crate) fn ensure_open_to_reblogs(
    tx: &mut Tx<'_>,
    actor: Option<ActorId>,
    others: &[BlogId],
    [parent, root]: [PostId; 2],
) -> Result<()> {
    ensure_not_blocked(tx, actor, others, "reblog")?;
    // The root counts too: its author closed the post, whoever passed it on.
    let extras = post_options::read_options_of_posts(tx, &[parent.0, root.0])?;
    match extras.values().any(|extra| extra.reblogs == Reblogs::Noone) {
        true => Err(Error::Refused("this post is closed to reblogs".into())),
        false => Ok(()),
    }
}
