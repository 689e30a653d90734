//! The worker's round: publishing what has become due. Each post is claimed in the transaction that publishes it, under
//! the lock that every change of a post takes, so any number of processes may do their rounds at once. What the post
//! becomes is worked out before.

use crate::post::change;
use crate::post::post_change::{PostChange, PreparedEdit, ReadPost};
use crate::post::write::ATTEMPTS;
use crate::queue::blog_queue;
use crate::queue::blog_queue::Next;
use crate::{Error, Result, Site};
use model::{BlogId, PostId, State, Time};
use store::queued_posts::Queued;
use store::{Tx, posts, queued_posts};

/// Posts that one round publishes at most; the next goes on.
const ROUND: usize = 500;
const READ: i64 = 100;

impl Site {
    /// Publishes the queued posts whose time has come and gives their ids: those with a time of their own, however
    /// late, and of each other queue whose moment came one post. What may not be published any more, because its
    /// blog was blocked meanwhile, becomes a draft.
    ///
    /// # Errors
    /// What the database says; what was published before stays so.
    pub async fn run_due(&self, now: Time) -> Result<Vec<PostId>> {
        let mut done = Vec::new();
        // What cannot be read or written must not keep what stands behind it waiting.
        let mut failed = None;
        let mut tried = 0;
        while tried < ROUND {
            let (posts, queues) = self
                .store
                .read(move |tx| {
                    Ok::<_, Error>((
                        queued_posts::due_posts(tx, now, READ)?,
                        queued_posts::due_queues(tx, now, READ)?,
                    ))
                })
                .await?;
            let before = done.len();
            tried += posts.len() + queues.len();
            let mut tell = |what: String, result: Result<Vec<PostId>>| match result {
                Ok(ids) => done.extend(ids),
                Err(error) => {
                    if !error.is_logged() {
                        tracing::error!(%error, "{what} could not be published from a queue");
                    }
                    failed = Some(error);
                }
            };
            for row in &posts {
                let result = self.publish_due(now, DueClaim::OnItsOwn(row.post)).await;
                tell(format!("post {}", row.post), result.map(Vec::from_iter));
            }
            for blog in queues.iter().copied() {
                let result = self.publish_due(now, DueClaim::FirstOf(blog)).await;
                tell(format!("the next post of blog {blog}"), result.map(Vec::from_iter));
            }
            let none = posts.is_empty() && queues.is_empty();
            // Without progress and with a failure, the next read would return the same rows.
            if none || (failed.is_some() && done.len() == before) {
                break;
            }
        }
        match failed {
            Some(error) if done.is_empty() => Err(error),
            _ => Ok(done),
        }
    }

    async fn publish_due(&self, now: Time, claim: DueClaim) -> Result<Option<PostId>> {
        match self.publish_as(State::Published, now, claim).await {
            Ok(id) => {
                if id.is_some() {
                    self.count_into_tail().await;
                }
                Ok(id)
            }
            // It would be due again each round and hold up its queue, so it is put aside as a
            // draft.
            Err(error @ (Error::Refused(_) | Error::Invalid(_) | Error::NotFound(_))) => {
                let put_aside = self.publish_as(State::Draft, now, claim).await?;
                tracing::warn!(%error, post = put_aside.map(|id| id.0), "a queued post was made a draft");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Works out what the post that is due becomes, then claims it and writes that in one transaction.
    async fn publish_as(&self, to: State, now: Time, claim: DueClaim) -> Result<Option<PostId>> {
        let mut attempt = 1;
        loop {
            let read = self
                .store
                .read(move |tx| match find_due(tx, claim, now)? {
                    Some(row) if posts::find_position(tx, row.post)?.is_some() => {
                        Ok::<_, Error>(Some(change::read_post(tx, row.post)?))
                    }
                    _ => Ok(None),
                })
                .await?;
            let change = PostChange { state: Some(to), ..PostChange::default() };
            let prepare = |read: ReadPost| change.prepare_edit(read, now, self.store.words());
            // A row without its post, or whose post is in no queue any more, is taken away below.
            let prepared = read.filter(|read| read.post.state == State::Queued).map(prepare).transpose()?;
            match self.store.write(move |tx| publish_claimed(tx, claim, prepared.as_ref(), now)).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                ended => return ended,
            }
        }
    }
}

/// What has become due.
#[derive(Clone, Copy)]
enum DueClaim {
    /// A post at a time of its own.
    OnItsOwn(PostId),
    /// The first post of a blog's queue.
    FirstOf(BlogId),
}

/// Claims what is due and writes what was worked out of it, unless somebody was faster.
fn publish_claimed(
    tx: &mut Tx<'_>,
    claim: DueClaim,
    prepared: Option<&PreparedEdit>,
    now: Time,
) -> Result<Option<PostId>> {
    index::Storage::lock_index(tx)?;
    let Some(row) = find_due(tx, claim, now)? else {
        if let DueClaim::FirstOf(blog) = claim {
            rest_empty_queue(tx, blog, now)?;
        }
        return Ok(None);
    };
    let next = if row.publish_on.is_some() { Next::Stays } else { Next::After(now) };
    if let Some(edit) = prepared.filter(|edit| edit.change.before.post.id == row.post) {
        change::write_edit(tx, edit, now, next)?;
        return Ok(Some(row.post));
    }
    // Another post than the one that was read has become the first of its queue.
    if prepared.is_some() || is_queued(tx, row.post)? {
        return Err(Error::Conflict(row.post));
    }
    // A row without its post would be due for ever.
    blog_queue::leave_queue(tx, row.blog, row.post, next)?;
    Ok(None)
}

/// Whether a post is there and still in a queue.
fn is_queued(tx: &mut Tx<'_>, id: PostId) -> Result<bool> {
    Ok(posts::by_id(tx, id)?.is_some_and(|placed| placed.post.state == State::Queued))
}

/// The row of what is due, if nobody was faster.
fn find_due(tx: &mut Tx<'_>, claim: DueClaim, now: Time) -> Result<Option<Queued>> {
    match claim {
        DueClaim::OnItsOwn(post) => Ok(queued_posts::read_queued_post(tx, post)?
            .filter(|row| row.publish_on.is_some_and(|time| time <= now))),
        DueClaim::FirstOf(blog) if is_queue_due(tx, blog, now)? => {
            Ok(queued_posts::first_queued_post(tx, blog)?)
        }
        DueClaim::FirstOf(_) => Ok(None),
    }
}

fn is_queue_due(tx: &mut Tx<'_>, blog: BlogId, now: Time) -> Result<bool> {
    Ok(queued_posts::read_queue(tx, blog)?.is_some_and(|queue| queue.next.is_some_and(|next| next <= now)))
}

/// A queue whose posts were removed meanwhile: with a time left it would be found due each round.
fn rest_empty_queue(tx: &mut Tx<'_>, blog: BlogId, now: Time) -> Result<()> {
    if !is_queue_due(tx, blog, now)? || queued_posts::first_queued_post(tx, blog)?.is_some() {
        return Ok(());
    }
    let mut queue = queued_posts::lock_queue(tx, blog)?;
    queue.next = None;
    Ok(queued_posts::put_queue(tx, &queue)?)
}
