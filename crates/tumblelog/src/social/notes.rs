//! Likes, replies and reblogs: rows on the root of a trail, and a count on the post itself.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::permission::{self, Act};
use crate::post::{facets, reblog};
use crate::social::notify;
use crate::{Actor, Error, Result, Site};
use index::{Facet, Index, NotesClass};
use model::{ActorId, BlogName, Note, NoteKind, Notice, NoticeKind, Post, PostId, State, Time};
use npf::Document;
use store::{Tx, likes, notifications, posts};

impl Site {
    /// A blog likes a post. A trail is liked once, whichever of its posts: liking again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post or one that is not published; [`Error::Refused`] where the blog is
    /// blocked; [`Error::Limit`] for too many in a day.
    pub async fn like_post(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let (by, at) = (by.into(), self.clock().now());
        self.store
            .write(move |tx| {
                // Before looking whether the blog likes it already: another of its likes may be on its way.
                index::Storage::lock_index(tx)?;
                let post = permission::read_published_post(tx, post)?;
                let acting = permission::authorize_note(tx, &by, Act::Like, &post)?;
                let (root, id) = (root_of_post(&post), acting.keep_row(tx)?);
                if !likes::list_likes_among(tx, id, &[root.0])?.is_empty() {
                    return Ok(());
                }
                let note = Note {
                    kind: NoteKind::Like,
                    actor: acting.name.clone(),
                    at,
                    // A like without a post of its own is one of the root.
                    post: (post.id != root).then_some(post.id),
                    text: String::new(),
                };
                add_note(tx, root, id, &note)?;
                // A withheld post may be opened and liked, but must not show in lists of likes.
                if !post.listed() {
                    likes::set_hidden(tx, root, post.id, true)?;
                }
                // After the check for an earlier like: liking again costs nothing.
                limits::spend_limit(tx, by.account(), Limit::Likes, 1, at)?;
                let Some(from) = acting.sender() else { return Ok(()) };
                let concerned = reblog::concerned_posts(tx, &post)?;
                notify::send_notifications(tx, notify::of_note(&concerned, NoticeKind::Like, from, "", at))
            })
            .await
    }

    /// A blog takes its like back, from whichever post of the trail.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn unlike_post(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let by = by.into();
        self.store
            .write(move |tx| {
                index::Storage::lock_index(tx)?;
                let placed = posts::by_id(tx, post)?;
                let post = placed.ok_or_else(|| Error::NotFound(format!("there is no post {post}")))?.post;
                let root = root_of_post(&post);
                let acting = actor::find_acting(tx, &by)?;
                let Some(id) = acting.id else { return Ok(()) };
                let liked = likes::list_likes_among(tx, id, &[root.0])?.pop();
                let gone = likes::remove_like(tx, id, root)?;
                change_note_count(tx, root, -i64::try_from(gone).unwrap_or(0))?;
                let (Some(liked), Some(from)) = (liked, acting.sender()) else { return Ok(()) };
                // The post that was liked, which may be another of the trail than the one named
                // now.
                let Some(placed) = posts::by_id(tx, liked.post)? else { return Ok(()) };
                let mut concerned = reblog::concerned_posts(tx, &placed.post)?;
                // In the order of blogs, as all notifications are written, so that nobody locks up.
                concerned.sort_unstable();
                for (blog, post) in concerned {
                    notifications::retract_notification(tx, blog, NoticeKind::Like, from, Some(post))?;
                }
                Ok(())
            })
            .await
    }

    /// A blog replies in words. Blogs it names with an @ are told.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post or one that is not published; [`Error::Invalid`] for an empty or
    /// overlong reply; [`Error::Refused`] where the blog is blocked; [`Error::Limit`] for too many in a day.
    pub async fn reply_to_post(&self, post: PostId, by: impl Into<Actor>, text: String) -> Result<()> {
        let (by, at) = (by.into(), self.clock().now());
        let length = text.trim().chars().count();
        if !(1..=4096).contains(&length) {
            return Err(model::Invalid::new(format!(
                "a reply of {length} characters; 1 to 4096 are accepted"
            ))
            .into());
        }
        self.store
            .write(move |tx| {
                index::Storage::lock_index(tx)?;
                let post = permission::read_published_post(tx, post)?;
                let acting = permission::authorize_note(tx, &by, Act::Reply, &post)?;
                let (id, text) = (acting.keep_row(tx)?, text.trim());
                let note = Note {
                    kind: NoteKind::Reply,
                    actor: acting.name.clone(),
                    at,
                    post: None,
                    text: text.into(),
                };
                add_note(tx, root_of_post(&post), id, &note)?;
                limits::spend_limit(tx, by.account(), Limit::Replies, 1, at)?;
                let Some(from) = acting.sender() else { return Ok(()) };
                let notices = notices_of_reply(tx, &post, from, text, at)?;
                notify::send_notifications(tx, notices)
            })
            .await
    }
}

fn notices_of_reply(
    tx: &mut Tx<'_>,
    post: &Post,
    from: ActorId,
    text: &str,
    at: Time,
) -> Result<Vec<Notice>> {
    let concerned = reblog::concerned_posts(tx, post)?;
    let mut notices = notify::of_note(&concerned, NoticeKind::Reply, from, text, at);
    notices.extend(notify::of_names(tx, text, from, post.id, at)?);
    Ok(notices)
}

/// The post on which the notes of a post are counted.
pub(crate) fn root_of_post(post: &Post) -> PostId {
    post.reblog.as_ref().map_or(post.id, |reblog| reblog.root)
}

/// A published reblog is a note on its root.
pub(crate) fn add_reblog(tx: &mut Tx<'_>, post: &Post, blog: &BlogName) -> Result<()> {
    let Some(reblog) = post.reblog.as_ref().filter(|_| post.state == State::Published) else { return Ok(()) };
    let note = Note {
        kind: NoteKind::Reblog,
        actor: blog.into(),
        at: post.published,
        post: Some(post.id),
        text: String::new(),
    };
    add_note(tx, reblog.root, post.blog.into(), &note)
}

/// What is no longer published is no note. An imported reblog may never have been one here: nothing is then counted.
pub(crate) fn remove_reblog(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    let Some(reblog) = &post.reblog else { return Ok(()) };
    let gone = store::notes::remove_reblog(tx, reblog.root, post.id)?;
    change_note_count(tx, reblog.root, -i64::try_from(gone).unwrap_or(0))
}

/// Keeps a note and counts it on the root, where the site holds the root.
pub(crate) fn add_note(tx: &mut Tx<'_>, root: PostId, actor: ActorId, note: &Note) -> Result<()> {
    let new = store::notes::insert_note(tx, root, actor, note)?;
    change_note_count(tx, root, i64::from(new))
}

/// Counts notes on a post. Its place in the index changes only when the count leaves its range.
pub(crate) fn change_note_count(tx: &mut Tx<'_>, root: PostId, by: i64) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    index::Storage::lock_index(tx)?;
    let Some(placed) = posts::by_id(tx, root)? else { return Ok(()) };
    // An imported count may be lower than the rows that are taken back.
    let notes = (placed.post.notes + by).max(0);
    let (old, new) = (NotesClass::of(placed.post.notes), NotesClass::of(notes));
    if old != new {
        let document = Document::from_json(&placed.post.content).unwrap_or_default();
        let class = facets::visibility_class(&placed.post, &document);
        let [gone, come] = [old, new].map(|range| Facet::Notes(range).id(class));
        Index::default().change(tx, placed.position, &[gone], &[come])?;
    }
    Ok(posts::set_notes(tx, placed.position, notes)?)
}
