//! What blogs do to each other: following, liking, blocking, reblogging, asking, and what they are told of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod common;

use common::{NOW, World, first_text, name, on_each, post};
use fastrand::Rng;
use model::{BlogName, BlogSettings, NoticeKind, PostId, PostType, Reblogs, State, Time, Via, Withheld};
use npf::{Block, BlogRef, Document, Format, FormatKind, TextBlock};
use std::collections::BTreeMap;
use std::time::Duration;
use tagstead_tumblelog::view::Card;
use tagstead_tumblelog::{
    DashboardRequest, Edit, Error, LikesFrom, LikesRequest, Named, NewPost, NoticeRequest, RelatedList,
    RelatedRequest, Site,
};

async fn clean(site: &Site) {
    assert_eq!(site.check(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
}

fn names(list: &RelatedList) -> Vec<&str> {
    list.blogs.iter().map(|related| related.blog.name.as_str()).collect()
}

fn ids(cards: &[Card]) -> Vec<PostId> {
    cards.iter().map(|card| card.post.id).collect()
}

fn text(words: &str) -> Document {
    Document::new(vec![Block::text(words)])
}

/// What a blog was told, in words, newest first.
async fn told(site: &Site, blog: &BlogName) -> Vec<String> {
    let list =
        site.notifications(blog, NoticeRequest { limit: 50, ..NoticeRequest::default() }).await.unwrap();
    list.told
        .iter()
        .map(|told| {
            let from = told.from.as_ref().map_or("-", |blog| blog.name.as_str());
            format!("{} by {from} {}", told.notice.kind.name(), told.notice.text).trim().to_owned()
        })
        .collect()
}

#[test]
fn random_follows_and_blocks_agree_with_a_plain_set() {
    on_each(async |world| {
        let site = &world.site;
        let mut blogs = Vec::new();
        for n in 0..6 {
            blogs.push(world.blog(&format!("b{n}")).await);
        }
        let mut rng = Rng::with_seed(5);
        let mut follows: BTreeMap<(usize, usize), Time> = BTreeMap::new();
        let mut blocks: BTreeMap<(usize, usize), Time> = BTreeMap::new();
        for step in 0..200 {
            let now = world.clock.advance(Duration::from_millis(rng.u64(0..3)));
            let (a, b) = (rng.usize(..6), rng.usize(..6));
            let shut = blocks.contains_key(&(a, b)) || blocks.contains_key(&(b, a));
            match rng.usize(..10) {
                0..6 => {
                    let done = site.follow(blogs[a].clone(), &blogs[b]).await;
                    match done {
                        Err(Error::Invalid(_)) => assert_eq!(a, b),
                        Err(Error::Refused(_)) => assert!(shut, "step {step}"),
                        done => {
                            assert!(done.is_ok() && !shut && a != b, "{done:?} step {step}");
                            follows.entry((a, b)).or_insert(now);
                        }
                    }
                }
                6 | 7 => {
                    site.unfollow(&blogs[a], &blogs[b]).await.unwrap();
                    follows.remove(&(a, b));
                }
                8 if a != b => {
                    site.block(&blogs[a], std::slice::from_ref(&blogs[b])).await.unwrap();
                    follows.remove(&(a, b));
                    follows.remove(&(b, a));
                    blocks.entry((a, b)).or_insert(now);
                }
                _ => {
                    let was = site.unblock(&blogs[a], &blogs[b]).await.unwrap();
                    assert_eq!(was, blocks.remove(&(a, b)).is_some());
                }
            }
        }
        for (n, blog) in blogs.iter().enumerate() {
            let of = |map: &BTreeMap<(usize, usize), Time>, mine: fn(&(usize, usize)) -> (usize, usize)| {
                let mut list: Vec<(Time, usize)> = map
                    .iter()
                    .filter(|(pair, _)| mine(pair).0 == n)
                    .map(|(pair, at)| (*at, mine(pair).1))
                    .collect();
                list.sort_unstable_by(|a, b| b.cmp(a));
                list.iter().map(|(_, other)| blogs[*other].as_str().to_owned()).collect::<Vec<_>>()
            };
            let pages = async |which: usize| paged(site, blog, which).await;
            assert_eq!(pages(0).await, of(&follows, |(a, b)| (*a, *b)), "{} following", world.label);
            assert_eq!(pages(1).await, of(&follows, |(a, b)| (*b, *a)), "{} followers", world.label);
            assert_eq!(pages(2).await, of(&blocks, |(a, b)| (*a, *b)), "{} blocks", world.label);
        }
        clean(site).await;
    });
}

/// A whole list in pages of two by keyset, compared with pages by offset.
async fn paged(site: &Site, blog: &BlogName, which: usize) -> Vec<String> {
    let ask = async |request| match which {
        0 => site.following(blog, request).await.unwrap(),
        1 => site.followers(blog, request).await.unwrap(),
        _ => site.blocks(blog, request).await.unwrap(),
    };
    let mut all: Vec<String> = Vec::new();
    let mut after = None;
    loop {
        let page = ask(RelatedRequest { after, offset: 0, limit: 2 }).await;
        let same = ask(RelatedRequest { after: None, offset: all.len(), limit: 2 }).await;
        assert_eq!(names(&page), names(&same));
        all.extend(names(&page).iter().map(|name| (*name).to_owned()));
        after = page.next;
        if after.is_none() {
            assert_eq!(page.total as usize, all.len());
            return all;
        }
    }
}

#[test]
fn follows_and_blocks_of_one_moment_leave_counts_exact_and_no_follow_of_the_blocked() {
    std::thread::scope(|scope| {
        for world in common::worlds() {
            scope.spawn(move || at_once(&world));
        }
    });
}

fn at_once(world: &World) {
    let site = world.site.clone();
    let names: Vec<BlogName> = common::runtime().block_on(async {
        let mut names = Vec::new();
        for n in 0..8 {
            names.push(world.blog(&format!("b{n}")).await);
        }
        names
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let (site, names) = (site.clone(), names.clone());
                tokio::spawn(async move {
                    for other in names.iter().filter(|other| **other != names[n]) {
                        match site.follow(names[n].clone(), other).await {
                            Ok(_) | Err(Error::Refused(_)) => {}
                            Err(error) => panic!("{error}"),
                        }
                        if n % 3 == 0 {
                            site.block(&names[n], std::slice::from_ref(other)).await.unwrap();
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for a in names.iter().step_by(3) {
            for b in names.iter().filter(|b| *b != a) {
                assert!(!site.follows(a, b).await.unwrap() && !site.follows(b, a).await.unwrap());
            }
        }
        clean(&site).await;
    });
}

#[test]
fn likes_are_a_list_from_either_end() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let mut expected: Vec<(PostId, Time)> = Vec::new();
        for n in 0..12 {
            let made = site.publish(post(&a, &format!("{n}"), &["tea"])).await.unwrap();
            // Three to a moment.
            let at = world.clock.advance(Duration::from_millis(u64::from(n % 3 == 0) * 1000));
            site.like(made.id, b.clone()).await.unwrap();
            site.like(made.id, b.clone()).await.unwrap();
            expected.insert(0, (made.id, at));
        }
        let reblog = NewPost { reblog_of: Some(expected[0].0), ..post(&a, "more", &["tea"]) };
        let reblog = site.publish(reblog).await.unwrap();
        site.like(reblog.id, a.clone()).await.unwrap();
        let ask = async |blog: &BlogName, from, limit| {
            let list = site.likes(blog, LikesRequest { from, limit }).await.unwrap();
            let likes = list.likes.iter().map(|like| (like.card.post.id, like.at)).collect::<Vec<_>>();
            (likes, list.total, list.next)
        };
        let mut paged = Vec::new();
        let mut from = LikesFrom::Offset(0);
        loop {
            let (likes, total, next) = ask(&b, from, 5).await;
            paged.extend(likes);
            assert_eq!(total, 12);
            match next {
                Some((at, post)) => from = LikesFrom::Page(at, post),
                None => break,
            }
        }
        assert_eq!(paged, expected, "{}", world.label);
        assert_eq!(ask(&b, LikesFrom::Offset(7), 3).await.0, expected[7..10]);
        let moment = expected[5].1;
        let (older, newer): (Vec<_>, Vec<_>) = expected.iter().partition(|(_, at)| *at < moment);
        assert_eq!(ask(&b, LikesFrom::Before(moment), 50).await.0, older);
        let newer: Vec<_> = newer.into_iter().filter(|(_, at)| *at > moment).collect();
        assert_eq!(ask(&b, LikesFrom::After(moment), 50).await.0, newer);
        assert_eq!(ask(&a, LikesFrom::Offset(0), 5).await.0[0].0, reblog.id, "what was liked is the reblog");
        assert!(site.likes(&b, LikesRequest { from: LikesFrom::Offset(1001), limit: 5 }).await.is_err());

        site.unlike(expected[3].0, b.clone()).await.unwrap();
        site.delete(expected[4].0).await.unwrap();
        let (likes, total, _) = ask(&b, LikesFrom::Offset(0), 50).await;
        assert_eq!((likes.len(), total), (10, 10));
        let cards = site.search("#tea", &Default::default()).await.unwrap().list.cards;
        let id = site.blog(Named::Name(a.clone())).await.unwrap().unwrap().id;
        let marks = site.marks(id, &cards, &[]).await.unwrap();
        let liked = |id| marks.liked.contains(&id);
        assert!(
            cards.iter().all(|card| liked(card.post.id) == (card.post.id == reblog.id)) || liked(reblog.id)
        );
        assert!(marks.following.is_empty());
        clean(site).await;
    });
}

#[test]
fn who_is_blocked_may_do_nothing_to_the_blog_and_the_blog_hears_nothing() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        let root = site.publish(post(&a, "root", &["tea"])).await.unwrap();
        let by_c = NewPost { reblog_of: Some(root.id), ..post(&c, "mine", &["tea"]) };
        let by_c = site.publish(by_c).await.unwrap();
        let names: Vec<BlogName> = (0..101).map(|_| b.clone()).collect();
        assert!(matches!(site.block(&a, &names).await, Err(Error::Limit { .. })));
        let nobody = [b.clone(), name("nobody")];
        assert!(matches!(site.block(&a, &nobody).await, Err(Error::NotFound(_))));
        assert!(!site.is_blocked(&a, &b).await.unwrap(), "all or none");
        assert!(matches!(site.block(&a, std::slice::from_ref(&a)).await, Err(Error::Invalid(_))));
        site.block(&a, std::slice::from_ref(&b)).await.unwrap();
        let heard = told(site, &a).await;
        // A reblog by another carries the blog's words too.
        for id in [root.id, by_c.id] {
            let reblog = NewPost { reblog_of: Some(id), ..post(&b, "x", &[]) };
            for refused in [
                site.like(id, b.clone()).await,
                site.reply(id, b.clone(), "hm".into()).await,
                site.publish(reblog).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
            }
        }
        assert!(matches!(site.follow(b.clone(), &a).await, Err(Error::Refused(_))));
        let asked = site.ask(a.clone(), Some(b.clone().into()), false, text("why?")).await;
        assert!(matches!(asked, Err(Error::Refused(_))));
        let mention = mentioning(&b, &a);
        site.publish(mention).await.unwrap();
        assert_eq!(told(site, &a).await, heard, "{}", world.label);
        site.unblock(&a, &b).await.unwrap();
        site.like(root.id, b.clone()).await.unwrap();
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
        let root = site.publish(post(&a, "root", &["tea"])).await.unwrap();
        site.follow(b.clone(), &a).await.unwrap();
        site.like(root.id, b.clone()).await.unwrap();
        site.like(root.id, a.clone()).await.unwrap();
        site.reply(root.id, b.clone(), "with @c and @nobody, @a".into()).await.unwrap();
        let bare = NewPost { reblog_of: Some(root.id), ..NewPost::new(b.clone(), Document::default()) };
        let bare = site.publish(bare).await.unwrap();
        let more = NewPost { reblog_of: Some(bare.id), ..post(&c, "more", &[]) };
        let more = site.publish(more).await.unwrap();
        let named = site.publish(mentioning(&c, &a)).await.unwrap();
        site.withhold(root.id, Some(Withheld::Spam)).await.unwrap();
        site.withhold(root.id, None).await.unwrap();
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

        site.unlike(root.id, b.clone()).await.unwrap();
        site.unfollow(&b, &a).await.unwrap();
        site.follow(b.clone(), &a).await.unwrap();
        site.delete(named.id).await.unwrap();
        site.edit(more.id, Edit { state: Some(State::Private), ..Edit::default() }).await.unwrap();
        let now = told(site, &a).await;
        assert_eq!((now.len(), &*now[0]), (6, "follow by b"), "what was taken back is not told: {now:?}");
        assert_eq!(told(site, &b).await, [] as [&str; 0]);
        // Words changed afterwards name once.
        let mine = site.publish(post(&c, "words", &[])).await.unwrap();
        for _ in 0..2 {
            let content = Some(mentioning(&c, &b).content);
            site.edit(mine.id, Edit { content, ..Edit::default() }).await.unwrap();
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
        let one = site.publish(post(&a, "one", &[])).await.unwrap();
        let two = site.publish(post(&a, "two", &[])).await.unwrap();
        for n in 0..6 {
            let by = world.blog(&format!("b{n}")).await;
            site.like(one.id, by.clone()).await.unwrap();
            if n == 2 {
                site.reply(one.id, by.clone(), "yes".into()).await.unwrap();
            }
        }
        site.like(two.id, name("b0")).await.unwrap();
        let ask = async |request: NoticeRequest| site.notifications(&a, request).await.unwrap();
        let mut before = None;
        let mut all = Vec::new();
        loop {
            let page = ask(NoticeRequest { before, limit: 3, ..NoticeRequest::default() }).await;
            all.extend(page.told.into_iter().map(|told| told.notice));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(all.len(), 8);
        assert!(all.is_sorted_by(|x, y| x.at > y.at), "no two share a moment, though the clock stood still");
        let rolled = ask(NoticeRequest { rollups: true, limit: 3, ..NoticeRequest::default() }).await;
        let sizes: Vec<_> = rolled.told.iter().map(|t| (t.notice.kind.name(), t.rolled.len())).collect();
        assert_eq!(sizes, [("like", 0), ("like", 2), ("reply", 0)], "{}", world.label);
        let rest =
            ask(NoticeRequest { rollups: true, before: rolled.next, limit: 3, ..NoticeRequest::default() });
        assert_eq!(rest.await.told[0].rolled.len(), 2);
        let kinds =
            ask(NoticeRequest { kinds: vec![NoticeKind::Reply], limit: 9, ..NoticeRequest::default() });
        assert_eq!(kinds.await.told.len(), 1);
        let omit = ask(NoticeRequest { omit: vec![one.id], limit: 9, ..NoticeRequest::default() }).await;
        assert_eq!(omit.told.len(), 1);

        site.mute(&a, two.id, 60).await.unwrap();
        site.mute(&a, one.id, 0).await.unwrap();
        assert!(matches!(site.mute(&name("b0"), one.id, 0).await, Err(Error::NotFound(_))));
        assert_eq!(site.muted(&a, one.id).await.unwrap(), Some(None));
        for id in [one.id, two.id] {
            site.reply(id, name("b1"), "hush".into()).await.unwrap();
        }
        assert_eq!(told(site, &a).await.len(), 8);
        world.clock.advance(Duration::from_secs(61));
        assert_eq!(site.muted(&a, two.id).await.unwrap(), None);
        site.unmute(&a, one.id).await.unwrap();
        for id in [one.id, two.id] {
            site.reply(id, name("b1"), "heard".into()).await.unwrap();
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
        let one = site.publish(post(&a, "one", &[])).await.unwrap();
        for n in 0..1101 {
            world.clock.advance(Duration::from_millis(1));
            site.reply(one.id, b.clone(), format!("{n}")).await.unwrap();
        }
        let mut request = NoticeRequest { limit: 50, ..NoticeRequest::default() };
        let mut count = 0;
        loop {
            let page = site.notifications(&a, request.clone()).await.unwrap();
            count += page.told.len();
            request.before = page.next;
            if request.before.is_none() {
                break;
            }
        }
        assert_eq!(count, 1000, "{}", world.label);
        clean(site).await;
    });
}

#[test]
fn a_reblog_carries_what_it_is_told_to() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        let root = site.publish(post(&a, "root", &["tea"])).await.unwrap();
        let of = |id| NewPost { reblog_of: Some(id), ..post(&b, "second", &["tea"]) };
        let second = site.publish(of(root.id)).await.unwrap();
        let third = |new: NewPost| NewPost { blog: c.clone(), ..new };
        let whole = site.publish(third(of(second.id))).await.unwrap();
        let hidden = site.publish(NewPost { hide_trail: true, ..third(of(second.id)) }).await.unwrap();
        let less = NewPost { exclude_trail_items: vec![0], ..third(of(second.id)) };
        let less = site.publish(less).await.unwrap();
        let blogs = |post: &model::Post| post.trail.iter().map(|item| item.blog.clone()).collect::<Vec<_>>();
        assert_eq!(
            (blogs(&whole), blogs(&hidden), blogs(&less)),
            (vec!["a".into(), "b".into()], vec![], vec!["b".into()])
        );
        for post in [&whole, &hidden, &less] {
            assert_eq!(post.reblog.as_ref().unwrap().root, root.id, "the root stays");
        }
        assert_eq!(site.post_page("a", root.id).await.unwrap().unwrap().card.post.notes, 4);
        let edited = Edit { content: Some(text("other words")), ..Edit::default() };
        assert_eq!(blogs(&site.edit(whole.id, edited).await.unwrap()), ["a", "b"], "an edit keeps the trail");
        for bad in [
            NewPost { exclude_trail_items: vec![2], ..of(second.id) },
            NewPost { hide_trail: true, ..post(&b, "no reblog", &[]) },
        ] {
            assert!(matches!(site.publish(bad).await, Err(Error::Invalid(_))));
        }
        let closed = Edit { reblogs: Some(Reblogs::Noone), ..Edit::default() };
        site.edit(root.id, closed).await.unwrap();
        for id in [root.id, second.id] {
            assert!(
                matches!(site.publish(of(id)).await, Err(Error::Refused(_))),
                "closed with all its trail"
            );
        }
        assert_eq!(site.post_extras(&[root.id]).await.unwrap()[&root.id].reblogs, Reblogs::Noone);
        clean(site).await;
    });
}

