//! Refused actions are 403, limits are 429, and the headers of rate limits are always there.

use super::ask::{Who, ask_with, get, post, told, visitor};
use super::made::Made;
use crate::browser::{Browser, account};
use crate::world::World;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use serde_json::json;
use tagstead_server::visitor::Visitor;
use tumblelog::limits::Limit;

const HEADERS: [&str; 6] = [
    "x-ratelimit-perday-limit",
    "x-ratelimit-perday-remaining",
    "x-ratelimit-perday-reset",
    "x-ratelimit-perhour-limit",
    "x-ratelimit-perhour-remaining",
    "x-ratelimit-perhour-reset",
];

#[test]
fn the_headers_of_rate_limits_are_there_with_limits_off() {
    let made = Made::new();
    for path in ["/v2/tagged?tag=a", "/v2/user/info", "/v2/blog/nobody/info"] {
        let answer = ask_with(&made.world, Who::Owner, Method::GET, path, Body::empty());
        for name in HEADERS {
            let value = answer.header(HeaderName::from_static(name));
            let number: i32 = value.parse().unwrap_or_else(|_| panic!("{path} {name}: “{value}”"));
            assert!(number == i32::MAX || name.ends_with("reset"), "{name}: {number}");
        }
    }
}

#[test]
fn a_limit_of_the_day_is_429_and_says_when_there_is_room() {
    let made = Made::new();
    let owner = account(&made.world, "mara");
    for limit in [Limit::Likes, Limit::Follows] {
        let all = usize::try_from(limit.most()).unwrap();
        made.world.run(made.world.site.spend_limit(owner.id, limit, all)).unwrap();
    }
    let key = made.world.site.reblog_key(made.bare.id);
    for (path, body) in [
        ("/v2/user/like", json!({"id": made.bare.id.0, "reblog_key": key})),
        ("/v2/user/follow", json!({"url": "reader"})),
    ] {
        let mut request = Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(visitor(&made.world, Who::Owner));
        let answer = made.world.ask(request);
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{path}: {}", answer.text());
        assert_eq!(answer.header(header::RETRY_AFTER), "Mon, 23 Nov 2026 00:00:00 GMT");
        let (_, value) = told(&answer, path);
        assert_eq!(value["meta"]["msg"], "Limit Exceeded");
        assert!(value["errors"][0]["detail"].as_str().unwrap().contains("there is room again at 2026-11-23"));
    }
}

#[test]
fn a_refused_action_is_403() {
    let made = Made::new();
    made.block("staff", "reader");
    let me = |path: &str, body: serde_json::Value| {
        let mut request = Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(visitor(&made.world, Who::Account));
        told(&made.world.ask(request), path).0
    };
    assert_eq!(me("/v2/user/follow", json!({"url": "staff"})), 403);
    let key = made.world.site.reblog_key(made.text.id);
    assert_eq!(me("/v2/user/like", json!({"id": made.text.id.0, "reblog_key": key})), 403);
    let words = json!({"filtered_content": (0..201).map(|n| format!("word {n}")).collect::<Vec<_>>()});
    account(&made.world, "mara");
    assert_eq!(post(&made.world, "/v2/user/filtered_content", &words).0, 403, "as the original documents");
}

#[test]
fn pages_answer_limits_and_refusals_with_the_same_statuses() {
    let world = World::new();
    let ada = account(&world, "ada");
    let all = usize::try_from(Limit::Blogs.most()).unwrap();
    world.run(world.site.spend_limit(ada.id, Limit::Blogs, all)).unwrap();
    let browser = Browser::signed_in(&world, "ada");
    let full = browser.submit("/account", "/account/blogs", &[("name", "second")]);
    assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(full.text().contains("new blogs a day"), "the form is shown again with what is wrong");
}

#[test]
fn likes_of_the_first_blog_are_counted_where_they_are_shown() {
    let made = Made::new();
    // The blogs of these tests belong to nobody; this one is an account's first.
    let owner = account(&made.world, "ada");
    let first = made.world.blog("ada");
    made.world.run(made.world.site.like_post(made.photo.id, first.clone())).unwrap();
    let likes = || get(&made.world, Who::Key, "/v2/blog/ada/info").1["response"]["blog"]["likes"].take();
    assert_eq!(likes(), 1);
    let hidden = model::BlogSettings { share_likes: false, ..Default::default() };
    made.world.run(made.world.site.set_blog_settings(&first, hidden)).unwrap();
    assert!(likes().is_null(), "not told of a blog that hides its likes");
    assert!(
        matches!(visitor(&made.world, Who::Owner), Visitor::Account { account, .. } if account.id == owner.id)
    );
}
