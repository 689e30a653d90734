//! What happened, for those who must hear of it: written in the transaction of the change, heard by listeners in every
//! process of the site after the commit. Listeners are for what may be lost with a process, such as caches and streams to
//! browsers. What must be done in any case is a job.
//!
//! Marks that the site makes by itself, of duplicates and of robots, are no events.

mod event_reader;

pub use event_reader::EventReader;
pub use model::{Event, EventKind};

use crate::{Result, Site};
use model::{ActorId, Post, PostId, Time};
use store::{Tx, events};
use tokio::sync::broadcast;

/// How long events are kept, in milliseconds.
pub(crate) const KEPT: i64 = 86_400_000;

impl Site {
    /// Hears of events from now on, in this process and in others, as long as an [`EventReader`] runs here.
    /// [`broadcast::error::RecvError::Lagged`] means that events were missed: anything may have changed.
    pub fn subscribe_events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }
}

/// Records what a change of a post means for those who read lists.
pub(crate) fn record_change(tx: &mut Tx<'_>, before: Option<&Post>, after: &Post, now: Time) -> Result<()> {
    let kind = match (before.is_some_and(Post::listed), after.listed()) {
        (true, true) if before == Some(after) => return Ok(()),
        (true, true) => EventKind::Edited,
        (false, true) => EventKind::Published,
        (true, false) => EventKind::Deleted,
        (false, false) => return Ok(()),
    };
    Ok(events::record_event(tx, &Event::new(kind, now).about_post(after.id, after.blog))?)
}

/// Records that a listed post was deleted.
pub(crate) fn record_deletion(tx: &mut Tx<'_>, post: &Post, now: Time) -> Result<()> {
    match post.listed() {
        true => {
            Ok(events::record_event(tx, &Event::new(EventKind::Deleted, now).about_post(post.id, post.blog))?)
        }
        false => Ok(()),
    }
}

/// Records that an actor left a note on the root of a trail that the site holds, or took one back.
pub(crate) fn record_note(tx: &mut Tx<'_>, root: PostId, actor: ActorId, now: Time) -> Result<()> {
    let event = Event { post: Some(root), actor: Some(actor), ..Event::new(EventKind::Noted, now) };
    Ok(events::record_event(tx, &event)?)
}

/// Records that a blog follows another, or does so no more.
pub(crate) fn record_follow(tx: &mut Tx<'_>, follower: ActorId, followee: ActorId, now: Time) -> Result<()> {
    let event = Event {
        blog: Some(followee.as_blog()),
        actor: Some(follower),
        ..Event::new(EventKind::Followed, now)
    };
    Ok(events::record_event(tx, &event)?)
}

/// Records something that has a number of its own: a change set of subjects or an import run.
pub(crate) fn record_numbered(
    tx: &mut Tx<'_>,
    kind: EventKind,
    number: Option<i64>,
    now: Time,
) -> Result<()> {
    Ok(events::record_event(tx, &Event { number, ..Event::new(kind, now) })?)
}