#[test]
fn a_question_is_answered_once_it_is_published() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let asked = site.ask(a.clone(), Some(b.clone().into()), false, text("honey?")).await.unwrap();
        assert_eq!((asked.state, asked.kind), (State::Unapproved, PostType::Answer));
        assert_eq!(told(site, &a).await, ["ask by b"]);
        let to = |state| Edit { state: Some(state), ..Edit::default() };
        let bare = site.edit(asked.id, to(State::Published)).await;
        assert!(matches!(bare, Err(Error::Invalid(_))), "without an answer: {bare:?}");
        let changed = Document { layout: asked_layout(&asked), ..text("vinegar?") };
        let changed = site.edit(asked.id, Edit { content: Some(changed), ..Edit::default() }).await;
        assert!(matches!(changed, Err(Error::Invalid(_))), "another question: {changed:?}");

        let answer = Edit {
            content: Some(text("Every morning.")),
            tags: Some(vec!["tea".into()]),
            ..to(State::Published)
        };
        let answered = site.edit(asked.id, answer).await.unwrap();
        assert_eq!(world.latest("tea").await, ["honey?"]);
        let document = Document::from_json(&answered.content).unwrap();
        assert_eq!(document.texts().collect::<Vec<_>>(), ["honey?", "Every morning."]);
        assert_eq!(told(site, &b).await, ["answered_ask by a"]);
        // A client sends the whole post back.
        let mut whole = document.clone();
        whole.content.push(Block::text("And at night."));
        let edited = site.edit(asked.id, Edit { content: Some(whole), ..Edit::default() }).await.unwrap();
        assert_eq!(Document::from_json(&edited.content).unwrap().content.len(), 3);
        clean(site).await;
    });
}

