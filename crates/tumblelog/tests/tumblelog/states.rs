//! What is not published is in no list, no count and no answer that others see; its owner sees it.

use crate::common::{NOW, World, first_text, name, on_each, post};
use model::{BlogName, PostId, State, Time};
use tagstead_tumblelog::view::{ListRequest, Sort};
use tagstead_tumblelog::{
    DashboardRequest, Edit, Error, LikesFrom, LikesRequest, NewPost, Submission, UnpublishedRequest,
};

const HIDDEN: [State; 3] = [State::Queued, State::Draft, State::Private];

/// Everything the public sees of the world, in words.
async fn public(world: &World) -> String {
    use std::fmt::Write;
    let site = &world.site;
    let mut seen = String::new();
    for sort in [Sort::Latest, Sort::Oldest, Sort::Top] {
        let request = ListRequest { sort, limit: 50, ..ListRequest::default() };
        for tag in ["tea", "secret"] {
            let page = site.tag_page(tag, &request).await.unwrap();
            let near: Vec<_> = page.near.iter().map(|tag| &tag.name).collect();
            writeln!(seen, "{tag}: {} {:?} {near:?}", page.list.total, ids(&page.list.cards)).unwrap();
            writeln!(seen, "{:?}", page.summary).unwrap();
        }
        for query in ["", "kettle", "type:text", "is:reblog", "is:original", "from:a", "notes:0", "-#tea"] {
            let page = site.search_page(query, &request).await.unwrap();
            writeln!(seen, "{query}: {} {:?}", page.list.total, ids(&page.list.cards)).unwrap();
            writeln!(seen, "{:?}", page.summary).unwrap();
        }
        for tag in [None, Some("tea"), Some("secret")] {
            let page = site.blog_page("a", tag, &request).await.unwrap().unwrap();
            writeln!(seen, "@a {tag:?}: {} {:?}", page.list.total, ids(&page.list.cards)).unwrap();
            writeln!(seen, "{:?}", page.summary).unwrap();
        }
    }
    let explore = site.read_front_page().await.unwrap();
    writeln!(seen, "{} {:?} {:?}", explore.posts, ids(&explore.latest), explore.busy).unwrap();
    let dashboard = DashboardRequest { limit: 50, ..DashboardRequest::default() };
    for blog in ["a", "b"] {
        let list = site.read_dashboard(&name(blog), dashboard.clone()).await.unwrap();
        writeln!(seen, "dashboard of {blog}: {:?}", ids(&list.cards)).unwrap();
        let from = LikesRequest { from: LikesFrom::Offset(0), limit: 50 };
        let likes = site.list_likes(&name(blog), from).await.unwrap();
        let liked: Vec<PostId> = likes.likes.iter().map(|like| like.card.post.id).collect();
        writeln!(seen, "{blog} likes {} {liked:?}", likes.total).unwrap();
    }
    seen
}

fn ids(cards: &[tagstead_tumblelog::view::PostCard]) -> Vec<PostId> {
    cards.iter().map(|card| card.post.id).collect()
}

async fn some_posts(world: &World) -> (BlogName, BlogName) {
    let (a, b) = (world.blog("a").await, world.blog("b").await);
    let root = world.site.publish_post(post(&a, "kettle", &["tea"])).await.unwrap();
    let reblog = NewPost { reblog_of: Some(root.id), ..post(&b, "kettles", &["tea"]) };
    world.site.publish_post(reblog).await.unwrap();
    world.site.like_post(root.id, b.clone()).await.unwrap();
    world.site.follow_blog(b.clone(), &a).await.unwrap();
    (a, b)
}

