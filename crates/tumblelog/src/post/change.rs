//! Changing a post that is there: edit, retag, backdate, publish, delete. The index, the queue, and the note
//! that a reblog is on its root follow in the same transaction. What the change comes to is worked out before it
//! ([`post_change`](super::post_change)).

use crate::duplicates::Fingerprint;
use crate::media::post_media;
use crate::media::post_media::PostFiles;
use crate::post::post_change::{Edit, PostChange, PreparedEdit, ReadPost, is_first_publication};
use crate::post::prepare::{Prepared, facet_ids_with_notes};
use crate::post::reblog;
use crate::post::write::{ATTEMPTS, lock_unchanged_post, read_placed_post, write_change};
use crate::query::feed_stamp;
use crate::queue::blog_queue;
use crate::queue::blog_queue::Next;
use crate::social::{notes, notify};
use crate::{Error, Result, Site, duplicates, events};
use index::Index;
use model::{Post, PostId, State, Time};
use store::{Tx, likes, mutes, post_options, posts, tags, tombstones};

impl Site {
    /// Edits a post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Invalid`] for content, tags, times or states outside the
    /// rules; [`Error::Refused`] when a reblog is published that is not welcome any more; [`Error::Limit`] for a full
    /// queue; [`Error::Conflict`] where others change the post time and again.
    pub async fn edit_post(&self, id: PostId, edit: Edit) -> Result<Post> {
        let now = self.clock().now();
        let change = PostChange::of_edit(edit, now)?;
        let mut attempt = 1;
        loop {
            let read = self.store.read(move |tx| read_post(tx, id)).await?;
            let prepared = change.prepare_edit(read, now, self.store.words())?;
            match self.store.write(move |tx| write_edit(tx, &prepared, now, Next::Stays)).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                edited => return edited,
            }
        }
    }

    /// Whether [`Site::edit_post`] would accept an edit now. Nothing is changed: this is for what costs something before
    /// the edit, such as keeping its files.
    ///
    /// # Errors
    /// As [`Site::edit_post`].
    pub async fn check_edit(&self, id: PostId, edit: Edit) -> Result<()> {
        let now = self.clock().now();
        let change = PostChange::of_edit(edit, now)?;
        let read = self.store.read(move |tx| read_post(tx, id)).await?;
        let PreparedEdit { change, .. } = change.prepare_edit(read, now, self.store.words())?;
        let (before, after) = (change.before.post, change.after.post);
        self.store
            .read(move |tx| {
                ensure_publishable(tx, before.state, &after)?;
                match before.state != State::Queued && after.state == State::Queued {
                    true => blog_queue::ensure_room(tx, after.blog),
                    false => Ok(()),
                }
            })
            .await
    }

    /// Deletes a post. Reblogs that carry it keep what they carry.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Conflict`] where others change the post time and again.
    pub async fn delete_post(&self, id: PostId) -> Result<()> {
        let now = self.clock().now();
        let mut attempt = 1;
        loop {
            let read = self.store.read(move |tx| read_post(tx, id)).await?;
            // What leads to the post has to be known to be taken away.
            let prepared = Prepared::prepare_post(read.post, self.store.words());
            match self.store.write(move |tx| remove_prepared(tx, &prepared, now)).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                deleted => return deleted,
            }
        }
    }
}

/// A post with what a change of it is worked out from.
pub(crate) fn read_post(tx: &mut Tx<'_>, id: PostId) -> Result<ReadPost> {
    let post = read_placed_post(tx, id)?.post;
    Ok(ReadPost { post, extra: post_options::read_options(tx, id)? })
}

