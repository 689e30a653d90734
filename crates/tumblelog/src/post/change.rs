//! Changing a post that is there: edit, retag, backdate, publish, delete. The index, the queue, and the note
//! that a reblog is on its root follow in the same transaction.

use crate::duplicates::Fingerprint;
use crate::media::post_media;
use crate::post::prepare::{Prepared, facet_ids};
use crate::post::write::{apply_change, read_placed_post};
use crate::post::{prepare, publish_time, reblog};
use crate::query::feed_stamp;
use crate::queue::blog_queue;
use crate::queue::blog_queue::Next;
use crate::social::{ask, notes, notify};
use crate::{Result, Site, duplicates, events};
use index::Index;
use model::{
    Invalid, Post, PostExtra, PostId, PostTag, PostType, Precision, Reblogs, Source, State, TagOrigin, Time,
    Via,
};
use npf::Document;
use store::words::WordHash;
use store::{Tx, likes, mutes, post_options, posts, tags, tombstones};

/// What an edit changes; what is `None` stays, and so does what a reblog carries.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// New content. Of a question asked of the blog it is the answer, with or without the question's own blocks.
    pub content: Option<Document>,
    /// The type it shows as from now on, for content of another kind; a reblog keeps its root's.
    pub kind: Option<PostType>,
    /// New tags as the author typed them. Tags found in the text stay. A tag that the post has may be of any length, as an
    /// import may have brought it; a post that has more tags than an author may type keeps them and takes no more.
    pub tags: Option<Vec<String>>,
    /// A new publish time, up to now: a backdated post moves in every list. A post that is not published yet gets it
    /// when it is.
    pub published: Option<Time>,
    /// A new state. A draft or queued post that is published gets now as its publish time, unless one was given.
    pub state: Option<State>,
    /// When the queue is to publish it; the inner `None` puts it among those that wait for their turn.
    pub publish_on: Option<Option<Time>>,
    /// Where it was taken from; the inner `None` for nowhere.
    pub source: Option<Option<Source>>,
    /// Words for its address.
    pub slug: Option<String>,
    /// Who may reblog it.
    pub reblogs: Option<Reblogs>,
    /// A reblog carries none of the earlier posts any more.
    pub hide_trail: bool,
    /// Items of the trail it carries now, counted from 0, that it carries no more.
    pub exclude_trail_items: Vec<usize>,
}

/// An edit whose parts were checked.
#[derive(Clone, Default)]
pub(crate) struct PostChange {
    pub content: Option<Document>,
    pub kind: Option<PostType>,
    pub tags: Option<Vec<String>>,
    pub date: Option<Time>,
    pub state: Option<State>,
    pub publish_on: Option<Option<Time>>,
    pub source: Option<Option<Source>>,
    pub slug: Option<String>,
    pub reblogs: Option<Reblogs>,
    pub hide_trail: bool,
    pub exclude_trail_items: Vec<usize>,
}

impl PostChange {
    fn of_edit(edit: Edit, now: Time) -> Result<Self> {
        if let Some(Some(time)) = edit.publish_on {
            publish_time::publish_on(time, now)?;
        }
        Ok(Self {
            content: edit.content.map(prepare::check_document).transpose()?,
            kind: edit.kind,
            tags: edit.tags,
            date: publish_time::check_date(edit.published, now)?,
            state: edit.state,
            publish_on: edit.publish_on,
            source: edit.source,
            slug: edit.slug,
            reblogs: edit.reblogs,
            hide_trail: edit.hide_trail,
            exclude_trail_items: edit.exclude_trail_items,
        })
    }