fn asked_layout(post: &model::Post) -> Vec<npf::Layout> {
    Document::from_json(&post.content).unwrap().layout
}

#[test]
fn who_asks_anonymously_stays_unknown_and_blogs_may_ask_for_names_or_silence() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let by = || Some(b.clone().into());
        assert!(matches!(site.ask(a.clone(), by(), true, text("who?")).await, Err(Error::Refused(_))));
        assert!(matches!(site.ask(a.clone(), None, false, text("who?")).await, Err(Error::Refused(_))));
        let settings = BlogSettings { anonymous_asks: true, ..BlogSettings::default() };
        site.set_blog_settings(&a, settings).await.unwrap();
        assert_eq!(site.blog_settings(&a).await.unwrap(), settings);
        let asked = site.ask(a.clone(), by(), true, text("who?")).await.unwrap();
        let own = site.own_post(&a, asked.id).await.unwrap().unwrap();
        assert_eq!(own.extra.via, Via::Ask(None));
        assert!(!asked.content.contains(b.as_str()) || !asked.content.contains("attribution"));
        let blocked = site.block_author(&a, asked.id).await;
        assert!(matches!(blocked, Err(Error::Refused(_))), "{blocked:?}");
        let picture = Document::new(vec![Block::image("https://64.media.example/a.jpg", None)]);
        assert!(matches!(site.ask(a.clone(), None, true, picture.clone()).await, Err(Error::Invalid(_))));
        site.ask(a.clone(), by(), false, picture).await.unwrap();
        let link = Document::new(vec![Block::link("https://page.example/", None)]);
        assert!(matches!(site.ask(a.clone(), by(), false, link).await, Err(Error::Invalid(_))));
        for bad in [Document::default(), text(&"ə".repeat(4097))] {
            assert!(matches!(site.ask(a.clone(), by(), false, bad).await, Err(Error::Invalid(_))));
        }
        let silent = BlogSettings { asks: false, ..settings };
        site.set_blog_settings(&a, silent).await.unwrap();
        assert!(matches!(site.ask(a.clone(), by(), true, text("hm?")).await, Err(Error::Refused(_))));
        clean(site).await;
    });
}

