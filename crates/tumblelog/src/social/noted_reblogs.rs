//! Reblogs by actors that have no blog here: the reblog is a note on the root, and no post of this site.

use crate::account::actor;
use crate::permission;
use crate::post::reblog;
use crate::social::notes::{self, NoteChange, NotedPost};
use crate::social::notify;
use crate::{Actor, Result, Site};
use model::{Invalid, Note, NoteKind, Notice, NoticeKind, PostId};

impl Site {
    /// An actor without a blog here reblogged a post where it has its own. Blogs of this site reblog by publishing.
    ///
    /// # Errors
    /// As of a like; [`crate::Error::Invalid`] for a blog of this site; [`crate::Error::Refused`] also for a post that is
    /// withheld or closed to reblogs.
    pub async fn note_reblog(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let (by, at, mut runs) = (by.into(), self.clock().now(), 0);
        self.store
            .write(move |tx| {
                runs += 1;
                let NotedPost { post, root, index } = notes::lock_noted_post(tx, post, 1, runs)?;
                let acting = permission::authorize_reblog(tx, &by, &post)?;
                if acting.blog.is_some() {
                    return Err(Invalid::new("a blog of this site reblogs by publishing a reblog").into());
                }
                let id = acting.keep_row(tx)?;
                let kind = NoteKind::Reblog;
                let note = Note { kind, actor: acting.name.clone(), at, post: None, text: String::new() };
                notes::add_note(tx, root, id, &note, index)?;
                let Some(from) = acting.sender() else { return Ok(()) };
                let concerned = reblog::concerned_posts(tx, &post)?;
                let notices: Vec<Notice> = notify::of_note(&concerned, NoticeKind::ReblogNaked, from, "", at);
                notify::send_notifications(tx, notices)
            })
            .await
    }

    /// Takes the actor's noted reblogs of a trail back.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown post or actor.
    pub async fn remove_noted_reblog(&self, post: PostId, by: impl Into<Actor>) -> Result<()> {
        let (by, now, mut runs) = (by.into(), self.clock().now(), 0);
        self.store
            .write(move |tx| {
                runs += 1;
                let NotedPost { root, index, .. } = notes::lock_noted_post_in_any_state(tx, post, -1, runs)?;
                let Some(id) = actor::find_acting(tx, &by)?.id else { return Ok(()) };
                let gone = store::notes::remove_noted_reblog(tx, root, id)?;
                notes::change_note_count(tx, &NoteChange::taken_back(root, id, gone, now), index)
            })
            .await
    }
}
