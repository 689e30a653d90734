//! Near-duplicates: the same story by feed, reblog or repost, with small edits, in whatever order it comes. Publishing
//! leaves a post with a few keys. The worker's round compares it with the posts that share one ([`find_duplicates`]): a copy has
//! most words in common with the earlier post ([`similarity`]), and what differs is not what bulletins of one series differ
//! in ([`series`]). A copy is folded under an earlier post that it is like itself ([`plan`]). Lists show the earliest
//! that they hold ([`hide_duplicates`]).

mod added;
mod apply;
mod calendar;
mod candidates;
mod capital;
pub mod cluster_page;
mod comparing;
mod differences;
mod excerpt;
mod figure;
mod find_duplicates;
mod fingerprint;
pub(crate) mod hide_duplicates;
mod mark_distinct;
mod placing;
mod plan;
mod series;
mod similarity;
mod sketch;
mod text;
mod token;
mod values;

use crate::Result;
pub(crate) use fingerprint::{Said, Signature, address, source_key};
use index::{Class, Facet, Index, Position};
use model::PostId;
use store::duplicate_keys::Waiting;
use store::{Tx, clusters, duplicate_keys};

fn waiting(post: PostId, signature: &Signature) -> Waiting {
    Waiting { post, keys: signature.keys.clone(), sketch: signature.sketch, page: signature.page }
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
    duplicate_keys::set_changed(tx)?;
    let member = clusters::of(tx, &[post.0])?.pop();
    if let Some(folded) = member.filter(|member| member.folded) {
        Index::default().mark(tx, Facet::Copy.id(Class::Standing), &[(position, false)])?;
        clusters::remove(tx, &[post.0])?;
        let left = clusters::first(tx, folded.story, 2)?;
        // One post alone is no story.
        if let [alone] = left[..]
            && !alone.folded
        {
            clusters::remove(tx, &[alone.post.0])?;
        }
    }
    let gone = before.keys.iter().filter(|key| !after.keys.contains(key));
    duplicate_keys::mislead(tx, &gone.map(|key| (*key, post)).collect::<Vec<_>>())?;
    if member.is_some() || !after.keys.is_empty() {
        duplicate_keys::wait(tx, &[waiting(post, after)])?;
    }
    Ok(())
}
