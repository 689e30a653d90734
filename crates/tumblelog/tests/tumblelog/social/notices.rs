//! What blogs are told, and what the blocked cannot do.

use super::{clean, text, told};
use crate::common::{name, on_each, post};
use model::{BlogName, NoticeKind, State, Withheld};
use npf::{Block, BlogRef, Document, Format, FormatKind, TextBlock};
use std::time::Duration;
use tagstead_tumblelog::{Edit, Error, NewPost, NoticeRequest};

#[test]
fn who_is_blocked_may_do_nothing_to_the_blog_and_the_blog_hears_nothing() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        let root = site.publish_post(post(&a, "root", &["tea"])).await.unwrap();
        let by_c = NewPost { reblog_of: Some(root.id), ..post(&c, "mine", &["tea"]) };
        let by_c = site.publish_post(by_c).await.unwrap();
        let names: Vec<BlogName> = (0..101).map(|_| b.clone()).collect();
        assert!(matches!(site.block_blogs(&a, &names).await, Err(Error::Limit { .. })));
        let nobody = [b.clone(), name("nobody")];
        assert!(matches!(site.block_blogs(&a, &nobody).await, Err(Error::NotFound(_))));
        assert!(!site.is_blocked(&a, &b).await.unwrap(), "all or none");
        assert!(matches!(site.block_blogs(&a, std::slice::from_ref(&a)).await, Err(Error::Invalid(_))));
        site.block_blogs(&a, std::slice::from_ref(&b)).await.unwrap();
        let heard = told(site, &a).await;
        // A reblog by another carries the blog's words too.
        for id in [root.id, by_c.id] {
            let reblog = NewPost { reblog_of: Some(id), ..post(&b, "x", &[]) };
            for refused in [
                site.like_post(id, b.clone()).await,
                site.reply_to_post(id, b.clone(), "hm".into()).await,
                site.publish_post(reblog).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
            }
        }
        assert!(matches!(site.follow_blog(b.clone(), &a).await, Err(Error::Refused(_))));
        let asked = site.send_ask(a.clone(), Some(b.clone().into()), false, text("why?")).await;
        assert!(matches!(asked, Err(Error::Refused(_))));
        let mention = mentioning(&b, &a);
        site.publish_post(mention).await.unwrap();
        assert_eq!(told(site, &a).await, heard, "{}", world.label);
        site.unblock_blog(&a, &b).await.unwrap();
        site.like_post(root.id, b.clone()).await.unwrap();
        site.block_author(&b, root.id).await.unwrap();
        assert!(site.is_blocked(&b, &a).await.unwrap());
        clean(site).await;
    });
}

fn mentioning(by: &BlogName, whom: &BlogName) -> NewPost {
    let whom = BlogRef { name: Some(whom.as_str().into()), ..BlogRef::default() };
    let mention = Format::new(0, 5, FormatKind::Mention(Box::new(whom)));
    let block = TextBlock { formatting: vec![mention], ..TextBlock::new("@some words") };
    NewPost::new(by.clone(), Document::new(vec![Block::Text(block)]))
}

#[test]
fn blogs_are_told_what_others_do() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        let root = site.publish_post(post(&a, "root", &["tea"])).await.unwrap();
        site.follow_blog(b.clone(), &a).await.unwrap();
        site.like_post(root.id, b.clone()).await.unwrap();
        site.like_post(root.id, a.clone()).await.unwrap();
        site.reply_to_post(root.id, b.clone(), "with @c and @nobody, @a".into()).await.unwrap();
        let bare = NewPost { reblog_of: Some(root.id), ..NewPost::new(b.clone(), Document::default()) };
        let bare = site.publish_post(bare).await.unwrap();
        let more = NewPost { reblog_of: Some(bare.id), ..post(&c, "more", &[]) };
        let more = site.publish_post(more).await.unwrap();
        let named = site.publish_post(mentioning(&c, &a)).await.unwrap();
        site.withhold_post(root.id, Some(Withheld::Spam)).await.unwrap();
        site.withhold_post(root.id, None).await.unwrap();
        assert_eq!(
            told(site, &a).await,
            [
                "post_appeal_accepted by -",
                "post_flagged by -",
                "mention_in_post by c",
                "reblog_with_content by c",
                "reblog_naked by b",
                "mention_in_reply by b with @c and @nobody, @a",
                "reply by b with @c and @nobody, @a",
                "like by b",
                "follow by b",
            ],
            "{}",
            world.label
        );
        assert_eq!(told(site, &b).await, ["reblog_with_content by c"], "the parent's blog is told too");
        assert_eq!(told(site, &c).await, ["mention_in_reply by b with @c and @nobody, @a"]);

        site.unlike_post(root.id, b.clone()).await.unwrap();
        site.unfollow_blog(&b, &a).await.unwrap();
        site.follow_blog(b.clone(), &a).await.unwrap();
        site.delete_post(named.id).await.unwrap();
        site.edit_post(more.id, Edit { state: Some(State::Private), ..Edit::default() }).await.unwrap();
        let now = told(site, &a).await;
        assert_eq!((now.len(), &*now[0]), (6, "follow by b"), "what was taken back is not told: {now:?}");
        assert_eq!(told(site, &b).await, [] as [&str; 0]);
        // Words changed afterwards name once.
        let mine = site.publish_post(post(&c, "words", &[])).await.unwrap();
        for _ in 0..2 {
            let content = Some(mentioning(&c, &b).content);
            site.edit_post(mine.id, Edit { content, ..Edit::default() }).await.unwrap();
        }
        assert_eq!(told(site, &b).await, ["mention_in_post by c"]);
        clean(site).await;
    });
}

