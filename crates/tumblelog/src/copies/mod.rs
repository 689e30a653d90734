//! Near-duplicates: the same story by feed, reblog or repost, with small edits, in whatever order it comes. Publishing
//! leaves a post with a few keys; the worker's round compares it with the posts that share one ([`round`]) and writes
//! down who tells the same story; lists show the earliest of a story that they hold ([`folding`]).

mod alike;
pub(crate) mod folding;
mod gather;
pub mod page;
mod part;
mod round;
mod said;

use crate::Result;
use index::{Class, Facet, Index, Position};
use model::PostId;
pub(crate) use said::Said;
use store::copies::Waiting;
use store::{Tx, copies, stories};

/// Lets posts wait for the round that compares them.
pub(crate) fn wait<'a>(tx: &mut Tx<'_>, posts: impl Iterator<Item = (PostId, &'a [i64])>) -> Result<()> {
    let waiting: Vec<Waiting> = posts
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(post, keys)| Waiting { post, keys: keys.to_vec() })
        .collect();
    Ok(copies::wait(tx, &waiting)?)
}

/// Before a post is changed in the index or leaves it: it is no copy until it was compared again. The caller holds the
/// index's lock.
pub(crate) fn loosen(tx: &mut Tx<'_>, post: PostId, position: Position, keys: &[i64]) -> Result<()> {
    let member = stories::of(tx, &[post.0])?.pop();
    if let Some(folded) = member.filter(|member| member.folded) {
        Index::default().mark(tx, Facet::Copy.id(Class::Standing), &[(position, false)])?;
        stories::put(tx, &[stories::Member { folded: false, ..folded }])?;
    }
    if member.is_some() || !keys.is_empty() {
        copies::wait(tx, &[Waiting { post, keys: keys.to_vec() }])?;
    }
    Ok(())
}
