//! Likes, replies and reblogs: rows on the root of a trail, and a count on the post itself.
//!
//! A note locks the row of its post and that of the root, and counts under that lock. The index's lock, for which all
//! changes of posts wait, goes before the rows and is taken only where the count is about to leave its range.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::permission::{self, Act};
use crate::post::reblog;
use crate::social::notify;
use crate::{Actor, Error, Result, Site, events};
use index::{Facet, Index, NotesClass};
use model::{ActorId, BlogName, Note, NoteKind, Notice, NoticeKind, Post, PostId, State, Time};
use store::dialect::Dialect;
use store::{Tx, likes, notifications, posts};

impl Site {
    /// A blog likes a post. A trail is liked once, whichever of its posts: liking again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post or one that is not published; [`Error::Refused`] where the blog is
    /// blocked; [`Error::Limit`] for too many in a day.
    pub async fn like_post(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let (by, at) = (by.into(), self.clock().now());
        let mut runs = 0;
        self.store
            .write(move |tx| {
                runs += 1;
                add_like(tx, post, &by, at, runs)
            })
            .await
    }

    /// A blog takes its like back, from whichever post of the trail.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn unlike_post(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let (by, now) = (by.into(), self.clock().now());
        let mut runs = 0;
        self.store
            .write(move |tx| {
                runs += 1;
                take_like_back(tx, post, &by, now, runs)
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
        let mut runs = 0;
        self.store
            .write(move |tx| {
                runs += 1;
                let noted = lock_noted_post(tx, post, 1, runs)?;
                let acting = permission::authorize_note(tx, &by, Act::Reply, &noted.post)?;
                let (id, text) = (acting.keep_row(tx)?, text.trim());
                let note = Note {
                    kind: NoteKind::Reply,
                    actor: acting.name.clone(),
                    at,
                    post: None,
                    text: text.into(),
                };
                add_note(tx, noted.root, id, &note, noted.index)?;
                limits::spend_limit(tx, by.account(), Limit::Replies, 1, at)?;
                let Some(from) = acting.sender() else { return Ok(()) };
                let notices = notices_of_reply(tx, &noted.post, from, text, at)?;
                notify::send_notifications(tx, notices)
            })
            .await
    }
}

fn add_like(tx: &mut Tx<'_>, post: PostId, by: &Actor, at: Time, runs: i64) -> Result<()> {
    let NotedPost { post, root, index } = lock_noted_post(tx, post, 1, runs)?;
    let acting = permission::authorize_note(tx, by, Act::Like, &post)?;
    let id = acting.keep_row(tx)?;
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
    add_note(tx, root, id, &note, index)?;
    // A withheld post may be opened and liked, but must not show in lists of likes.
    if !post.listed() {
        likes::set_hidden(tx, root, post.id, true)?;
    }
    // After the check for an earlier like: liking again costs nothing.
    limits::spend_limit(tx, by.account(), Limit::Likes, 1, at)?;
    let Some(from) = acting.sender() else { return Ok(()) };
    let concerned = reblog::concerned_posts(tx, &post)?;
    notify::send_notifications(tx, notify::of_note(&concerned, NoticeKind::Like, from, "", at))
}

fn take_like_back(tx: &mut Tx<'_>, post: PostId, by: &Actor, now: Time, runs: i64) -> Result<()> {
    let NotedPost { root, index, .. } = lock_noted_post_in_any_state(tx, post, -1, runs)?;
    let acting = actor::find_acting(tx, by)?;
    let Some(id) = acting.id else { return Ok(()) };
    let liked = likes::list_likes_among(tx, id, &[root.0])?.pop();
    let gone = likes::remove_like(tx, id, root)?;
    change_note_count(tx, &NoteChange::taken_back(root, id, gone, now), index)?;
    let (Some(liked), Some(from)) = (liked, acting.sender()) else { return Ok(()) };
    // The post that was liked, which may be another of the trail than the one named now.
    let Some(placed) = posts::by_id(tx, liked.post)? else { return Ok(()) };
    let mut concerned = reblog::concerned_posts(tx, &placed.post)?;
    // In the order of blogs, as all notifications are written, so that nobody locks up.
    concerned.sort_unstable();
    for (blog, post) in concerned {
        notifications::retract_notification(tx, blog, NoticeKind::Like, from, Some(post))?;
    }
    Ok(())
}

/// Whether a transaction holds the index's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexLock {
    Held,
    Free,
}

/// A post that somebody leaves a note on, locked, and the root that counts it, locked where the site holds it.
pub(crate) struct NotedPost {
    pub post: Post,
    pub root: PostId,
    pub index: IndexLock,
}

/// Locks a published post for a note. `by` says which way the count of its root will go, and `runs` how often the
/// transaction has been run, this time included.
pub(crate) fn lock_noted_post(tx: &mut Tx<'_>, id: PostId, by: i64, runs: i64) -> Result<NotedPost> {
    let noted = lock_noted_post_in_any_state(tx, id, by, runs)?;
    match noted.post.state == State::Published {
        true => Ok(noted),
        false => Err(permission::no_post(id)),
    }
}