    /// Changes the post and what it has beside it, in memory.
    fn apply_to(&self, tx: &mut Tx<'_>, post: &mut Post, extra: &mut PostExtra, now: Time) -> Result<()> {
        let (was, old) = (post.state, post.clone());
        post.state = self.state.unwrap_or(was);
        if post.state == State::Unapproved && was != State::Unapproved {
            return Err(Invalid::new("only what others ask or submit is unapproved").into());
        }
        if self.publish_on.is_some() && post.state != State::Queued {
            return Err(Invalid::new("publish_on goes with the state queued alone").into());
        }
        if let Some(typed) = &self.tags {
            post.tags = retagged(&post.tags, typed)?;
        }
        if self.hide_trail {
            post.trail.clear();
        } else if !self.exclude_trail_items.is_empty() {
            post.trail = reblog::exclude_items(std::mem::take(&mut post.trail), &self.exclude_trail_items)?;
        }
        if let Some(content) = &self.content {
            let content = match extra.via {
                Via::Ask(_) => ask::compose_answer(&post.content, content)?,
                _ => content.clone(),
            };
            post.content = content.to_json();
            // A text whose language cannot be told keeps the one it had.
            post.lang = prepare::detect_language(&content, &post.trail).or(post.lang);
        }
        // A reblog shows as its root and a question as an answer, whatever the edit says.
        if let Some(kind) = self.kind.filter(|_| !post.is_reblog() && !matches!(extra.via, Via::Ask(_))) {
            post.kind = kind;
        }
        if let Some(source) = &self.source {
            post.source.clone_from(source);
        }
        if let Some(given) = &self.slug {
            let document = Document::from_json(&post.content).unwrap_or_default();
            post.slug = prepare::make_slug(given, &document);
        }
        extra.reblogs = self.reblogs.unwrap_or(extra.reblogs);
        self.apply_date(post, extra, was, now);
        // Checked when it is published and not when it was drafted: a block may have come between.
        if publish_time::has_publish_time(post.state) && !publish_time::has_publish_time(was) {
            reblog::ensure_allowed(tx, post)?;
            if matches!(extra.via, Via::Ask(_)) {
                ask::has_answer(post)?;
            }
        }
        // Readers of feeds are told of a change to what was published, and of nothing before that.
        if was == State::Published && post.state == State::Published && *post != old {
            post.edited = Some(now);
        }
        Ok(())
    }

    /// What was published keeps its time; what is published now gets its own; what is taken back will get another.
    fn apply_date(&self, post: &mut Post, extra: &mut PostExtra, was: State, now: Time) {
        match (publish_time::has_publish_time(was), publish_time::has_publish_time(post.state)) {
            (true, true) => post.published = self.date.unwrap_or(post.published),
            (false, true) => {
                post.published = self.date.or(extra.date).unwrap_or(now);
                extra.date = None;
            }
            (true, false) => extra.date = self.date,
            (false, false) => extra.date = self.date.or(extra.date),
        }
        if self.date.is_some()
            || publish_time::has_publish_time(was) != publish_time::has_publish_time(post.state)
        {
            post.precision = Precision::Exact;
        }
    }
}

/// The tags of a post after an edit: those typed, then those found in its text.
fn retagged(had: &[PostTag], typed: &[String]) -> Result<Vec<PostTag>, Invalid> {
    let (found, written): (Vec<&PostTag>, Vec<&PostTag>) =
        had.iter().partition(|tag| tag.origin == TagOrigin::Text);
    // A client that sends back all tags it read sends those of the text too.
    let typed = typed.iter().filter(|name| !found.iter().any(|tag| tag.name == **name));
    let mut tags = Vec::new();
    for name in typed {
        match written.iter().find(|tag| tag.name == *name) {
            Some(tag) => tags.push((*tag).clone()),
            None => tags.push(prepare::typed_tag(name)?),
        }
    }
    prepare::check_tag_count(tags.len(), written.len())?;
    tags.extend(found.into_iter().cloned());
    Ok(tags)
}

impl Site {
    /// Edits a post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Invalid`] for content, tags, times or states outside the
    /// rules; [`Error::Refused`] when a reblog is published that is not welcome any more; [`Error::Limit`] for a full
    /// queue.
    pub async fn edit_post(&self, id: PostId, edit: Edit) -> Result<Post> {
        let now = self.clock().now();
        let change = PostChange::of_edit(edit, now)?;
        let hash = self.store.words().clone();
        self.store.write(move |tx| edit_in_transaction(tx, id, &change, now, &hash, Next::Stays)).await
    }

    /// Whether [`Site::edit_post`] would accept an edit now. Nothing is changed: this is for what costs something before
    /// the edit, such as keeping its files.
    ///
    /// # Errors
    /// As [`Site::edit_post`].
    pub async fn check_edit(&self, id: PostId, edit: Edit) -> Result<()> {
        let now = self.clock().now();
        let change = PostChange::of_edit(edit, now)?;
        self.store
            .read(move |tx| {
                let mut post = read_placed_post(tx, id)?.post;
                let mut extra = post_options::read_options(tx, id)?;
                let was = post.state;
                change.apply_to(tx, &mut post, &mut extra, now)?;
                match was != State::Queued && post.state == State::Queued {
                    true => blog_queue::ensure_room(tx, post.blog),
                    false => Ok(()),
                }
            })
            .await
    }

