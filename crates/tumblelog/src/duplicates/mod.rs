//! Near-duplicates: the same text by feed, reblog or repost, with small edits, in whatever order it comes. Publishing
//! leaves a post with a few keys. The worker's round compares it with the posts that share one ([`find_duplicates`]): a duplicate has
//! most words in common with the earlier post ([`similarity`]), and what differs is not what bulletins of one series differ
//! in ([`series`]). A duplicate is hidden under an earlier post that it is like itself ([`plan`]). Lists show the earliest
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
mod word_kind;

use crate::Result;
use crate::jobs::lane::Lane;
pub(crate) use fingerprint::{ComparedText, Fingerprint, clean_address, source_key};
use index::{Class, Facet, Index, Position};
use model::PostId;
use store::duplicate_keys::PendingComparison;
use store::jobs::{self, AT_ONCE, NewJob};
use store::{Tx, clusters, duplicate_keys};

/// The job that compares the posts that wait.
pub(crate) const COMPARE_JOB: NewJob<'static> = NewJob {
    kind: "compare-duplicates",
    key: "",
    lane: Lane::Duplicates.name(),
    payload: "",
    run_at: AT_ONCE,
};

/// Lets posts wait, and has them compared.
fn add_comparisons(tx: &mut Tx<'_>, waiting: &[PendingComparison]) -> Result<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    duplicate_keys::add_pending_comparisons(tx, waiting)?;
    Ok(jobs::enqueue_unless_due(tx, &COMPARE_JOB)?)
}

fn pending_comparison(post: PostId, signature: &Fingerprint) -> PendingComparison {
    PendingComparison { post, keys: signature.keys.clone(), sketch: signature.sketch, page: signature.page }
}

/// Lets posts wait for the round that compares them.
pub(crate) fn queue_comparisons<'a>(
    tx: &mut Tx<'_>,
    posts: impl Iterator<Item = (PostId, &'a Fingerprint)>,
) -> Result<()> {
    let found = posts.filter(|(_, signature)| !signature.keys.is_empty());
    let waiting: Vec<PendingComparison> =
        found.map(|(post, signature)| pending_comparison(post, signature)).collect();
    add_comparisons(tx, &waiting)
}

/// Before a post is changed in the index or leaves it: it is no duplicate until it was compared again, and what it is no
/// longer found by leads to it no longer. The caller holds the index's lock.
pub(crate) fn requeue_changed(
    tx: &mut Tx<'_>,
    post: PostId,
    position: Position,
    (before, after): (&Fingerprint, &Fingerprint),
) -> Result<()> {
    // A round worked out from the old text must not be applied.
    duplicate_keys::set_changed(tx)?;
    let member = clusters::list_members_of_posts(tx, &[post.0])?.pop();
    if let Some(folded) = member.filter(|member| member.folded) {
        Index::default().mark_facet(tx, Facet::Copy.id(Class::Standing), &[(position, false)])?;
        clusters::remove_members(tx, &[post.0])?;
        let left = clusters::list_first_members(tx, folded.cluster, 2)?;
        // One post alone is no cluster.
        if let [alone] = left[..]
            && !alone.folded
        {
            clusters::remove_members(tx, &[alone.post.0])?;
        }
    }
    let gone = before.keys.iter().filter(|key| !after.keys.contains(key));
    duplicate_keys::remove_keys(tx, &gone.map(|key| (*key, post)).collect::<Vec<_>>())?;
    // A member without keys waits too: those hidden under it must be placed anew.
    if member.is_some() || !after.keys.is_empty() {
        add_comparisons(tx, &[pending_comparison(post, after)])?;
    }
    Ok(())
}
