//! What blogs are told of others' doings. Notifications are written last in a transaction, in the order of the blogs
//! they are for, so that two transactions wait for each other instead of locking up. Of each blog the newest thousand
//! are kept.

use crate::{Error, Result, Site, act, reblog};
use model::{
    Blog, BlogId, BlogName, Invalid, Notice, NoticeKind, Post, PostExtra, PostId, State, Time, Via, Withheld,
};
use npf::{Block, Document, FormatKind};
use std::collections::{HashMap, HashSet};
use store::{Tx, blocks, blogs, mutes, notifications, posts};

/// Blogs named in one text that are told of it.
const MENTIONS: usize = 50;
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
}

/// A notification with what it speaks of.
#[derive(Debug, Clone)]
pub struct Told {
    /// The notification.
    pub notice: Notice,
    /// Who did it, unless nobody is known.
    pub from: Option<Blog>,
    /// The post it is about.
    pub post: Option<Post>,
    /// The post that was made.
    pub made: Option<Post>,
    /// Older neighbours told together with it.
    pub rolled: Vec<Told>,
}

/// A page of notifications.
#[derive(Debug, Clone, Default)]
pub struct NoticeList {
    /// Newest first.
    pub told: Vec<Told>,
    /// What to ask for as `before` for the next page; `None` at the end.
    pub next: Option<Time>,
}

impl Site {
    /// A blog's notifications, newest first. Those about posts that are gone are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn notifications(&self, blog: &BlogName, request: NoticeRequest) -> Result<NoticeList> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = act::blog_named(tx, &blog)?;
                list(tx, blog.id, &request)
            })
            .await
    }

    /// Mutes a post's notifications for its blog, for so many seconds or, with 0, for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post; [`Error::Invalid`] for a length no clock reaches.
    pub async fn mute(&self, blog: &BlogName, post: PostId, seconds: u64) -> Result<()> {
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
                Ok(mutes::put(tx, blog, post, until)?)
            })
            .await
    }

    /// Hears of a post again.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post.
    pub async fn unmute(&self, blog: &BlogName, post: PostId) -> Result<()> {
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = own_blog(tx, &blog, post)?;
                Ok(mutes::remove(tx, blog, post).map(drop)?)
            })
            .await
    }

    /// Until when a blog's post is muted: the outer `None` where it is not, the inner for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the blog has no such post.
    pub async fn muted(&self, blog: &BlogName, post: PostId) -> Result<Option<Option<Time>>> {
        let (blog, now) = (blog.clone(), self.clock().now());
        self.store
            .read(move |tx| {
                let blog = own_blog(tx, &blog, post)?;
                Ok(mutes::of(tx, blog, post, now)?)
            })
            .await
    }
}

fn own_blog(tx: &mut Tx<'_>, blog: &BlogName, post: PostId) -> Result<BlogId> {
    let blog = act::blog_named(tx, blog)?;
    posts::by_id(tx, post)?
        .filter(|placed| placed.post.blog == blog.id)
        .map(|_| blog.id)
        .ok_or_else(|| Error::NotFound(format!("the blog {} has no post {post}", blog.name)))
}

fn list(tx: &mut Tx<'_>, blog: BlogId, request: &NoticeRequest) -> Result<NoticeList> {
    let limit = request.limit.clamp(1, 50);
    let mut list = NoticeList::default();
    let mut before = request.before.unwrap_or(Time(i64::MAX));
    loop {
        let rows = notifications::before(tx, blog, before, READ)?;
        let Some(oldest) = rows.last().map(|notice| notice.at) else { return Ok(list) };
        for told in shown(tx, blog, rows, request)? {
            let full = list.told.len() == limit;
            match list.told.last_mut() {
                Some(group) if request.rollups && joins(group, &told) => group.rolled.push(told),
                _ if full => {
                    list.next = Some(Time(told.notice.at.0 + 1));
                    return Ok(list);
                }
                _ => list.told.push(told),
            }
        }
        before = oldest;
    }
}

