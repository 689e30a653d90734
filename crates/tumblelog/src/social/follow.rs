//! Following: one blog wants to see what another posts. Counts are kept exact beside the rows.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::permission;
use crate::query::listing;
use crate::social::notify;
use crate::{Actor, Error, Result, Site, events};
use model::{ActorId, Blog, BlogId, BlogName, NoticeKind, Time};
use std::collections::HashMap;
use store::follows::{self, FollowCursor};
use store::{Tx, blogs, notifications};

/// A part of a list of blogs that stand in a relation to one. Newest first.
#[derive(Debug, Clone, Default)]
pub struct RelatedRequest {
    /// The last of the page before ([`RelatedList::next`]); the beginning where none is given.
    pub after: Option<(Time, BlogId)>,
    /// How many to pass over from there.
    pub offset: usize,
    /// How many, 1 to 50.
    pub limit: usize,
}

impl RelatedRequest {
    pub(crate) fn start_mark(&self) -> FollowCursor {
        self.after.map_or(FollowCursor::NEWEST, |(at, blog)| FollowCursor { at, actor: blog.into() })
    }

    pub(crate) fn limit_and_offset(&self) -> (i64, i64) {
        let limit = self.limit.clamp(1, listing::PAGE_LIMIT);
        (i64::try_from(limit).unwrap_or(1), i64::try_from(self.offset).unwrap_or(i64::MAX))
    }
}

/// A blog in a relation, and since when.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The blog.
    pub blog: Blog,
    /// Since when.
    pub since: Time,
    /// Whether the blog whose list it is follows it.
    pub followed: bool,
}

/// A part of a list of blogs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RelatedList {
    /// The blogs, newest relation first.
    pub blogs: Vec<Related>,
    /// How many there are in all, exactly.
    pub total: u64,
    /// Where the next page begins, unless this is the last.
    pub next: Option<(Time, BlogId)>,
}

impl Site {
    /// A blog follows another, which is told once. Following again changes nothing. Gives the blog followed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog; [`Error::Invalid`] for itself; [`Error::Refused`] where one blocks the
    /// other; [`Error::Limit`] for too many in a day or in all.
    pub async fn follow_blog(&self, by: impl Into<Actor>, followee: &BlogName) -> Result<Blog> {
        let (by, followee, at) = (by.into(), followee.clone(), self.clock().now());
        self.store
            .write(move |tx| {
                let followee = actor::blog_named(tx, &followee)?;
                let follower = permission::authorize_follow(tx, &by, &followee)?;
                let (id, followed) = (follower.keep_row(tx)?, ActorId::from(followee.id));
                follows::lock_follow_counts(tx, &[id, followed])?;
                // Again under the lock: a block of the same moment waited, or is seen now.
                permission::ensure_may_follow(tx, &follower, &followee)?;
                if follows::insert_follow(tx, id, followed, at)? {
                    // Checked after the insert, under the lock on the counts: the new row is
                    // counted already.
                    limits::at_most(Limit::Following, follows::read_follow_counts(tx, id)?.following)?;
                    limits::spend_limit(tx, by.account(), Limit::Follows, 1, at)?;
                    // Following and unfollowing in turn must not fill the other's list of
                    // notifications.
                    notifications::retract_notification(tx, followee.id, NoticeKind::Follow, id, None)?;
                    if let Some(from) = follower.sender() {
                        notify::send_notifications(tx, vec![notify::of_follow(from, followee.id, at)])?;
                    }
                    events::record_follow(tx, id, followed, at)?;
                }
                Ok(followee)
            })
            .await
    }

    /// A blog follows another no more. Gives that blog.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn unfollow_blog(&self, by: impl Into<Actor>, followee: &BlogName) -> Result<Blog> {
        let (by, followee, now) = (by.into(), followee.clone(), self.clock().now());
        self.store
            .write(move |tx| {
                let follower = actor::find_acting(tx, &by)?;
                let followee = actor::blog_named(tx, &followee)?;
                let follower = follower
                    .id
                    .ok_or_else(|| Error::NotFound(format!("there is no blog named {}", follower.name)))?;
                remove_follow(tx, follower, followee.id.into(), now)?;
                Ok(followee)
            })
            .await
    }

    /// Whether a blog follows another.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn follows_blog(&self, follower: &BlogName, followee: &BlogName) -> Result<bool> {
        let (follower, followee) = (follower.clone(), followee.clone());
        self.store
            .read(move |tx| {
                let follower = actor::blog_named(tx, &follower)?.id;
                let followee = actor::blog_named(tx, &followee)?.id;
                Ok(follows::has_follow(tx, follower.into(), followee.into())?)
            })
            .await
    }

    /// The blogs a blog follows.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn list_following(&self, blog: &BlogName, request: RelatedRequest) -> Result<RelatedList> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = ActorId::from(actor::blog_named(tx, &blog)?.id);
                let (limit, offset) = request.limit_and_offset();
                let marks = follows::list_following(tx, blog, request.start_mark(), limit + 1, offset)?;
                let total = follows::read_follow_counts(tx, blog)?.following;
                related_blogs(tx, blog, marks, limit, total)
            })
            .await
    }

    /// The blogs that follow a blog.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn list_followers(&self, blog: &BlogName, request: RelatedRequest) -> Result<RelatedList> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = ActorId::from(actor::blog_named(tx, &blog)?.id);
                let (limit, offset) = request.limit_and_offset();
                let marks = follows::list_followers(tx, blog, request.start_mark(), limit + 1, offset)?;
                let total = follows::read_follow_counts(tx, blog)?.followers;
                related_blogs(tx, blog, marks, limit, total)
            })
            .await
    }
}

/// Ends a follow, if there is one.
pub(crate) fn remove_follow(tx: &mut Tx<'_>, follower: ActorId, followee: ActorId, now: Time) -> Result<()> {
    if follower == followee {
        return Ok(());
    }
    // Both counts in one call, which takes them in the order of ids.
    follows::lock_follow_counts(tx, &[follower, followee])?;
    if follows::remove_follow(tx, follower, followee)? {
        notifications::retract_notification(tx, followee.as_blog(), NoticeKind::Follow, follower, None)?;
        events::record_follow(tx, follower, followee, now)?;
    }
    Ok(())
}

/// A page of a list from its marks, one more than the page has where there is a next.
pub(crate) fn related_blogs(
    tx: &mut Tx<'_>,
    whose: ActorId,
    mut marks: Vec<FollowCursor>,
    limit: i64,
    total: i64,
) -> Result<RelatedList> {
    let limit = usize::try_from(limit).unwrap_or(1);
    let more = marks.len() > limit;
    marks.truncate(limit);
    let ids: Vec<i64> = marks.iter().map(|mark| mark.actor.0).collect();
    let followed: Vec<BlogId> =
        follows::list_followed_among(tx, whose, &ids)?.into_iter().map(|mark| mark.actor.as_blog()).collect();
    let mut found: HashMap<BlogId, Blog> =
        blogs::by_ids(tx, &ids)?.into_iter().map(|blog| (blog.id, blog)).collect();
    let next = marks.last().filter(|_| more).map(|mark| (mark.at, mark.actor.as_blog()));
    let blogs = marks.into_iter().filter_map(|mark| {
        let followed = followed.contains(&mark.actor.as_blog());
        Some(Related { blog: found.remove(&mark.actor.as_blog())?, since: mark.at, followed })
    });
    Ok(RelatedList { blogs: blogs.collect(), total: u64::try_from(total).unwrap_or(0), next })
}