/// Takes a post away, and all that follows from it.
fn remove_prepared(tx: &mut Tx<'_>, prepared: &Prepared, now: Time) -> Result<()> {
    let placed = lock_unchanged_post(tx, &prepared.post)?;
    let (post, position) = (&placed.post, placed.position);
    // First, while the post still has its position: its mark as a duplicate is removed there.
    duplicates::requeue_changed(tx, post.id, position, (&prepared.fingerprint, &Fingerprint::default()))?;
    let (old, _) = facet_ids_with_notes(prepared, post.notes, &tags::ids_of(tx, &prepared.folds)?);
    Index::default().remove(tx, position, &old)?;
    posts::delete_post(tx, position, post.id)?;
    post_media::remove_post(tx, post.id, &prepared.files, now)?;
    post_options::delete_options(tx, post.id)?;
    mutes::remove_mute(tx, post.blog, post.id)?;
    notes::remove_reblog(tx, post, now)?;
    // Likes of a deleted post stay as notes of the trail, and leave the lists of likes.
    likes::set_hidden(tx, notes::root_of_post(post), post.id, true)?;
    if post.state == State::Queued {
        blog_queue::leave_queue(tx, post.blog, post.id, Next::Stays)?;
    }
    // An unpublished post is in no feed, so no reader needs its tombstone.
    if post.state == State::Published {
        tombstones::put_tombstone(tx, post.id, post.blog, now)?;
    }
    if post.listed() {
        feed_stamp::mark_lists(tx, now)?;
    }
    events::record_deletion(tx, post, now)
}

/// Writes an edit and all that follows from it. The locks are taken in the order in which publishing takes them.
///
/// # Errors
/// [`Error::Conflict`] where the post or its options are no longer those that were read.
pub(crate) fn write_edit(tx: &mut Tx<'_>, edit: &PreparedEdit, now: Time, next: Next) -> Result<Post> {
    let PreparedEdit { change, had, extra, .. } = edit;
    let id = change.before.post.id;
    index::Storage::lock_index(tx)?;
    if post_options::read_options(tx, id)? != *had {
        return Err(Error::Conflict(id));
    }
    // Checked when it is published and not when it was drafted: a block may have come between.
    ensure_publishable(tx, change.before.post.state, &change.after.post)?;
    let (before, after) = write_change(tx, change, now)?;
    // Access to files depends on the state too: they become public with their post.
    if edit.names_content || before.state != after.state {
        let files = PostFiles::of_post(&after, &change.after.files);
        post_media::change_post(tx, &change.before.files, &files, now)?;
    }
    if extra != had {
        post_options::put_options(tx, id, extra)?;
    }
    if before.listed() != after.listed() {
        likes::set_hidden(tx, notes::root_of_post(&after), id, !after.listed())?;
    }
    follow_queue(tx, edit, (&before, &after), now, next)?;
    tell_blogs(tx, edit, (&before, &after), now)?;
    feed_stamp::mark_change(tx, Some(&before), &after, now)?;
    events::record_change(tx, Some(&before), &after, now)?;
    Ok(after)
}

/// Refuses to publish a reblog that is not welcome any more.
fn ensure_publishable(tx: &mut Tx<'_>, was: State, post: &Post) -> Result<()> {
    match is_first_publication(was, post.state) {
        true => reblog::ensure_allowed(tx, post),
        false => Ok(()),
    }
}

/// Puts an edited post into its blog's queue, or takes it out.
fn follow_queue(
    tx: &mut Tx<'_>,
    edit: &PreparedEdit,
    (before, after): (&Post, &Post),
    now: Time,
    next: Next,
) -> Result<()> {
    let (id, blog) = (after.id, after.blog);
    match (before.state == State::Queued, after.state == State::Queued, edit.publish_on) {
        (true, false, _) => blog_queue::leave_queue(tx, blog, id, next),
        (false, true, on) => blog_queue::enter_queue(tx, blog, id, on.flatten(), now),
        (true, true, Some(on)) => blog_queue::reschedule_post(tx, blog, id, on, now),
        // An imported one rests outside until it is queued again.
        (true, true, None) if edit.names_state => blog_queue::adopt_posts(tx, &[(blog, id)], now),
        _ => Ok(()),
    }
}

/// Publication notifies once; a later edit notifies only blogs that it names anew.
fn tell_blogs(
    tx: &mut Tx<'_>,
    edit: &PreparedEdit,
    (before, after): (&Post, &Post),
    now: Time,
) -> Result<()> {
    if after.state != State::Published {
        return Ok(());
    }
    let (had, has) = (&edit.change.before, &edit.change.after);
    let notices = match before.state == State::Published {
        false => notify::of_publication(tx, after, (&has.mentions, has.adds_nothing), &edit.extra, now)?,
        true => notify::of_rewriting(tx, after, &had.mentions, &has.mentions, now)?,
    };
    notify::send_notifications(tx, notices)
}