fn joins(group: &Told, told: &Told) -> bool {
    let same = group.notice.kind == told.notice.kind && group.notice.post == told.notice.post;
    let rolls = matches!(told.notice.kind, NoticeKind::Like | NoticeKind::ReblogNaked | NoticeKind::Follow);
    same && rolls && group.rolled.len() + 1 < ROLLED
}

/// Rows with what they speak of, without those that are not asked for or speak of what is gone.
fn shown(tx: &mut Tx<'_>, blog: BlogId, rows: Vec<Notice>, request: &NoticeRequest) -> Result<Vec<Told>> {
    let wanted = |notice: &Notice| {
        (request.kinds.is_empty() || request.kinds.contains(&notice.kind))
            && notice.post.is_none_or(|post| !request.omit.contains(&post))
    };
    let rows: Vec<Notice> = rows.into_iter().filter(wanted).collect();
    let mut from: Vec<i64> = rows.iter().filter_map(|notice| Some(notice.from?.0)).collect();
    from.sort_unstable();
    from.dedup();
    let from: HashMap<BlogId, Blog> =
        blogs::by_ids(tx, &from)?.into_iter().map(|blog| (blog.id, blog)).collect();
    let mut ids: Vec<i64> =
        rows.iter().flat_map(|notice| [notice.post, notice.made]).flatten().map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let positions: Vec<_> = posts::places(tx, &ids)?.into_iter().map(|(_, position)| position).collect();
    let seen = |post: &Post| post.state == State::Published || post.blog == blog;
    let held: HashMap<PostId, Post> = posts::at(tx, &positions)?
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
        let from = notice.from.and_then(|id| from.get(&id).cloned());
        Some(Told { notice, from, post, made, rolled: Vec::new() })
    });
    Ok(told.collect())
}

/// Keeps notifications, but none to oneself, none about a muted post and none from who is blocked.
pub(crate) fn send(tx: &mut Tx<'_>, mut notices: Vec<Notice>) -> Result<()> {
    notices.sort_by_key(|notice| notice.blog);
    for notice in notices.iter().filter(|notice| notice.from != Some(notice.blog)) {
        if let Some(post) = notice.post
            && mutes::of(tx, notice.blog, post, notice.at)?.is_some()
        {
            continue;
        }
        if let Some(from) = notice.from
            && !blocks::blockers(tx, &[notice.blog.0], from)?.is_empty()
        {
            continue;
        }
        notifications::insert(tx, notice)?;
    }
    Ok(())
}

fn about(blog: BlogId, at: Time, kind: NoticeKind, from: Option<BlogId>, post: Option<PostId>) -> Notice {
    Notice { blog, at, kind, from, post, made: None, text: String::new() }
}

/// Of a follow.
pub(crate) fn of_follow(follower: BlogId, followee: BlogId, at: Time) -> Notice {
    about(followee, at, NoticeKind::Follow, Some(follower), None)
}

/// Of a question that has arrived.
pub(crate) fn of_ask(post: &Post, from: Option<BlogId>, at: Time) -> Vec<Notice> {
    vec![about(post.blog, at, NoticeKind::Ask, from, Some(post.id))]
}

/// Of a like or a reply, to the post's blog and its root's.
pub(crate) fn of_note(
    concerned: &[(BlogId, PostId)],
    kind: NoticeKind,
    from: BlogId,
    text: &str,
    at: Time,
) -> Vec<Notice> {
    let one = |(blog, post): &(BlogId, PostId)| Notice {
        text: text.to_owned(),
        ..about(*blog, at, kind, Some(from), Some(*post))
    };
    concerned.iter().map(one).collect()
}

/// Of the site's withholding a post; what its author withholds is known to them.
pub(crate) fn of_withholding(post: &Post, at: Time) -> Vec<Notice> {
    match post.withheld {
        None | Some(Withheld::Author) => Vec::new(),
        Some(_) => vec![about(post.blog, at, NoticeKind::PostFlagged, None, Some(post.id))],
    }
}

