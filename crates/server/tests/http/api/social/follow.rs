//! Following.

use super::{done, ids, names, read};
use crate::api::ask::{Who, get};
use crate::api::made::Made;
use crate::api::schema::{self};
use axum::http::Method;
use serde_json::json;
use std::time::Duration;

#[test]
fn following_is_seen_from_both_sides() {
    let made = Made::new();
    let (me, owner) = (Who::Account, Who::Owner);
    let told =
        done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "https://staff.tumblr.com/"}), 200);
    assert_eq!((&told["blog"]["name"], &told["blog"]["followed"]), (&json!("staff"), &json!(true)));
    made.world.clock.advance(Duration::from_secs(60));
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "bees"}), 200);
    let following = read(&made, me, "/v2/user/following?limit=1", &schema::BLOGS);
    assert_eq!((names(&following["blogs"]), &following["total_blogs"]), (vec!["bees"], &json!(2)));
    let next = following["_links"]["next"]["href"].as_str().unwrap();
    let rest = read(&made, me, next, &schema::BLOGS);
    assert_eq!((names(&rest["blogs"]), rest.get("_links")), (vec!["staff"], None));
    let followers = read(&made, owner, "/v2/blog/staff/followers", &schema::FOLLOWERS);
    assert_eq!((names(&followers["users"]), &followers["total_users"]), (vec!["reader"], &json!(1)));
    for (query, answer) in [("reader", true), ("bees", false)] {
        let path = format!("/v2/blog/staff/followed_by?query={query}");
        assert_eq!(read(&made, owner, &path, &schema::FOLLOWED_BY)["followed_by"], answer, "{query}");
    }

    // Posts and blogs tell it.
    let post = read(&made, me, &format!("/v2/blog/staff/posts/{}", made.text.id), &schema::SINGLE);
    assert_eq!(post["followed"], true);
    let reblog = read(&made, me, "/v2/blog/bees/posts?reblog_info=true", &schema::POSTS);
    assert_eq!(reblog["posts"][0]["reblogged_from_following"], true);
    let asked = "fields%5Bblogs%5D=name,%3Fis_following_you,%3Fduration_blog_following_you,%3Fduration_following_blog";
    let (_, reader) = get(&made.world, owner, &format!("/v2/blog/reader/info?{asked}"));
    assert_eq!(
        reader["response"]["blog"],
        json!({"name": "reader", "is_following_you": true, "duration_blog_following_you": 60,
            "duration_following_blog": -1})
    );
    let user = read(&made, me, "/v2/user/info", &schema::USER);
    assert_eq!((&user["user"]["following"], &user["user"]["likes"]), (&json!(2), &json!(1)));
    let user = read(&made, owner, "/v2/user/info", &schema::USER);
    assert_eq!(user["user"]["blogs"][0]["followers"], 1);

    // The dashboard has what both posted, and what meets a filter is marked.
    done(&made, me, &Method::POST, "/v2/user/filtered_tags", &json!({"filtered_tags": ["HILLS"]}), 201);
    let page = read(&made, me, "/v2/user/dashboard?limit=2", &schema::DASHBOARD);
    assert_eq!(ids(&page["posts"]), [made.bare.id.0, made.reblog.id.0]);
    assert_eq!(page["posts"][1]["filtered"], json!({"tags": ["HILLS"], "content": []}));
    let next = read(&made, me, page["_links"]["next"]["href"].as_str().unwrap(), &schema::DASHBOARD);
    assert_eq!(next["posts"].as_array().unwrap().len(), 2);
    let since = format!("/v2/user/dashboard?since_id={}", made.reblog.id);
    assert_eq!(ids(&read(&made, me, &since, &schema::DASHBOARD)["posts"]), [made.bare.id.0]);
    for (kinds, count) in [("quote", 1), ("quote,link", 2), ("quote,all", 11), ("type%5B%5D", 0)] {
        let path = format!("/v2/user/dashboard?type={kinds}&npf=True");
        let (status, page) = get(&made.world, me, &path);
        let found = page["response"]["posts"].as_array().map_or(0, Vec::len);
        assert_eq!((status, found), (if count == 0 { 400 } else { 200 }, count), "{kinds}");
        if kinds.starts_with("quote,") {
            let path = format!("/v2/blog/staff/posts?type={kinds}");
            let page = read(&made, me, &path, &schema::POSTS);
            assert_eq!(page["total_posts"], if kinds == "quote,all" { 9 } else { 2 }, "{kinds}");
        }
    }
    // A tag has no comma, and a list of them may be written with commas.
    done(&made, me, &Method::POST, "/v2/user/filtered_tags", &json!({"filtered_tags": "smoke, mist"}), 201);
    let tags = read(&made, me, "/v2/user/filtered_tags", &schema::FILTERED_TAGS)["filtered_tags"].take();
    assert_eq!(tags.as_array().unwrap().len(), 3, "{tags}");
    let followers = read(&made, owner, "/v2/blog/staff/followers", &schema::FOLLOWERS);
    assert_eq!(
        (names(&followers["users"]), names(&followers["blogs"]), &followers["total_blogs"]),
        (vec!["reader"], vec!["reader"], &json!(1))
    );

    let told = done(&made, me, &Method::POST, "/v2/user/unfollow", &json!({"url": "staff.tumblr.com"}), 200);
    assert_eq!(told["blog"]["followed"], false);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "nobody"}), 404);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "reader"}), 400);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"email": "a@example.org"}), 400);
}
