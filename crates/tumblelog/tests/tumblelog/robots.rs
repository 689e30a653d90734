//! Robots: known by what they post, by what they say, or by what is said of their blog; and what is said of a blog takes
//! effect on its posts in steps.

use crate::common::{World, on_each, post};
use model::{BlogName, Origin, PostId, Robot, Source};
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{Error, ListExtras, SaidBy};

async fn robot(world: &World, id: PostId) -> Option<Robot> {
    world.site.read_single_post(id, ListExtras::default()).await.unwrap().unwrap().cards[0].post.robot
}

/// How many posts of a tag are by people and by robots, as the page counts them and as lists hold them.
async fn counts(world: &World, tag: &str) -> (u64, u64) {
    let page = async |query: &str| {
        let request = ListRequest { limit: 50, query: query.into(), ..ListRequest::default() };
        world.site.tag_page(tag, &request).await.unwrap()
    };
    let all = page("").await.summary;
    let (people, robots) = (page("-is:robot").await.list.total, page("is:robot").await.list.total);
    assert_eq!((all.total, all.robots), (people + robots, robots));
    (people, robots)
}

#[test]
fn a_post_tells_how_it_is_known_as_a_robots() {
    on_each(async |world| {
        let (person, feed) = (world.blog("almanac").await, world.blog("wire").await);
        world.site.declare_robot(&feed, true, SaidBy::Owner, None).await.unwrap();
        let publish = async |blog: &BlogName, text: &str, change: fn(&mut tagstead_tumblelog::NewPost)| {
            let mut new = post(blog, text, &["road"]);
            change(&mut new);
            world.site.publish_post(new).await.unwrap().robot
        };
        let source = |url: &str| Some(Source { url: url.to_owned(), title: String::new() });
        assert_eq!(publish(&person, "The road is open", |_| {}).await, None);
        assert_eq!(publish(&person, "Road open http://dlvr.it/Tabc", |_| {}).await, Some(Robot::Link));
        assert_eq!(publish(&person, "My road notes: https://bit.ly/3abc", |_| {}).await, None);
        assert_eq!(publish(&person, "https://bit.ly/3abc", |_| {}).await, Some(Robot::Link));
        assert_eq!(publish(&person, "Road open", |new| new.origin = Origin::Feed).await, Some(Robot::Feed));
        assert_eq!(publish(&person, "Road open", |new| new.robot = true).await, Some(Robot::Itself));
        assert_eq!(publish(&feed, "Road open", |_| {}).await, Some(Robot::Blog));
        let sourced = world.site.publish_post(tagstead_tumblelog::NewPost {
            source: source("https://buff.ly/3x"),
            ..post(&feed, "Road open", &["road"])
        });
        assert_eq!(sourced.await.unwrap().robot, Some(Robot::Link), "the post's own word goes first");
        assert_eq!(counts(world, "road").await, (2, 6));
    });
}

#[test]
fn what_is_said_of_a_blog_takes_effect_on_its_posts() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let other = world.blog("walks").await;
        let mut ids = Vec::new();
        for n in 0..130 {
            let id = world.site.publish_post(post(&blog, &format!("Note {n}"), &["road"])).await.unwrap().id;
            ids.push(id);
            if n == 60 {
                world.site.compact_tail().await.unwrap();
            }
        }
        let linked =
            world.site.publish_post(post(&blog, "Open http://dlvr.it/x", &["road"])).await.unwrap().id;
        world.site.publish_post(post(&other, "A walk", &["road"])).await.unwrap();
        world.site.declare_robot(&blog, true, SaidBy::Owner, None).await.unwrap();
        assert_eq!(counts(world, "road").await, (131, 1), "older posts wait for the round");
        let late = world.site.publish_post(post(&blog, "Late", &["road"])).await.unwrap();
        assert_eq!(late.robot, Some(Robot::Blog), "new ones do not");
        assert_eq!(world.site.mark_robots(50).await.unwrap(), 100, "a step at a time");
        assert!(world.site.declared_robot(&blog).await.unwrap().unwrap().after.is_some());
        world.site.mark_robots(1_000).await.unwrap();
        assert!(world.site.declared_robot(&blog).await.unwrap().unwrap().after.is_none());
        assert_eq!(counts(world, "road").await, (1, 132));
        assert_eq!(robot(world, ids[0]).await, Some(Robot::Blog));
        world.site.declare_robot(&blog, false, SaidBy::Moderator, None).await.unwrap();
        world.site.mark_robots(1_000).await.unwrap();
        assert_eq!(counts(world, "road").await, (132, 1));
        assert_eq!(robot(world, linked).await, Some(Robot::Link), "it tells by itself");
        let refused = world.site.declare_robot(&blog, true, SaidBy::Owner, None).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "a moderator's word stays");
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    });
}