#[test]
fn what_is_not_published_is_seen_nowhere() {
    on_each(async |world| {
        let (a, b) = some_posts(world).await;
        let site = &world.site;
        let before = public(world).await;
        let mut made = Vec::new();
        for state in HIDDEN {
            let new = NewPost { state, ..post(&a, "kettle and samovar", &["tea", "secret"]) };
            made.push(site.publish_post(new).await.unwrap().id);
        }
        site.send_ask(
            a.clone(),
            Some(b.clone().into()),
            false,
            npf::Document::new(vec![npf::Block::text("kettle?")]),
        )
        .await
        .unwrap();
        for folded in [false, true] {
            if folded {
                site.compact_tail().await.unwrap();
            }
            assert_eq!(public(world).await, before, "{} folded {folded}", world.label);
        }
        for id in made {
            assert!(site.post_page("a", id).await.unwrap().is_none());
            for refused in [
                site.like_post(id, b.clone()).await,
                site.reply_to_post(id, b.clone(), "hm".into()).await,
                site.publish_post(NewPost { reblog_of: Some(id), ..post(&b, "x", &[]) }).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            }
            let own = site.own_post(&a, id).await.unwrap().unwrap();
            assert_eq!(first_text(&own.card), "kettle and samovar");
            assert!(site.own_post(&b, id).await.unwrap().is_none(), "another's");
            site.edit_post(id, Edit { tags: Some(vec!["secret too".into()]), ..Edit::default() })
                .await
                .unwrap();
        }
        assert_eq!(public(world).await, before);
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn what_is_taken_back_leaves_every_list_and_comes_back_with_its_likes() {
    on_each(async |world| {
        let (a, b) = some_posts(world).await;
        let site = &world.site;
        let before = public(world).await;
        for state in HIDDEN {
            let made = site.publish_post(post(&a, "kettle again", &["tea"])).await.unwrap();
            site.like_post(made.id, b.clone()).await.unwrap();
            let with = public(world).await;
            assert_ne!(with, before);
            site.edit_post(made.id, Edit { state: Some(state), ..Edit::default() }).await.unwrap();
            assert_eq!(public(world).await, before, "{state}");
            let back = Edit { state: Some(State::Published), published: Some(NOW), ..Edit::default() };
            site.edit_post(made.id, back).await.unwrap();
            assert_eq!(public(world).await, with, "{state}");
            site.delete_post(made.id).await.unwrap();
            assert_eq!(public(world).await, before);
        }
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn drafts_private_posts_and_the_inbox_are_pages_of_their_owner() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let mut made = Vec::new();
        for n in 0..7 {
            world.clock.advance(std::time::Duration::from_secs(1));
            for state in [State::Draft, State::Private] {
                let new = NewPost { state, ..post(&a, &format!("{state} {n}"), &[]) };
                made.push((state, site.publish_post(new).await.unwrap().id));
            }
        }
        site.publish_post(NewPost { state: State::Draft, ..post(&b, "another's", &[]) }).await.unwrap();
        for state in [State::Draft, State::Private] {
            let mut expected: Vec<PostId> =
                made.iter().filter(|(of, _)| *of == state).map(|(_, id)| *id).collect();
            expected.reverse();
            let page = |before, offset| UnpublishedRequest { before, offset, limit: 3 };
            let first = site.list_unpublished(&a, state, page(None, 0)).await.unwrap();
            assert_eq!((first.total, ids(&first.cards)), (7, expected[..3].to_vec()), "{}", world.label);
            let second = site.list_unpublished(&a, state, page(Some(expected[2]), 0)).await.unwrap();
            assert_eq!(ids(&second.cards), expected[3..6]);
            let deep = site.list_unpublished(&a, state, page(None, 5)).await.unwrap();
            assert_eq!(ids(&deep.cards), expected[5..]);
            // The post that the page before ended with may be gone meanwhile.
            site.delete_post(expected[2]).await.unwrap();
            let second = site.list_unpublished(&a, state, page(Some(expected[2]), 0)).await.unwrap();
            assert_eq!(ids(&second.cards), expected[3..6]);
        }
        let refused = site.list_unpublished(&a, State::Published, UnpublishedRequest::default()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    });
}

#[test]
fn a_submission_waits_for_the_owner_and_stands_with_its_author() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let submission = Submission {
            to: a.clone(),
            by: Some(b.clone().into()),
            guest_name: String::new(),
            guest_email: String::new(),
            content: npf::Document::new(vec![npf::Block::text("a poem")]),
            kind: None,
            tags: vec!["tea".into()],
        };
        let refused = site.submit_post(submission.clone()).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "it takes none: {refused:?}");
        let open = model::BlogSettings { submissions: true, ..model::BlogSettings::default() };
        site.set_blog_settings(&a, open).await.unwrap();
        let post = site.submit_post(submission).await.unwrap();
        assert_eq!(world.latest("tea").await, [] as [&str; 0]);
        let inbox = site.list_unpublished(
            &a,
            State::Unapproved,
            UnpublishedRequest { limit: 9, ..UnpublishedRequest::default() },
        );
        assert_eq!(ids(&inbox.await.unwrap().cards), [post.id]);
        site.edit_post(post.id, Edit { state: Some(State::Published), ..Edit::default() }).await.unwrap();
        assert_eq!(world.latest("tea").await, ["a poem"]);
        let extra = site.post_extras(&[post.id]).await.unwrap().remove(&post.id).unwrap();
        let author = site.follow_blog(a.clone(), &b).await.unwrap();
        assert_eq!(extra.via.author(), Some(author.id));
        site.delete_post(post.id).await.unwrap();
        assert!(site.post_extras(&[post.id]).await.unwrap().is_empty());
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn a_date_ahead_is_refused() {
    on_each(async |world| {
        let a = world.blog("a").await;
        let ahead = Some(Time(NOW.0 + 3_600_000));
        let refused = world.site.publish_post(NewPost { published: ahead, ..post(&a, "x", &[]) }).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.unwrap_err(), @"the date 2026-11-22T13:00:00Z lies ahead; a date up to now is accepted, and publish_on for a queued post");
        }
        let on = NewPost { publish_on: ahead, ..post(&a, "x", &[]) };
        assert!(
            matches!(world.site.publish_post(on).await, Err(Error::Invalid(_))),
            "published and queued at once"
        );
    });
}
