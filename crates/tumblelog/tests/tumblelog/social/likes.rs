//! Likes as a list.

use super::clean;
use crate::common::{on_each, post};
use model::{BlogName, PostId, Time};
use std::time::Duration;
use tagstead_tumblelog::{BlogLookup, LikesFrom, LikesRequest, NewPost};

#[test]
fn likes_are_a_list_from_either_end() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let mut expected: Vec<(PostId, Time)> = Vec::new();
        for n in 0..12 {
            let made = site.publish_post(post(&a, &format!("{n}"), &["tea"])).await.unwrap();
            // Three to a moment.
            let at = world.clock.advance(Duration::from_millis(u64::from(n % 3 == 0) * 1000));
            site.like_post(made.id, b.clone()).await.unwrap();
            site.like_post(made.id, b.clone()).await.unwrap();
            expected.insert(0, (made.id, at));
        }
        let reblog = NewPost { reblog_of: Some(expected[0].0), ..post(&a, "more", &["tea"]) };
        let reblog = site.publish_post(reblog).await.unwrap();
        site.like_post(reblog.id, a.clone()).await.unwrap();
        let ask = async |blog: &BlogName, from, limit| {
            let list = site.list_likes(blog, LikesRequest { from, limit }).await.unwrap();
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
        assert!(site.list_likes(&b, LikesRequest { from: LikesFrom::Offset(1001), limit: 5 }).await.is_err());

        site.unlike_post(expected[3].0, b.clone()).await.unwrap();
        site.delete_post(expected[4].0).await.unwrap();
        let (likes, total, _) = ask(&b, LikesFrom::Offset(0), 50).await;
        assert_eq!((likes.len(), total), (10, 10));
        let cards = site.search_page("#tea", &Default::default()).await.unwrap().list.cards;
        let id = site.find_blog(BlogLookup::Name(a.clone())).await.unwrap().unwrap().id;
        let marks = site.read_relations(id, &cards, &[]).await.unwrap();
        let liked = |id| marks.liked.contains(&id);
        assert!(
            cards.iter().all(|card| liked(card.post.id) == (card.post.id == reblog.id)) || liked(reblog.id)
        );
        assert!(marks.following.is_empty());
        clean(site).await;
    });
}

#[test]
fn many_likes_of_posts_that_never_came_make_a_short_page_that_leads_on() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let made = site.publish_post(post(&a, "liked", &[])).await.unwrap();
        site.like_post(made.id, b.clone()).await.unwrap();
        world.clock.advance(Duration::from_secs(10));
        let (now, by) = (world.clock.advance(Duration::ZERO), b.clone());
        let elsewhere = move |tx: &mut store::Tx<'_>| {
            for n in 0..2_500 {
                let note = model::Note {
                    kind: model::NoteKind::Like,
                    actor: by.clone().into(),
                    at: now,
                    post: None,
                    text: String::new(),
                };
                store::notes::insert_notes(tx, PostId(1 + n), std::slice::from_ref(&note))?;
            }
            Ok::<_, store::Error>(())
        };
        world.store().write(elsewhere).await.unwrap();
        let ask = async |from| site.list_likes(&b, LikesRequest { from, limit: 50 }).await.unwrap();
        let first = ask(LikesFrom::Offset(0)).await;
        assert_eq!(first.likes.len(), 0, "{}", world.label);
        let (at, id) = first.next.unwrap();
        let second = ask(LikesFrom::Page(at, id)).await;
        assert_eq!(second.likes[0].card.post.id, made.id);
        assert_eq!(second.next, None);
    });
}
