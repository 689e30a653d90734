//! A blog's queue: posts that wait for the timetable, one after another, and posts with a time of their own.
//!
//! The order of the queue is that in which the posts will be published. A queued post keeps the id it was made with
//! (so its `genesis_post_id` is its id) and gets its publish time when it is published; lists go by publish time
//! first, so it stands among the posts of that moment though its id is older.
//!
//! Queued posts that an import brought rest: they are listed behind the others, without a time, until their blog
//! queues them again. Nobody's archive begins to publish by itself.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::jobs::lane::Lane;
use crate::post::publish_time;
use crate::query::listing;
use crate::query::view::PostCard;
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Class, Expr, Facet, Query, Sort};
use model::{BlogId, BlogName, Invalid, PostId, State, Time};
use std::collections::{HashMap, HashSet};
use store::jobs::{self, AT_ONCE, NewJob};
use store::queued_posts::Queued;
use store::{Tx, posts, queued_posts};

/// Room between neighbours, so that one can be put between without numbering all anew.
const GAP: i64 = 1 << 20;

/// The job that publishes what is due.
pub(crate) const PUBLISH_JOB: NewJob<'static> =
    NewJob { kind: "publish-due", key: "", lane: Lane::Due.name(), payload: "", run_at: AT_ONCE };

/// A post that waits to be published.
#[derive(Debug, Clone)]
pub struct QueuedPost {
    /// The post.
    pub card: PostCard,
    /// When it will be published as things stand; `None` where the queue rests.
    pub due: Option<Time>,
    /// Whether that is a time of its own (`publish_on`) and not one of the timetable.
    pub own_time: bool,
}

/// A part of a queue.
#[derive(Debug, Clone, Default)]
pub struct QueueList {
    /// Its posts, first to be published first.
    pub posts: Vec<QueuedPost>,
    /// How many posts the queue has in all.
    pub total: u64,
}

impl Site {
    /// A part of a blog's queue, from a place counted from 0.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn list_queue(&self, blog: &BlogName, offset: usize, limit: usize) -> Result<QueueList> {
        let (blog, limit) = (blog.clone(), limit.clamp(1, listing::PAGE_LIMIT));
        self.read_snapshot(move |snapshot| {
            let blog = actor::blog_named(snapshot.tx, &blog)?;
            let mut order = queue_order(snapshot.tx, blog.id)?;
            order.extend(resting_posts(snapshot, blog.id, &order)?);
            let total = order.len() as u64;
            let page: Vec<_> = order.into_iter().skip(offset).take(limit).collect();
            let ids: Vec<PostId> = page.iter().map(|(row, _)| row.post).collect();
            let mut cards: HashMap<PostId, PostCard> =
                listing::cards_of(snapshot.tx, &ids)?.into_iter().map(|card| (card.post.id, card)).collect();
            let posts = page.into_iter().filter_map(|(row, due)| {
                Some(QueuedPost { card: cards.remove(&row.post)?, due, own_time: row.publish_on.is_some() })
            });
            Ok(QueueList { posts: posts.collect(), total })
        })
        .await
    }

    /// Puts a queued post behind another, or at the top. Behind a post with a time of its own means behind those
    /// that will be published before it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where one of them is not in the blog's queue; [`Error::Invalid`] for a post with a time of
    /// its own.
    pub async fn reorder_queue(
        &self,
        blog: &BlogName,
        post: PostId,
        insert_after: Option<PostId>,
    ) -> Result<()> {
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                // Locked before the order is read, or two moves at once could give the same slot.
                queued_posts::lock_queue(tx, blog.id)?;
                let order: Vec<Queued> = queue_order(tx, blog.id)?.into_iter().map(|(row, _)| row).collect();
                let changed = reorder_rows(&order, post, insert_after)?;
                Ok(queued_posts::put_posts(tx, &changed)?)
            })
            .await
    }

    /// Puts the posts without a time of their own in a random order, which `seed` decides.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn shuffle_queue(&self, blog: &BlogName, seed: u64) -> Result<()> {
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                queued_posts::lock_queue(tx, blog.id)?;
                let mut plain = plain_rows(&queued_posts::list_queued_posts(tx, blog.id)?);
                fastrand::Rng::with_seed(seed).shuffle(&mut plain);
                Ok(queued_posts::put_posts(tx, &number_rows(plain))?)
            })
            .await
    }

    /// A number that nobody chose, for [`Site::shuffle_queue`].
    ///
    /// # Errors
    /// [`Error::File`] when the source of secrets gives none.
    pub fn draw_seed(&self) -> Result<u64> {
        let mut bytes = [0; 8];
        self.secrets.fill(&mut bytes).map_err(|Invalid(message)| Error::File(message))?;
        Ok(u64::from_le_bytes(bytes))
    }
}

