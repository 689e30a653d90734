//! What is written of a post inside a transaction: its row, its position and facets in the index, its files, and what
//! looks for its duplicates. Publishing, editing, withholding and marking robots all write through here.

use crate::account::actor;
use crate::media::post_media;
use crate::post::prepare::{Prepared, facet_ids};
use crate::social::notes;
use crate::{Error, Result, duplicates};
use index::{FacetId, Index, Position};
use model::{Post, PostId, State};
use store::words::WordHash;
use store::{Tx, forward, posts, tags};

/// Keeps one prepared post.
pub(crate) fn insert_prepared(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Position> {
    let (facets, tag_ids) = facet_ids(prepared, &tags::intern_tags(tx, &prepared.folds)?);
    let position = Index::default().insert(tx, prepared.order_key(), &facets)?;
    posts::insert_posts(tx, &[(position, &prepared.post)])?;
    forward::put_forward_rows(tx, &[(position, tag_ids)])?;
    duplicates::queue_comparisons(tx, [(prepared.post.id, &prepared.signature)].into_iter())?;
    post_media::add_post(tx, &prepared.post)?;
    Ok(position)
}

/// A post with its position in the index.
pub(crate) fn read_placed_post(tx: &mut Tx<'_>, id: PostId) -> Result<posts::PlacedPost> {
    posts::by_id(tx, id)?.ok_or_else(|| Error::NotFound(format!("there is no post {id}")))
}

/// Changes a post and moves it in the index by the difference. Gives it as it was and as it is.
pub(crate) fn apply_change(
    tx: &mut Tx<'_>,
    id: PostId,
    hash: &WordHash,
    edit: impl FnOnce(&mut Tx<'_>, &mut Post) -> Result<()>,
) -> Result<(Post, Post)> {
    // Read under the lock, so that no other change to the same post comes between.
    index::Storage::lock_index(tx)?;
    let placed = read_placed_post(tx, id)?;
    let before = Prepared::prepare_post(placed.post.clone(), hash);
    let mut post = placed.post;
    edit(tx, &mut post)?;
    let after = Prepared::prepare_post(post, hash);
    if !keeps_fingerprint(&before, &after) {
        duplicates::requeue_changed(tx, id, placed.position, (&before.signature, &after.signature))?;
    }
    // Only known ids: a tag the database does not have is in no block either.
    let (old, _) = facet_ids(&before, &tags::ids_of(tx, &before.folds)?);
    let (new, tag_ids) = facet_ids(&after, &tags::intern_tags(tx, &after.folds)?);
    // A post that keeps its publish time keeps its position; otherwise it moves to another slot.
    if before.order_key() == after.order_key() {
        let (gone, come) = facet_difference(&old, &new);
        Index::default().change(tx, placed.position, &gone, &come)?;
        posts::update_post(tx, placed.position, &after.post)?;
        forward::put_forward_rows(tx, &[(placed.position, tag_ids)])?;
    } else {
        posts::delete_post(tx, placed.position, id)?;
        let position = Index::default().relocate_post(tx, placed.position, after.order_key(), &old, &new)?;
        posts::insert_posts(tx, &[(position, &after.post)])?;
        forward::put_forward_rows(tx, &[(position, tag_ids)])?;
    }
    update_reblog_note(tx, before.post.state, &after.post)?;
    Ok((before.post, after.post))
}

/// Whether a change leaves a post where it is among its duplicates.
fn keeps_fingerprint(before: &Prepared, after: &Prepared) -> bool {
    before.order_key() == after.order_key()
        && before.class == after.class
        && before.post.content == after.post.content
        && before.post.source == after.post.source
}

/// A reblog is a note on its root for as long as it is published.
fn update_reblog_note(tx: &mut Tx<'_>, was: State, post: &Post) -> Result<()> {
    match (was == State::Published, post.state == State::Published) {
        (true, false) => notes::remove_reblog(tx, post),
        (false, true) if post.reblog.is_some() => {
            let blog = actor::read_blog(tx, post.blog)?;
            notes::add_reblog(tx, post, &blog.name)
        }
        _ => Ok(()),
    }
}

/// What only the first and what only the second of two sorted lists has.
fn facet_difference(old: &[FacetId], new: &[FacetId]) -> (Vec<FacetId>, Vec<FacetId>) {
    let only =
        |a: &[FacetId], b: &[FacetId]| a.iter().filter(|id| b.binary_search(id).is_err()).copied().collect();
    (only(old, new), only(new, old))
}
