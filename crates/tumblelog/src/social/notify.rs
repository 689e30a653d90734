//! What blogs are told of others' doings. Notifications are written last in a transaction, in the order of the blogs
//! they are for, so that two transactions wait for each other instead of locking up. Of each blog the newest thousand
//! are kept.

use crate::Result;
use crate::post::reblog;
use model::{ActorId, Blog, BlogId, Notice, NoticeKind, Post, PostExtra, PostId, Time, Via, Withheld};
use npf::{Block, Document, FormatKind};
use store::{Tx, blocks, blogs, ensure_outside_write, mutes, notifications, posts};

/// Blogs named in one text that are told of it.
const MENTIONS: usize = 50;

/// Keeps notifications, but none to oneself, none about a muted post and none from who is blocked.
pub(crate) fn send_notifications(tx: &mut Tx<'_>, mut notices: Vec<Notice>) -> Result<()> {
    notices.sort_by_key(|notice| notice.blog);
    for notice in notices.iter().filter(|notice| notice.from != Some(notice.blog.into())) {
        if let Some(post) = notice.post
            && mutes::read_mute(tx, notice.blog, post, notice.at)?.is_some()
        {
            continue;
        }
        // Checked here and not by each caller, so that no new kind of notification forgets it.
        if let Some(from) = notice.from
            && !blocks::list_blockers(tx, &[notice.blog.0], from)?.is_empty()
        {
            continue;
        }
        notifications::insert_notification(tx, notice)?;
    }
    Ok(())
}

fn notification_about(
    blog: BlogId,
    at: Time,
    kind: NoticeKind,
    from: Option<ActorId>,
    post: Option<PostId>,
) -> Notice {
    Notice { blog, at, kind, from, post, made: None, text: String::new() }
}

/// Of a follow.
pub(crate) fn of_follow(follower: ActorId, followee: BlogId, at: Time) -> Notice {
    notification_about(followee, at, NoticeKind::Follow, Some(follower), None)
}

/// Of a question that has arrived.
pub(crate) fn of_ask(post: &Post, from: Option<BlogId>, at: Time) -> Vec<Notice> {
    vec![notification_about(post.blog, at, NoticeKind::Ask, from.map(ActorId::from), Some(post.id))]
}

/// Of a like or a reply, to the post's blog and its root's.
pub(crate) fn of_note(
    concerned: &[(BlogId, PostId)],
    kind: NoticeKind,
    from: ActorId,
    text: &str,
    at: Time,
) -> Vec<Notice> {
    let one = |(blog, post): &(BlogId, PostId)| Notice {
        text: text.to_owned(),
        ..notification_about(*blog, at, kind, Some(from), Some(*post))
    };
    concerned.iter().map(one).collect()
}

/// Of the site's withholding a post and of its listing it again; what its author decides is known to them.
pub(crate) fn of_withholding(before: Option<Withheld>, post: &Post, at: Time) -> Vec<Notice> {
    let site = |reason: Option<Withheld>| reason.filter(|reason| *reason != Withheld::Author);
    let kind = match (site(before), site(post.withheld)) {
        (before, Some(after)) if before != Some(after) => NoticeKind::PostFlagged,
        (Some(_), None) => NoticeKind::PostAppealAccepted,
        _ => return Vec::new(),
    };
    vec![notification_about(post.blog, at, kind, None, Some(post.id))]
}

/// Of a post's publication: to blogs it names, to those it was reblogged from, to who asked.
pub(crate) fn of_publication(
    tx: &mut Tx<'_>,
    post: &Post,
    (mentions, adds_nothing): (&[String], bool),
    extra: &PostExtra,
    at: Time,
) -> Result<Vec<Notice>> {
    let mut notices = notify_mentioned(tx, post, mentions, at)?;
    if let Some(parent) = &post.reblog {
        let kind = match adds_nothing {
            true => NoticeKind::ReblogNaked,
            false => NoticeKind::ReblogWithContent,
        };
        let concerned = match posts::by_id(tx, parent.parent)? {
            Some(placed) => reblog::concerned_posts(tx, &placed.post)?,
            // Without the parent only the root's blog is left to notify; the first is the post
            // itself.
            None => reblog::concerned_posts(tx, post)?.split_off(1),
        };
        notices.extend(concerned.into_iter().map(|(blog, of)| Notice {
            made: Some(post.id),
            ..notification_about(blog, at, kind, Some(post.blog.into()), Some(of))
        }));
    }
    if let Via::Ask(Some(asker)) = extra.via {
        notices.push(notification_about(
            asker,
            at,
            NoticeKind::AnsweredAsk,
            Some(post.blog.into()),
            Some(post.id),
        ));
    }
    Ok(notices)
}

/// Of a published post's new words: to blogs that it names now and did not name before.
pub(crate) fn of_rewriting(
    tx: &mut Tx<'_>,
    post: &Post,
    before: &[String],
    after: &[String],
    at: Time,
) -> Result<Vec<Notice>> {
    let new: Vec<String> = after.iter().filter(|blog| !before.contains(blog)).cloned().collect();
    notify_mentioned(tx, post, &new, at)
}

fn notify_mentioned(tx: &mut Tx<'_>, post: &Post, who: &[String], at: Time) -> Result<Vec<Notice>> {
    let mut blogs = Vec::new();
    for who in who {
        // Mentions name a blog by uuid where they can: it survives a change of name.
        let blog = match who.starts_with("t:") {
            true => blogs::by_uuid(tx, who)?,
            false => blogs::by_name(tx, who)?,
        };
        blogs.extend(blog.map(|blog| blog.id));
    }
    blogs.sort_unstable();
    blogs.dedup();
    let one =
        |blog| notification_about(blog, at, NoticeKind::MentionInPost, Some(post.blog.into()), Some(post.id));
    Ok(blogs.into_iter().map(one).collect())
}

/// The blogs a document names, by uuid or name.
pub(crate) fn mentioned_names(document: &Document) -> Vec<String> {
    ensure_outside_write("reading the names in a text");
    let texts = document.content.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text),
        _ => None,
    });
    let named = texts.flat_map(|text| &text.formatting).filter_map(|format| match &format.kind {
        FormatKind::Mention(blog) => blog.uuid.clone().or_else(|| blog.name.clone()),
        _ => None,
    });
    // Limited before the sort, so that a text of a million mentions costs no more.
    let mut named: Vec<String> = named.take(MENTIONS).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Of a reply: to the blogs its words name with an @.
pub(crate) fn of_names(
    tx: &mut Tx<'_>,
    text: &str,
    from: ActorId,
    post: PostId,
    at: Time,
) -> Result<Vec<Notice>> {
    let words = text.split('@').skip(1).map(|rest| {
        let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or("");
        name.trim_end_matches('-').to_ascii_lowercase()
    });
    // Longer words cannot be names, and the database need not be asked about them.
    let mut names: Vec<String> = words.filter(|name| (1..=32).contains(&name.len())).take(MENTIONS).collect();
    names.sort_unstable();
    names.dedup();
    let found = blogs::by_names(tx, &names)?;
    let one = |blog: Blog| Notice {
        text: text.to_owned(),
        ..notification_about(blog.id, at, NoticeKind::MentionInReply, Some(from), Some(post))
    };
    Ok(found.into_iter().map(one).collect())
}
