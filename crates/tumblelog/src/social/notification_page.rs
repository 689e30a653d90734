//! A blog's notifications as a list, and the posts it does not want to hear of.

use crate::account::actor;
use crate::permission::rules;
use crate::{Error, Result, Site};
use model::{ActorId, ActorName, Blog, BlogId, BlogName, Invalid, Notice, NoticeKind, Post, PostId, Time};
use std::collections::HashMap;
use store::{Tx, actors, blogs, mutes, notifications, posts};

/// Rows read at a time.
const READ: i64 = 100;
/// Doings told as one at most.
const ROLLED: usize = 100;

/// What notifications are asked for.
#[derive(Debug, Clone, Default)]
pub struct NoticeRequest {
    /// Those before this moment; the newest where none is given.
    pub before: Option<Time>,
    /// Those of these kinds; of all where empty.
    pub kinds: Vec<NoticeKind>,
    /// Posts that are not to be told of.
    pub omit: Vec<PostId>,
    /// Neighbouring likes, bare reblogs and follows of one thing are told as one.
    pub rollups: bool,
    /// How many, 1 to 50.
    pub limit: usize,
    /// The page goes on past `limit` to the end of the second in which it ends, for clients that page by seconds.
    pub whole_seconds: bool,
}

/// A notification with what it speaks of.
#[derive(Debug, Clone)]
pub struct NotificationShown {
    /// The notification.
    pub notice: Notice,
    /// The blog of this site that did it, unless nobody is known or it is an actor elsewhere.
    pub from: Option<Blog>,
    /// The name of who did it, unless nobody is known.
    pub actor: Option<ActorName>,
    /// The post it is about.
    pub post: Option<Post>,
    /// The post that was made.
    pub made: Option<Post>,
    /// Older neighbours told together with it.
    pub rolled: Vec<NotificationShown>,
}

/// A page of notifications.
#[derive(Debug, Clone, Default)]
pub struct NoticeList {
    /// Newest first.
    pub notifications: Vec<NotificationShown>,
    /// What to ask for as `before` for the next page; `None` at the end.
    pub next: Option<Time>,
}

impl Site {
    /// A blog's notifications, newest first. Those about posts that are gone are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn list_notifications(&self, blog: &BlogName, request: NoticeRequest) -> Result<NoticeList> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                read_notifications(tx, blog.id, &request)
            })
            .await
    }

    /// Mutes a post's notifications for its blog, for so many seconds or, with 0, for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post; [`Error::Invalid`] for a length no clock reaches.
    pub async fn mute_post(&self, blog: &BlogName, post: PostId, seconds: u64) -> Result<()> {
        let until = match seconds {
            0 => None,
            _ => {
                let ms = i64::try_from(seconds).ok().and_then(|s| s.checked_mul(1000));
                let until = ms.and_then(|ms| self.clock().now().0.checked_add(ms)).unwrap_or(i64::MAX);
                Some(Time::from_millis(until).map_err(|_| {
                    Invalid::new(format!("{seconds} seconds reach beyond the year 9999; 0 mutes for ever"))
                })?)
            }
        };
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = own_blog(tx, &blog, post)?;
                Ok(mutes::put_mute(tx, blog, post, until)?)
            })
            .await
    }

    /// Hears of a post again.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post.
    pub async fn unmute_post(&self, blog: &BlogName, post: PostId) -> Result<()> {
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = own_blog(tx, &blog, post)?;
                Ok(mutes::remove_mute(tx, blog, post).map(drop)?)
            })
            .await
    }

    /// Until when a blog's post is muted: the outer `None` where it is not, the inner for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post.
    pub async fn find_mute(&self, blog: &BlogName, post: PostId) -> Result<Option<Option<Time>>> {
        let (blog, now) = (blog.clone(), self.clock().now());
        self.store
            .read(move |tx| {
                let blog = own_blog(tx, &blog, post)?;
                Ok(mutes::read_mute(tx, blog, post, now)?)
            })
            .await
    }
}

fn own_blog(tx: &mut Tx<'_>, blog: &BlogName, post: PostId) -> Result<BlogId> {
    let blog = actor::blog_named(tx, blog)?;
    posts::by_id(tx, post)?
        .filter(|placed| placed.post.blog == blog.id)
        .map(|_| blog.id)
        .ok_or_else(|| Error::NotFound(format!("the blog {} has no post {post}", blog.name)))
}