#[test]
fn notifications_are_pages_by_kind_and_rolled_up_and_a_muted_post_gives_none() {
    on_each(async |world| {
        let a = world.blog("a").await;
        let site = &world.site;
        let one = site.publish_post(post(&a, "one", &[])).await.unwrap();
        let two = site.publish_post(post(&a, "two", &[])).await.unwrap();
        for n in 0..6 {
            let by = world.blog(&format!("b{n}")).await;
            site.like_post(one.id, by.clone()).await.unwrap();
            if n == 2 {
                site.reply_to_post(one.id, by.clone(), "yes".into()).await.unwrap();
            }
        }
        site.like_post(two.id, name("b0")).await.unwrap();
        let ask = async |request: NoticeRequest| site.list_notifications(&a, request).await.unwrap();
        let mut before = None;
        let mut all = Vec::new();
        loop {
            let page = ask(NoticeRequest { before, limit: 3, ..NoticeRequest::default() }).await;
            all.extend(page.notifications.into_iter().map(|told| told.notice));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(all.len(), 8);
        assert!(all.is_sorted_by(|x, y| x.at > y.at), "no two share a moment, though the clock stood still");
        let rolled = ask(NoticeRequest { rollups: true, limit: 3, ..NoticeRequest::default() }).await;
        let sizes: Vec<_> =
            rolled.notifications.iter().map(|t| (t.notice.kind.name(), t.rolled.len())).collect();
        assert_eq!(sizes, [("like", 0), ("like", 2), ("reply", 0)], "{}", world.label);
        let rest =
            ask(NoticeRequest { rollups: true, before: rolled.next, limit: 3, ..NoticeRequest::default() });
        assert_eq!(rest.await.notifications[0].rolled.len(), 2);
        let kinds =
            ask(NoticeRequest { kinds: vec![NoticeKind::Reply], limit: 9, ..NoticeRequest::default() });
        assert_eq!(kinds.await.notifications.len(), 1);
        let omit = ask(NoticeRequest { omit: vec![one.id], limit: 9, ..NoticeRequest::default() }).await;
        assert_eq!(omit.notifications.len(), 1);

        site.mute_post(&a, two.id, 60).await.unwrap();
        site.mute_post(&a, one.id, 0).await.unwrap();
        assert!(matches!(site.mute_post(&name("b0"), one.id, 0).await, Err(Error::NotFound(_))));
        assert_eq!(site.find_mute(&a, one.id).await.unwrap(), Some(None));
        for id in [one.id, two.id] {
            site.reply_to_post(id, name("b1"), "hush".into()).await.unwrap();
        }
        assert_eq!(told(site, &a).await.len(), 8);
        world.clock.advance(Duration::from_secs(61));
        assert_eq!(site.find_mute(&a, two.id).await.unwrap(), None);
        site.unmute_post(&a, one.id).await.unwrap();
        for id in [one.id, two.id] {
            site.reply_to_post(id, name("b1"), "heard".into()).await.unwrap();
        }
        assert_eq!(told(site, &a).await.len(), 10);
        clean(site).await;
    });
}

#[test]
fn the_newest_thousand_notifications_are_kept() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let one = site.publish_post(post(&a, "one", &[])).await.unwrap();
        for n in 0..1101 {
            world.clock.advance(Duration::from_millis(1));
            site.reply_to_post(one.id, b.clone(), format!("{n}")).await.unwrap();
        }
        let mut request = NoticeRequest { limit: 50, ..NoticeRequest::default() };
        let mut count = 0;
        loop {
            let page = site.list_notifications(&a, request.clone()).await.unwrap();
            count += page.notifications.len();
            request.before = page.next;
            if request.before.is_none() {
                break;
            }
        }
        assert_eq!(count, 1000, "{}", world.label);
        clean(site).await;
    });
}