/// Of a post's publication: to blogs it names, to those it was reblogged from, to who asked.
pub(crate) fn of_publication(
    tx: &mut Tx<'_>,
    post: &Post,
    mentions: &[String],
    extra: &PostExtra,
    at: Time,
) -> Result<Vec<Notice>> {
    let mut notices = named(tx, post, mentions, at)?;
    if let Some(parent) = &post.reblog {
        let kind = match reblog::silent(post) {
            true => NoticeKind::ReblogNaked,
            false => NoticeKind::ReblogWithContent,
        };
        let concerned = match posts::by_id(tx, parent.parent)? {
            Some(placed) => reblog::concerned(tx, &placed.post)?,
            None => reblog::concerned(tx, post)?.split_off(1),
        };
        notices.extend(concerned.into_iter().map(|(blog, of)| Notice {
            made: Some(post.id),
            ..about(blog, at, kind, Some(post.blog), Some(of))
        }));
    }
    if let Via::Ask(Some(asker)) = extra.via {
        notices.push(about(asker, at, NoticeKind::AnsweredAsk, Some(post.blog), Some(post.id)));
    }
    Ok(notices)
}

/// Of a published post's new words: to blogs it did not name before.
pub(crate) fn of_rewriting(tx: &mut Tx<'_>, before: &Post, after: &Post, at: Time) -> Result<Vec<Notice>> {
    if before.content == after.content {
        return Ok(Vec::new());
    }
    let old: HashSet<String> = mentions_of(before).into_iter().collect();
    let new: Vec<String> = mentions_of(after).into_iter().filter(|blog| !old.contains(blog)).collect();
    named(tx, after, &new, at)
}

fn named(tx: &mut Tx<'_>, post: &Post, who: &[String], at: Time) -> Result<Vec<Notice>> {
    let mut blogs = Vec::new();
    for who in who {
        let blog = match who.starts_with("t:") {
            true => blogs::by_uuid(tx, who)?,
            false => blogs::by_name(tx, who)?,
        };
        blogs.extend(blog.map(|blog| blog.id));
    }
    blogs.sort_unstable();
    blogs.dedup();
    let one = |blog| about(blog, at, NoticeKind::MentionInPost, Some(post.blog), Some(post.id));
    Ok(blogs.into_iter().map(one).collect())
}

/// The blogs a post names.
pub(crate) fn mentions_of(post: &Post) -> Vec<String> {
    mentions(&Document::from_json(&post.content).unwrap_or_default())
}

/// The blogs a document names, by uuid or name.
pub(crate) fn mentions(document: &Document) -> Vec<String> {
    let texts = document.content.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text),
        _ => None,
    });
    let named = texts.flat_map(|text| &text.formatting).filter_map(|format| match &format.kind {
        FormatKind::Mention(blog) => blog.uuid.clone().or_else(|| blog.name.clone()),
        _ => None,
    });
    let mut named: Vec<String> = named.take(MENTIONS).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Of a reply: to the blogs its words name with an @.
pub(crate) fn of_names(
    tx: &mut Tx<'_>,
    text: &str,
    from: BlogId,
    post: PostId,
    at: Time,
) -> Result<Vec<Notice>> {
    let words = text.split('@').skip(1).map(|rest| {
        let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or("");
        name.trim_end_matches('-').to_ascii_lowercase()
    });
    let mut names: Vec<String> = words.filter(|name| (1..=32).contains(&name.len())).take(MENTIONS).collect();
    names.sort_unstable();
    names.dedup();
    let found = blogs::by_names(tx, &names)?;
    let one = |blog: Blog| Notice {
        text: text.to_owned(),
        ..about(blog.id, at, NoticeKind::MentionInReply, Some(from), Some(post))
    };
    Ok(found.into_iter().map(one).collect())
}