/// As [`lock_noted_post`], also where the post is not published.
pub(crate) fn lock_noted_post_in_any_state(
    tx: &mut Tx<'_>,
    id: PostId,
    by: i64,
    runs: i64,
) -> Result<NotedPost> {
    let found = posts::by_id(tx, id)?.ok_or_else(|| permission::no_post(id))?;
    let root = root_of_post(&found.post);
    // Before the rows, as every change of a post takes them.
    let index = lock_index_near_border(tx, root, by, runs)?;
    // Waits for a deletion or an edit of this moment, and sees what came of it.
    let post = posts::lock_by_id(tx, id)?.ok_or_else(|| permission::no_post(id))?.post;
    if root != id {
        posts::lock_notes(tx, root)?;
    }
    Ok(NotedPost { post, root, index })
}

/// Notes that others may leave while one waits for the root's row, for each run that was in vain.
const NEAR: i64 = 8;

/// Takes the index's lock where a note will move its root to another range of the index, which few notes do. Likes of
/// different posts then wait for one another no longer.
fn lock_index_near_border(tx: &mut Tx<'_>, root: PostId, by: i64, runs: i64) -> Result<IndexLock> {
    let near = NEAR * (runs - 1);
    let crosses = match posts::read_notes(tx, root)? {
        Some(notes) => {
            let (low, high) = (notes + by.min(0) - near, notes + by.max(0) + near);
            NotesClass::of(low) != NotesClass::of(high)
        }
        // A root that the site does not hold has no row to lock: two likes of one blog on its trail must not meet.
        None => true,
    };
    // SQLite has one writer: its lock costs nothing.
    if crosses || tx.dialect() == Dialect::Sqlite {
        index::Storage::lock_index(tx)?;
        return Ok(IndexLock::Held);
    }
    Ok(IndexLock::Free)
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

/// A published reblog is a note on its root. The caller holds the index's lock.
pub(crate) fn add_reblog(tx: &mut Tx<'_>, post: &Post, blog: &BlogName, now: Time) -> Result<()> {
    let Some(reblog) = post.reblog.as_ref().filter(|_| post.state == State::Published) else { return Ok(()) };
    let note = Note {
        kind: NoteKind::Reblog,
        actor: blog.into(),
        at: post.published,
        post: Some(post.id),
        text: String::new(),
    };
    posts::lock_notes(tx, reblog.root)?;
    let new = store::notes::insert_note(tx, reblog.root, post.blog.into(), &note)?;
    let change = NoteChange { root: reblog.root, actor: post.blog.into(), by: i64::from(new), now };
    change_note_count(tx, &change, IndexLock::Held)
}

/// What is no longer published is no note. An imported reblog may never have been one here: nothing is then counted. The
/// caller holds the index's lock.
pub(crate) fn remove_reblog(tx: &mut Tx<'_>, post: &Post, now: Time) -> Result<()> {
    let Some(reblog) = &post.reblog else { return Ok(()) };
    // The root's row before its notes, as likes take them.
    posts::lock_notes(tx, reblog.root)?;
    let gone = store::notes::remove_reblog(tx, reblog.root, post.id)?;
    let change = NoteChange::taken_back(reblog.root, post.blog.into(), gone, now);
    change_note_count(tx, &change, IndexLock::Held)
}

/// Keeps a note and counts it on the root, where the site holds the root.
pub(crate) fn add_note(
    tx: &mut Tx<'_>,
    root: PostId,
    actor: ActorId,
    note: &Note,
    index: IndexLock,
) -> Result<()> {
    posts::lock_notes(tx, root)?;
    let new = store::notes::insert_note(tx, root, actor, note)?;
    change_note_count(tx, &NoteChange { root, actor, by: i64::from(new), now: note.at }, index)
}

/// Notes that an actor left on a root or took back.
pub(crate) struct NoteChange {
    root: PostId,
    actor: ActorId,
    by: i64,
    now: Time,
}

impl NoteChange {
    /// So many notes were taken back.
    pub fn taken_back(root: PostId, actor: ActorId, count: u64, now: Time) -> Self {
        Self { root, actor, by: -i64::try_from(count).unwrap_or(0), now }
    }
}

/// Counts notes on a post, under the lock of its row. Its place in the index changes only when the count leaves its range.
///
/// # Errors
/// [`Error::Busy`] where that needs the index's lock and the transaction does not hold it: taken now, after a row, it could
/// lock up with others. The transaction is then run again.
pub(crate) fn change_note_count(tx: &mut Tx<'_>, change: &NoteChange, index: IndexLock) -> Result<()> {
    let &NoteChange { root, actor, by, now } = change;
    if by == 0 {
        return Ok(());
    }
    let Some((position, had)) = posts::lock_notes(tx, root)? else { return Ok(()) };
    // An imported count may be lower than the rows that are taken back.
    let notes = (had + by).max(0);
    let (old, new) = (NotesClass::of(had), NotesClass::of(notes));
    if old != new {
        if index == IndexLock::Free {
            return Err(Error::Busy);
        }
        // The index knows the class: no text has to be read for it.
        if let Some(class) = Index::default().class_of_post(tx, position)? {
            let [gone, come] = [old, new].map(|range| Facet::Notes(range).id(class));
            Index::default().change(tx, position, &[gone], &[come])?;
        }
    }
    posts::set_notes(tx, position, notes)?;
    events::record_note(tx, root, actor, now)
}
