//! Likes.

use super::{ids, read};
use crate::api::ask::{Who, get};
use crate::api::made::Made;
use crate::api::schema::{self};
use serde_json::json;
use std::time::Duration;

#[test]
fn likes_are_listed_and_paged_without_a_gap() {
    let made = Made::new();
    let world = &made.world;
    world.clock.advance(Duration::from_secs(10));
    for post in [&made.text, &made.reblog] {
        world.run(world.site.like_post(post.id, world.blog("reader"))).unwrap();
    }
    let all = read(&made, Who::Account, "/v2/user/likes", &schema::LIKES);
    assert_eq!(all["liked_count"], 2, "a reblog and its root are one like");
    assert_eq!(all["liked_posts"].as_array().unwrap().iter().filter(|post| post["liked"] == true).count(), 2);
    let page = read(&made, Who::Key, "/v2/blog/reader/likes?limit=1", &schema::LIKES);
    let rest = read(&made, Who::Key, page["_links"]["next"]["href"].as_str().unwrap(), &schema::LIKES);
    let both = [ids(&page["liked_posts"]), ids(&rest["liked_posts"])].concat();
    assert_eq!(both, ids(&all["liked_posts"]));
    assert_eq!(rest.get("_links"), None);
    let second = all["liked_posts"][0]["liked_timestamp"].as_i64().unwrap();
    let before = read(&made, Who::Key, &format!("/v2/blog/reader/likes?before={second}"), &schema::LIKES);
    assert_eq!(ids(&before["liked_posts"]), ids(&all["liked_posts"])[1..]);
    let after = read(&made, Who::Key, &format!("/v2/blog/reader/likes?after={}", second - 1), &schema::LIKES);
    assert_eq!(ids(&after["liked_posts"]), ids(&all["liked_posts"])[..1]);

    // Seven in one second, paged by `before` two at a time: all of them come.
    world.clock.advance(Duration::from_secs(10));
    for n in 0..7 {
        let post = world.publish("bees", &format!("post {n}"), &[], "2026-05-05");
        world.run(world.site.like_post(post.id, world.blog("reader"))).unwrap();
        world.clock.advance(Duration::from_millis(100));
    }
    let (mut before, mut seen) = (i64::from(u32::MAX), Vec::new());
    loop {
        let path = format!("/v2/user/likes?limit=2&before={before}");
        let page = read(&made, Who::Account, &path, &schema::LIKES);
        let Some(last) = page["liked_posts"].as_array().unwrap().last() else { break };
        before = last["liked_timestamp"].as_i64().unwrap();
        seen.extend(ids(&page["liked_posts"]));
    }
    let all = ids(&read(&made, Who::Account, "/v2/user/likes", &schema::LIKES)["liked_posts"]);
    assert_eq!(seen, all);
    assert_eq!(seen.len(), 9);
    // The same forward, by `after`.
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let path = format!("/v2/user/likes?limit=2&after={after}");
        let page = read(&made, Who::Account, &path, &schema::LIKES);
        let Some(newest) = page["liked_posts"].as_array().unwrap().first() else { break };
        after = newest["liked_timestamp"].as_i64().unwrap();
        seen.splice(..0, ids(&page["liked_posts"]));
    }
    assert_eq!(seen, all);
    // A client that begins without a time goes on by the time of the last like.
    let first = read(&made, Who::Account, "/v2/user/likes?limit=2", &schema::LIKES);
    assert_eq!(ids(&first["liked_posts"]), all[..7]);
    let first = read(&made, Who::Account, "/v2/user/likes?limit=2&offset=0", &schema::LIKES);
    assert_eq!(ids(&first["liked_posts"]), all[..2]);

    let private = model::BlogSettings { share_likes: false, share_following: false, ..Default::default() };
    world.run(world.site.set_blog_settings(&world.blog("reader"), private)).unwrap();
    for path in ["/v2/blog/reader/likes", "/v2/blog/reader/following"] {
        assert_eq!(get(world, Who::Owner, path).0, 403, "{path}");
        assert_eq!(get(world, Who::Account, path).0, 200, "{path}");
    }
    let info = read(&made, Who::Key, "/v2/blog/reader/info", &schema::INFO);
    assert_eq!(
        (&info["blog"]["share_likes"], &info["blog"]["share_following"]),
        (&json!(false), &json!(false))
    );
}
