//! Near-duplicates: the same story by feed, reblog or repost, with small edits, in whatever order it comes. Publishing
//! leaves a post with a few keys; the worker's round compares it with the posts that share one ([`find_duplicates`])
//! and writes down who tells the same story; lists show the earliest of a story that they hold ([`hide_duplicates`]).

pub mod cluster_page;
mod find_duplicates;
mod fingerprint;
mod gather_clusters;
pub(crate) mod hide_duplicates;
mod mark_distinct;
mod similarity;
mod sketch;

use crate::Result;
pub(crate) use fingerprint::{Said, Signature, address, source_key};
use index::{Class, Facet, Index, Position};
use model::PostId;
use store::duplicate_keys::Waiting;
use store::{Tx, clusters, duplicate_keys};

fn waiting(post: PostId, signature: &Signature) -> Waiting {
    Waiting { post, keys: signature.keys.clone(), sketch: signature.sketch }
}

/// Lets posts wait for the round that compares them.
pub(crate) fn wait<'a>(tx: &mut Tx<'_>, posts: impl Iterator<Item = (PostId, &'a Signature)>) -> Result<()> {
    let found = posts.filter(|(_, signature)| !signature.keys.is_empty());
    let waiting: Vec<Waiting> = found.map(|(post, signature)| waiting(post, signature)).collect();
    Ok(duplicate_keys::wait(tx, &waiting)?)
}

/// Before a post is changed in the index or leaves it: it is no copy until it was compared again, and what it is no
/// longer found by leads to it no longer. The caller holds the index's lock.
pub(crate) fn loosen(
    tx: &mut Tx<'_>,
    post: PostId,
    position: Position,
    (before, after): (&Signature, &Signature),
) -> Result<()> {
    let member = clusters::of(tx, &[post.0])?.pop();
    if let Some(folded) = member.filter(|member| member.folded) {
        Index::default().mark(tx, Facet::Copy.id(Class::Standing), &[(position, false)])?;
        clusters::put(tx, &[clusters::Member { folded: false, ..folded }])?;
    }
    let gone = before.keys.iter().filter(|key| !after.keys.contains(key));
    duplicate_keys::mislead(tx, &gone.map(|key| (*key, post)).collect::<Vec<_>>())?;
    if member.is_some() || !after.keys.is_empty() {
        duplicate_keys::wait(tx, &[waiting(post, after)])?;
    }
    Ok(())
}
