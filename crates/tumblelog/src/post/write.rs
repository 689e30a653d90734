//! What is written of a post inside a transaction: its row, its position and facets in the index, its files, and what
//! looks for its duplicates. Publishing, editing, withholding, the queue and marking robots all write through here, and
//! what they write was prepared before ([`prepare`](super::prepare)).
//!
//! A change is worked out from the post as it was read. The transaction reads the row again, compares, and gives up with
//! [`Error::Conflict`] where it differs; the caller reads and prepares anew. The comparison is of the row itself, which has
//! to be read here anyway: a version beside it would have to be written by every statement that changes a post. What the
//! post was found by is derived from the row that was read, and not stored: a post has hundreds of words, and a second copy
//! of them would be as large as the index.

use crate::account::actor;
use crate::media::post_media;
use crate::media::post_media::PostFiles;
use crate::post::facets::Parsed;
use crate::post::prepare::{Prepared, facet_ids, facet_ids_with_notes};
use crate::social::notes;
use crate::{Error, Result, duplicates};
use index::{FacetId, Index, Position};
use model::{Post, PostId, State, Time};
use store::posts::PlacedPost;
use store::words::WordHash;
use store::{Tx, forward, posts, tags};

/// Times that a change is worked out anew because another change of the same post was faster. Of all who change a post at
/// once one succeeds each time.
pub(crate) const ATTEMPTS: usize = 16;

/// A change of a post: as it was read, and as it is to be.
pub(crate) struct PreparedChange {
    pub before: Prepared,
    pub after: Prepared,
}

impl PreparedChange {
    /// Works out what becomes of a post that was read, where its texts stay as they are.
    pub(crate) fn prepare_change(post: Post, words: &WordHash, change: impl FnOnce(&mut Post)) -> Self {
        let parsed = Parsed::of_post(&post);
        let mut changed = post.clone();
        change(&mut changed);
        Self {
            before: Prepared::prepare_parsed(post, &parsed, words),
            after: Prepared::prepare_parsed(changed, &parsed, words),
        }
    }
}

/// Keeps one prepared post.
pub(crate) fn insert_prepared(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Position> {
    let (facets, tag_ids) = facet_ids(prepared, &tags::intern_tags(tx, &prepared.folds)?);
    let position = Index::default().insert(tx, prepared.order_key(), &facets)?;
    posts::insert_posts(tx, &[(position, &prepared.post)])?;
    forward::put_forward_rows(tx, &[(position, tag_ids)])?;
    duplicates::queue_comparisons(tx, [(prepared.post.id, &prepared.fingerprint)].into_iter())?;
    post_media::add_posts(tx, &[PostFiles::of_post(&prepared.post, &prepared.files)])?;
    Ok(position)
}

/// A post with its position in the index.
pub(crate) fn read_placed_post(tx: &mut Tx<'_>, id: PostId) -> Result<PlacedPost> {
    posts::by_id(tx, id)?.ok_or_else(|| unknown_post(id))
}

fn unknown_post(id: PostId) -> Error {
    Error::NotFound(format!("there is no post {id}"))
}

/// The post as it is now, locked until the end of the transaction, where nothing but its number of notes differs from what
/// was read. Takes the index's lock, which goes before the post's.
pub(crate) fn lock_unchanged_post(tx: &mut Tx<'_>, read: &Post) -> Result<PlacedPost> {
    index::Storage::lock_index(tx)?;
    let mut placed = posts::lock_by_id(tx, read.id)?.ok_or_else(|| unknown_post(read.id))?;
    // Notes come all the time, and nothing that is prepared depends on them but one facet.
    let notes = std::mem::replace(&mut placed.post.notes, read.notes);
    if placed.post != *read {
        return Err(Error::Conflict(read.id));
    }
    placed.post.notes = notes;
    Ok(placed)
}

/// Changes a post and moves it in the index by the difference. Gives it as it was and as it is.
///
/// # Errors
/// [`Error::Conflict`] where the post is no longer the one that was read.
pub(crate) fn write_change(tx: &mut Tx<'_>, change: &PreparedChange, now: Time) -> Result<(Post, Post)> {
    let PreparedChange { before, after } = change;
    let PlacedPost { position, post: was } = lock_unchanged_post(tx, &before.post)?;
    let post = Post { notes: was.notes, ..after.post.clone() };
    if !keeps_fingerprint(before, after) {
        duplicates::requeue_changed(tx, post.id, position, (&before.fingerprint, &after.fingerprint))?;
    }
    // Only known ids: a tag the database does not have is in no block either.
    let (old, _) = facet_ids_with_notes(before, was.notes, &tags::ids_of(tx, &before.folds)?);
    let (new, tag_ids) = facet_ids_with_notes(after, was.notes, &tags::intern_tags(tx, &after.folds)?);
    // A post that keeps its publish time keeps its position; otherwise it moves to another slot.
    if before.order_key() == after.order_key() {
        let (gone, come) = facet_difference(&old, &new);
        Index::default().change(tx, position, &gone, &come)?;
        posts::update_post(tx, position, &post)?;
        forward::put_forward_rows(tx, &[(position, tag_ids)])?;
    } else {
        posts::delete_post(tx, position, post.id)?;
        let position = Index::default().relocate_post(tx, position, after.order_key(), &old, &new)?;
        posts::insert_posts(tx, &[(position, &post)])?;
        forward::put_forward_rows(tx, &[(position, tag_ids)])?;
    }
    update_reblog_note(tx, was.state, &post, now)?;
    Ok((was, post))
}

/// Whether a change leaves a post where it is among its duplicates.
fn keeps_fingerprint(before: &Prepared, after: &Prepared) -> bool {
    before.order_key() == after.order_key()
        && before.class == after.class
        && before.post.content == after.post.content
        && before.post.source == after.post.source
}

/// A reblog is a note on its root for as long as it is published.
fn update_reblog_note(tx: &mut Tx<'_>, was: State, post: &Post, now: Time) -> Result<()> {
    match (was == State::Published, post.state == State::Published) {
        (true, false) => notes::remove_reblog(tx, post, now),
        (false, true) if post.reblog.is_some() => {
            let blog = actor::read_blog(tx, post.blog)?;
            notes::add_reblog(tx, post, &blog.name, now)
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