    /// Deletes a post. Reblogs that carry it keep what they carry.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn delete_post(&self, id: PostId) -> Result<()> {
        let (hash, now) = (self.store.words().clone(), self.clock().now());
        self.store
            .write(move |tx| {
                index::Storage::lock_index(tx)?;
                let placed = read_placed_post(tx, id)?;
                let prepared = Prepared::prepare_post(placed.post, &hash);
                // First, while the post still has its position: its mark as a duplicate is removed
                // there.
                duplicates::requeue_changed(
                    tx,
                    id,
                    placed.position,
                    (&prepared.signature, &Fingerprint::default()),
                )?;
                let (old, _) = facet_ids(&prepared, &tags::ids_of(tx, &prepared.folds)?);
                Index::default().remove(tx, placed.position, &old)?;
                posts::delete_post(tx, placed.position, id)?;
                post_media::remove_post(tx, &prepared.post, now)?;
                post_options::delete_options(tx, id)?;
                mutes::remove_mute(tx, prepared.post.blog, id)?;
                notes::remove_reblog(tx, &prepared.post)?;
                // Likes of a deleted post stay as notes of the trail, and leave the lists of likes.
                likes::set_hidden(tx, notes::root_of_post(&prepared.post), id, true)?;
                if prepared.post.state == State::Queued {
                    blog_queue::leave_queue(tx, prepared.post.blog, id, Next::Stays)?;
                }
                // An unpublished post is in no feed, so no reader needs its tombstone.
                if prepared.post.state == State::Published {
                    tombstones::put_tombstone(tx, id, prepared.post.blog, now)?;
                }
                if prepared.post.listed() {
                    feed_stamp::mark_lists(tx, now)?;
                }
                events::record_deletion(tx, &prepared.post, now)
            })
            .await
    }
}

/// Changes a post and all that follows from it. The locks are taken in the order in which publishing takes them.
pub(crate) fn edit_in_transaction(
    tx: &mut Tx<'_>,
    id: PostId,
    change: &PostChange,
    now: Time,
    hash: &WordHash,
    next: Next,
) -> Result<Post> {
    index::Storage::lock_index(tx)?;
    let had = post_options::read_options(tx, id)?;
    let mut extra = had.clone();
    let (before, after) = apply_change(tx, id, hash, |tx, post| change.apply_to(tx, post, &mut extra, now))?;
    // Access to files depends on the state too: they become public with their post.
    if change.content.is_some() || before.state != after.state {
        post_media::change_post(tx, &before, &after, now)?;
    }
    if extra != had {
        post_options::put_options(tx, id, &extra)?;
    }
    if before.listed() != after.listed() {
        likes::set_hidden(tx, notes::root_of_post(&after), id, !after.listed())?;
    }
    match (before.state == State::Queued, after.state == State::Queued, change.publish_on) {
        (true, false, _) => blog_queue::leave_queue(tx, after.blog, id, next)?,
        (false, true, on) => blog_queue::enter_queue(tx, after.blog, id, on.flatten(), now)?,
        (true, true, Some(on)) => blog_queue::reschedule_post(tx, after.blog, id, on, now)?,
        // An imported one rests outside until it is queued again.
        (true, true, None) if change.state.is_some() => {
            blog_queue::adopt_posts(tx, &[(after.blog, id)], now)?;
        }
        _ => {}
    }
    let shown = |post: &Post| post.state == State::Published;
    if shown(&after) {
        // Publication notifies once; a later edit notifies only blogs that it names anew.
        let notices = match shown(&before) {
            false => notify::of_publication(tx, &after, &notify::mentions_of(&after), &extra, now)?,
            true => notify::of_rewriting(tx, &before, &after, now)?,
        };
        notify::send_notifications(tx, notices)?;
    }
    feed_stamp::mark_change(tx, Some(&before), &after, now)?;
    events::record_change(tx, Some(&before), &after, now)?;
    Ok(after)
}

/// Whether a post is there and still in a queue.
pub(crate) fn queued_still(tx: &mut Tx<'_>, id: PostId) -> Result<bool> {
    Ok(posts::by_id(tx, id)?.is_some_and(|placed| placed.post.state == State::Queued))
}