/// Refuses where a blog's queue is full; nothing is counted.
pub(crate) fn ensure_room(tx: &mut Tx<'_>, blog: BlogId) -> Result<()> {
    limits::at_most(Limit::Queue, queued_posts::read_queue(tx, blog)?.map_or(0, |queue| queue.n) + 1)
}

/// Puts a post at the end of its blog's queue, or at its own time.
pub(crate) fn enter_queue(
    tx: &mut Tx<'_>,
    blog: BlogId,
    post: PostId,
    publish_on: Option<Time>,
    now: Time,
) -> Result<()> {
    let publish_on = publish_on.map(|time| publish_time::publish_on(time, now)).transpose()?;
    let mut queue = queued_posts::add_to_count(tx, blog, 1)?;
    // After the count was raised, which locks the row: requests at once cannot exceed the limit.
    limits::at_most(Limit::Queue, queue.n)?;
    let slot = queued_posts::last_slot(tx, blog)? + GAP;
    queued_posts::put_posts(tx, &[Queued { post, blog, slot, publish_on }])?;
    // A queue that was empty starts its timetable now; a running one keeps its next time.
    if publish_on.is_none() && queue.next.is_none() {
        queue.next = queue.schedule.next_after(now);
        queued_posts::put_queue(tx, &queue)?;
    }
    Ok(jobs::enqueue_job(tx, &PUBLISH_JOB)?)
}

/// Gives a queued post a time of its own, or puts it at the end of those without.
pub(crate) fn reschedule_post(
    tx: &mut Tx<'_>,
    blog: BlogId,
    post: PostId,
    publish_on: Option<Time>,
    now: Time,
) -> Result<()> {
    leave_queue(tx, blog, post, Next::Stays)?;
    enter_queue(tx, blog, post, publish_on, now)
}

/// What becomes of the moment at which the next post of a queue is due.
#[derive(Clone, Copy)]
pub(crate) enum Next {
    /// It stays.
    Stays,
    /// It was used: the next is the first after this one. Moments that went by unused are not made up for.
    After(Time),
}

/// Takes a post out of its blog's queue, if it is in it.
pub(crate) fn leave_queue(tx: &mut Tx<'_>, blog: BlogId, post: PostId, next: Next) -> Result<()> {
    let mut queue = queued_posts::lock_queue(tx, blog)?;
    queue.n -= i64::from(queued_posts::remove_queued_post(tx, post)?);
    queue.next = match (queued_posts::first_queued_post(tx, blog)?, next) {
        // An empty queue has no time, or the worker would find it due for ever.
        (None, _) => None,
        (Some(_), Next::Stays) => queue.next,
        (Some(_), Next::After(now)) => queue.schedule.next_after(now),
    };
    Ok(queued_posts::put_queue(tx, &queue)?)
}

/// A queue in the order in which it will be published, with the times.
pub(crate) fn queue_order(tx: &mut Tx<'_>, blog: BlogId) -> Result<Vec<(Queued, Option<Time>)>> {
    let Some(queue) = queued_posts::read_queue(tx, blog)? else { return Ok(Vec::new()) };
    let mut next = queue.next;
    let mut order: Vec<_> = queued_posts::list_queued_posts(tx, blog)?
        .into_iter()
        .map(|row| {
            let due = row.publish_on.or(next);
            if row.publish_on.is_none() {
                next = next.and_then(|time| queue.schedule.next_after(time));
            }
            (row, due)
        })
        .collect();
    // At the same moment a post with its own time goes first, then the order of the queue.
    order.sort_by_key(|(row, due)| {
        (due.unwrap_or(Time::LATEST), row.publish_on.is_none(), row.slot, row.post)
    });
    Ok(order)
}

