//! What others may do with a blog.

use super::act::Act;
use super::post_rules::ensure_not_blocked;
use super::standing;
use crate::account::actor::{Acting, find_acting};
use crate::{Error, Result};
use model::{Actor, Blog, BlogId, Invalid};
use store::{Tx, blocks, blog_settings};

/// Who follows a blog, where it may: not itself, not a blog that blocks it, not one that it blocks.
pub(crate) fn authorize_follow(tx: &mut Tx<'_>, actor: &Actor, followee: &Blog) -> Result<Acting> {
    standing::ensure_scopes(actor, Act::Follow)?;
    let follower = find_blog_or_row(tx, actor)?;
    ensure_may_follow(tx, &follower, followee)?;
    Ok(follower)
}

/// Refuses what [`authorize_follow`] refuses, for a follower that is known.
pub(crate) fn ensure_may_follow(tx: &mut Tx<'_>, follower: &Acting, followee: &Blog) -> Result<()> {
    if follower.id == Some(followee.id.into()) {
        return Err(Invalid::new("a blog does not follow itself").into());
    }
    ensure_not_blocked(tx, follower.id, &[followee.id], "follow it")?;
    let Some(own) = &follower.blog else { return Ok(()) };
    match blocks::list_blockers(tx, &[own.id.0], followee.id.into())?.is_empty() {
        true => Ok(()),
        false => Err(Error::Refused(format!("{} is blocked; unblock it first", followee.name))),
    }
}

/// Who acts, where a name means a blog of this site that must be there.
fn find_blog_or_row(tx: &mut Tx<'_>, actor: &Actor) -> Result<Acting> {
    let acting = find_acting(tx, actor)?;
    match actor {
        Actor::Blog { name, .. } if acting.blog.is_none() => {
            Err(Error::NotFound(format!("there is no blog named {name}")))
        }
        _ => Ok(acting),
    }
}

/// The blog that writes to the inbox of another, where it may: the other takes what is sent and does not block it. None
/// for a guest. Blocks hold for who asks without a name too.
pub(crate) fn authorize_sender(tx: &mut Tx<'_>, actor: &Actor, to: BlogId, act: Act) -> Result<Option<Blog>> {
    standing::ensure_scopes(actor, act)?;
    let from = match actor {
        Actor::Guest => None,
        _ => Some(find_blog_or_row(tx, actor)?.blog.ok_or_else(|| {
            // Questions name their asker by blog.
            Error::Refused("only blogs of this site and guests write to an inbox".into())
        })?),
    };
    ensure_inbox_open(tx, to, act, act == Act::AskAnonymously || from.is_none())?;
    ensure_not_blocked(tx, from.as_ref().map(|from| from.id.into()), &[to], "write to it")?;
    Ok(from)
}

fn ensure_inbox_open(tx: &mut Tx<'_>, to: BlogId, act: Act, nameless: bool) -> Result<()> {
    let settings = blog_settings::read_blog_settings(tx, to)?;
    let shut = match act {
        Act::Submit if !settings.submissions => "this blog takes no submissions",
        Act::Submit => return Ok(()),
        _ if !settings.asks => "this blog takes no questions",
        _ if nameless && !settings.anonymous_asks => "this blog takes no anonymous questions",
        _ => return Ok(()),
    };
    Err(Error::Refused(shut.into()))
}