#[test]
fn a_dashboard_holds_what_followed_blogs_do() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        site.follow(a.clone(), &b).await.unwrap();
        let mut expected = Vec::new();
        for n in 0..10 {
            world.clock.advance(Duration::from_secs(1));
            for blog in [&a, &b, &c] {
                let made = site.publish(post(blog, &format!("{blog} {n}"), &[])).await.unwrap();
                if blog != &c {
                    expected.insert(0, made.id);
                }
            }
        }
        // From a queue: an old id, and newest all the same.
        let old = NewPost { state: State::Queued, ..post(&b, "queued", &[]) };
        let old = site.publish(old).await.unwrap();
        let between = site.publish(post(&a, "between", &[])).await.unwrap();
        let now = world.clock.advance(Duration::from_secs(86_400));
        site.run_due(now).await.unwrap();
        expected.splice(0..0, [old.id, between.id]);
        let ask = async |request: DashboardRequest| site.dashboard(&a, request).await.unwrap();
        let mut all = Vec::new();
        let mut page = None;
        loop {
            let list = ask(DashboardRequest { page, limit: 8, ..DashboardRequest::default() }).await;
            all.extend(ids(&list.cards));
            page = list.next;
            if page.is_none() {
                break;
            }
        }
        assert_eq!(all, expected, "{}", world.label);
        let offset = ask(DashboardRequest { offset: 5, limit: 4, ..DashboardRequest::default() }).await;
        assert_eq!(ids(&offset.cards), expected[5..9]);
        let mut since = expected[20];
        let mut forward = vec![expected[21], since];
        loop {
            let next = ask(DashboardRequest { since: Some(since), limit: 6, ..DashboardRequest::default() });
            let cards = ids(&next.await.cards);
            forward.extend(cards.iter().rev());
            match cards.first() {
                Some(newest) => since = *newest,
                None => break,
            }
        }
        forward.reverse();
        assert_eq!(forward, expected, "going forward by since_id loses nothing");
        let before = ask(DashboardRequest {
            before: Some(Time(NOW.0 + 3000)),
            types: vec![PostType::Text],
            limit: 50,
            ..DashboardRequest::default()
        });
        assert_eq!(before.await.cards.len(), 4, "the posts of the first two seconds");
        let photos =
            DashboardRequest { types: vec![PostType::Photo], limit: 5, ..DashboardRequest::default() };
        assert_eq!(ids(&ask(photos).await.cards), []);
        let both = DashboardRequest { since: Some(since), before: Some(NOW), ..DashboardRequest::default() };
        assert!(matches!(site.dashboard(&a, both).await, Err(Error::Invalid(_))));
        site.unfollow(&a, &b).await.unwrap();
        let own = ask(DashboardRequest { limit: 50, ..DashboardRequest::default() }).await;
        assert!(
            own.cards.iter().all(|card| first_text(card).starts_with('a') || first_text(card) == "between")
        );
    });
}