/// Queued posts of a blog that are in no queue, oldest first.
fn resting_posts(
    snapshot: &mut Snapshot<'_, '_>,
    blog: BlogId,
    known: &[(Queued, Option<Time>)],
) -> Result<Vec<(Queued, Option<Time>)>> {
    let of = [Facet::Blog(blog), Facet::State(State::Queued)].map(Expr::Facet).to_vec();
    let query = Query { expr: Expr::And(of), scope: vec![Class::Hidden] };
    if snapshot.count_hits(&query)? == known.len() as u64 {
        return Ok(Vec::new());
    }
    let known: HashSet<PostId> = known.iter().map(|(row, _)| row.post).collect();
    let page = snapshot.read_page(&query, Sort::Oldest, None, index::PAGE_MAX)?;
    let resting = page.hits.iter().map(|hit| PostId(hit.key.id)).filter(|post| !known.contains(post));
    Ok(resting.map(|post| (Queued { post, blog, slot: i64::MAX, publish_on: None }, None)).collect())
}

fn plain_rows(rows: &[Queued]) -> Vec<Queued> {
    rows.iter().filter(|row| row.publish_on.is_none()).copied().collect()
}

fn number_rows(rows: Vec<Queued>) -> Vec<Queued> {
    (1..).zip(rows).map(|(n, row)| Queued { slot: n * GAP, ..row }).collect()
}

/// The rows that change when a post is put behind another.
fn reorder_rows(order: &[Queued], post: PostId, insert_after: Option<PostId>) -> Result<Vec<Queued>> {
    let find = |id: PostId| {
        let at = order.iter().position(|row| row.post == id);
        at.ok_or_else(|| Error::NotFound(format!("there is no post {id} in this queue")))
    };
    let moving = order[find(post)?];
    if moving.publish_on.is_some() {
        return Err(Invalid::new(format!(
            "post {post} has a time of its own; change its publish_on instead of its place"
        ))
        .into());
    }
    let above = insert_after.map(find).transpose()?.map_or(&[][..], |at| &order[..=at]);
    // Posts with their own time have no slot among the others, so they are not counted.
    let place = above.iter().filter(|row| row.publish_on.is_none() && row.post != post).count();
    if insert_after == Some(post) {
        return Ok(Vec::new());
    }
    let mut rows = plain_rows(order);
    rows.retain(|row| row.post != post);
    let before = place.checked_sub(1).and_then(|at| rows.get(at)).map(|row| row.slot);
    let after = rows.get(place).map(|row| row.slot);
    let slot = match (before, after) {
        (None, None) => Some(moving.slot),
        (Some(before), None) => Some(before + GAP),
        (None, Some(after)) => Some(after - GAP),
        (Some(before), Some(after)) if after - before > 1 => Some(before + (after - before) / 2),
        // The gap is used up after some twenty moves to one place; then all rows are numbered anew.
        (Some(_), Some(_)) => None,
    };
    if let Some(slot) = slot {
        return Ok(vec![Queued { slot, ..moving }]);
    }
    rows.insert(place, moving);
    Ok(number_rows(rows))
}

/// Where a post of a queue stands: when it is due, and whether at a time of its own.
pub(crate) fn queue_standing(tx: &mut Tx<'_>, post: PostId) -> Result<Option<(Option<Time>, bool)>> {
    let Some(row) = queued_posts::read_queued_post(tx, post)? else { return Ok(None) };
    let order = queue_order(tx, row.blog)?;
    let due = order.into_iter().find(|(row, _)| row.post == post).and_then(|(_, due)| due);
    Ok(Some((due, row.publish_on.is_some())))
}

/// Puts queued posts that are in no queue, as after damage or an import, at the end of their blog's.
pub(crate) fn adopt_posts(tx: &mut Tx<'_>, found: &[(BlogId, PostId)], now: Time) -> Result<()> {
    for (blog, post) in found {
        if queued_posts::read_queued_post(tx, *post)?.is_none() && posts::find_position(tx, *post)?.is_some()
        {
            enter_queue(tx, *blog, *post, None, now)?;
        }
    }
    Ok(())
}
