//! The worker's round: publishing what has become due. Each post is claimed in the transaction that publishes it, under
//! the lock that every change of a post takes, so any number of processes may do their rounds at once.

use crate::post::change;
use crate::post::change::PostChange;
use crate::queue::blog_queue;
use crate::queue::blog_queue::Next;
use crate::{Error, Result, Site};
use model::{BlogId, PostId, State, Time};
use store::queued_posts::Queued;
use store::words::WordHash;
use store::{Tx, queued_posts};

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
                let post = row.post;
                let result = self.publish_due(now, move |tx| on_its_own(tx, post, now)).await;
                tell(format!("post {post}"), result.map(Vec::from_iter));
            }
            for blog in queues.iter().copied() {
                let result = self.publish_due(now, move |tx| first_of(tx, blog, now)).await;
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

    async fn publish_due(
        &self,
        now: Time,
        claim: impl Fn(&mut Tx<'_>) -> Result<Option<Queued>> + Clone + Send + 'static,
    ) -> Result<Option<PostId>> {
        let hash = self.store.words().clone();
        // The closures move into the write; a refused post needs them a second time.
        let (again, claim_again) = (hash.clone(), claim.clone());
        let published =
            self.store.write(move |tx| publish_claimed(tx, State::Published, now, &hash, &claim)).await;
        match published {
            Ok(id) => {
                if id.is_some() {
                    self.count_into_tail().await;
                }
                Ok(id)
            }
            // It would be due again each round and hold up its queue, so it is put aside as a
            // draft.
            Err(error @ (Error::Refused(_) | Error::Invalid(_) | Error::NotFound(_))) => {
                let put_aside = self
                    .store
                    .write(move |tx| publish_claimed(tx, State::Draft, now, &again, &claim_again))
                    .await?;
                tracing::warn!(%error, post = put_aside.map(|id| id.0), "a queued post was made a draft");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

fn publish_claimed(
    tx: &mut Tx<'_>,
    to: State,
    now: Time,
    hash: &WordHash,
    claim: &impl Fn(&mut Tx<'_>) -> Result<Option<Queued>>,
) -> Result<Option<PostId>> {
    index::Storage::lock_index(tx)?;
    let Some(row) = claim(tx)? else { return Ok(None) };
    let next = if row.publish_on.is_some() { Next::Stays } else { Next::After(now) };
    if change::queued_still(tx, row.post)? {
        let change = PostChange { state: Some(to), ..PostChange::default() };
        change::edit_in_transaction(tx, row.post, &change, now, hash, next)?;
        return Ok(Some(row.post));
    }
    // A row without its post would be due for ever.
    blog_queue::leave_queue(tx, row.blog, row.post, next)?;
    Ok(None)
}

/// A post whose own time has come, if nobody was faster.
fn on_its_own(tx: &mut Tx<'_>, post: PostId, now: Time) -> Result<Option<Queued>> {
    Ok(queued_posts::read_queued_post(tx, post)?.filter(|row| row.publish_on.is_some_and(|time| time <= now)))
}

/// The first post of a queue whose moment has come, if nobody was faster.
fn first_of(tx: &mut Tx<'_>, blog: BlogId, now: Time) -> Result<Option<Queued>> {
    let due =
        queued_posts::read_queue(tx, blog)?.is_some_and(|queue| queue.next.is_some_and(|next| next <= now));
    if !due {
        return Ok(None);
    }
    let first = queued_posts::first_queued_post(tx, blog)?;
    if first.is_none() {
        let mut queue = queued_posts::lock_queue(tx, blog)?;
        // Its posts were removed meanwhile; with a time left it would be found due each round.
        queue.next = None;
        queued_posts::put_queue(tx, &queue)?;
    }
    Ok(first)
}