fn read_notifications(tx: &mut Tx<'_>, blog: BlogId, request: &NoticeRequest) -> Result<NoticeList> {
    let limit = request.limit.clamp(1, 50);
    let mut list = NoticeList::default();
    let mut before = request.before.unwrap_or(Time(i64::MAX));
    loop {
        let rows = notifications::list_notifications_before(tx, blog, before, READ)?;
        let Some(oldest) = rows.last().map(|notice| notice.at) else { return Ok(list) };
        for told in shown_notifications(tx, blog, rows, request)? {
            let full = list.notifications.len() >= limit;
            let second = |told: &NotificationShown| told.notice.at.seconds();
            let same_second = list.notifications.last().is_some_and(|last| second(last) == second(&told));
            match list.notifications.last_mut() {
                Some(group) if request.rollups && joins_group(group, &told) => group.rolled.push(told),
                // Only when the next one does not join the last group is the page really full. There are no more than
                // about a thousand in all.
                _ if full && !(request.whole_seconds && same_second) => {
                    // One millisecond later, because `before` excludes its own moment. No two notifications of a blog
                    // have the same one, so none is skipped.
                    list.next = Some(Time(told.notice.at.0 + 1));
                    return Ok(list);
                }
                _ => list.notifications.push(told),
            }
        }
        before = oldest;
    }
}

fn joins_group(group: &NotificationShown, told: &NotificationShown) -> bool {
    let same = group.notice.kind == told.notice.kind && group.notice.post == told.notice.post;
    let rolls = matches!(told.notice.kind, NoticeKind::Like | NoticeKind::ReblogNaked | NoticeKind::Follow);
    same && rolls && group.rolled.len() + 1 < ROLLED
}

/// Rows with what they speak of, without those that are not asked for or speak of what is gone.
fn shown_notifications(
    tx: &mut Tx<'_>,
    blog: BlogId,
    rows: Vec<Notice>,
    request: &NoticeRequest,
) -> Result<Vec<NotificationShown>> {
    let wanted = |notice: &Notice| {
        (request.kinds.is_empty() || request.kinds.contains(&notice.kind))
            && notice.post.is_none_or(|post| !request.omit.contains(&post))
    };
    let rows: Vec<Notice> = rows.into_iter().filter(wanted).collect();
    let mut from: Vec<i64> = rows.iter().filter_map(|notice| Some(notice.from?.0)).collect();
    from.sort_unstable();
    from.dedup();
    let blogs: HashMap<ActorId, Blog> =
        blogs::by_ids(tx, &from)?.into_iter().map(|blog| (blog.id.into(), blog)).collect();
    // Nearly always all are blogs of this site, and nothing more is asked.
    from.retain(|id| !blogs.contains_key(&ActorId(*id)));
    let elsewhere: HashMap<ActorId, ActorName> = match from.is_empty() {
        true => HashMap::new(),
        false => actors::by_ids(tx, &from)?.into_iter().map(|row| (row.id, row.name)).collect(),
    };
    let mut ids: Vec<i64> =
        rows.iter().flat_map(|notice| [notice.post, notice.made]).flatten().map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let positions: Vec<_> =
        posts::find_positions(tx, &ids)?.into_iter().map(|(_, position)| position).collect();
    // A post that became private again must not be shown by an old notification.
    let seen = |post: &Post| rules::may_view_post(&[blog], post);
    let held: HashMap<PostId, Post> = posts::read_posts_at(tx, &positions)?
        .into_iter()
        .map(|placed| placed.post)
        .filter(seen)
        .map(|post| (post.id, post))
        .collect();
    let told = rows.into_iter().filter_map(|notice| {
        let find = |id: Option<PostId>| match id {
            Some(id) => held.get(&id).cloned().map(Some),
            None => Some(None),
        };
        let (post, made) = (find(notice.post)?, find(notice.made)?);
        let from = notice.from.and_then(|id| blogs.get(&id).cloned());
        let named = || notice.from.and_then(|id| elsewhere.get(&id).cloned());
        let actor = from.as_ref().map(|blog| (&blog.name).into()).or_else(named);
        Some(NotificationShown { notice, from, actor, post, made, rolled: Vec::new() })
    });
    Ok(told.collect())
}
