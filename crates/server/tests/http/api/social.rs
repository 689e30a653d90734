//! What blogs do to one another, over HTTP: two people follow, block, filter, and look after what waits.

use super::ask::{Who, ask_with, get};
use super::made::Made;
use super::schema::{self, Type, check};
use crate::world::at;
use axum::body::Body;
use axum::http::{Method, Request};
use model::{Post, State};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;
use tumblelog::{By, NewPost};

/// A request with JSON.
fn send(made: &Made, who: Who, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    request.extensions_mut().insert(super::ask::visitor(&made.world, who));
    let answer = made.world.ask(request);
    let value: Value = serde_json::from_slice(&answer.body).unwrap();
    check(&value, &schema::ANY);
    (answer.status.as_u16(), value)
}

fn done(made: &Made, who: Who, method: &Method, path: &str, body: &Value, status: u16) -> Value {
    let (found, mut answer) = send(made, who, method.clone(), path, body);
    assert_eq!(found, status, "{method} {path} {body}: {answer}");
    answer["response"].take()
}

fn read(made: &Made, who: Who, path: &str, wanted: &Type) -> Value {
    let (status, mut answer) = get(&made.world, who, path);
    assert_eq!(status, 200, "{path}: {answer}");
    check(&answer, wanted);
    answer["response"].take()
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|post| post["id"].as_i64().unwrap()).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|blog| blog["name"].as_str().unwrap()).collect()
}

fn held(made: &Made, state: State, text: &str) -> Post {
    made.world.publish_with(
        "staff",
        &format!(r#"[{{"type":"text","text":"{text}"}}]"#),
        |new: &mut NewPost| {
            new.state = state;
            new.published = None;
            new.source = None;
        },
    )
}

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
    let photos = read(&made, me, "/v2/user/dashboard?type=quote&npf=True", &schema::DASHBOARD);
    assert_eq!(photos["posts"].as_array().unwrap().len(), 1);

    let told = done(&made, me, &Method::POST, "/v2/user/unfollow", &json!({"url": "staff.tumblr.com"}), 200);
    assert_eq!(told["blog"]["followed"], false);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "nobody"}), 404);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "reader"}), 400);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"email": "a@example.org"}), 400);
}

#[test]
fn likes_are_listed_and_paged_without_a_gap() {
    let made = Made::new();
    let world = &made.world;
    world.clock.advance(Duration::from_secs(10));
    for post in [&made.text, &made.reblog] {
        world.run(world.site.like(post.id, world.blog("reader"))).unwrap();
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
        world.run(world.site.like(post.id, world.blog("reader"))).unwrap();
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
    assert_eq!(seen, ids(&read(&made, Who::Account, "/v2/user/likes", &schema::LIKES)["liked_posts"]));
    assert_eq!(seen.len(), 9);

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

#[test]
fn who_is_blocked_stays_outside() {
    let made = Made::new();
    let (me, owner) = (Who::Account, Who::Owner);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
    let blocked = json!({"blocked_tumblelog": "reader.tumblr.com"});
    done(&made, me, &Method::POST, "/v2/blog/staff/blocks", &blocked, 403);
    done(&made, owner, &Method::POST, "/v2/blog/staff/blocks", &blocked, 201);
    let list = read(&made, owner, "/v2/blog/staff/blocks", &schema::BLOCKED);
    assert_eq!(names(&list["blocked_tumblelogs"]), ["reader"]);
    let info = read(&made, owner, "/v2/blog/reader/info", &schema::INFO);
    assert_eq!(info["blog"]["is_blocked_from_primary"], true);
    assert_eq!(read(&made, me, "/v2/user/following", &schema::BLOGS)["total_blogs"], 0);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 403);
    done(&made, owner, &Method::DELETE, "/v2/blog/staff/blocks?blocked_tumblelog=reader", &json!({}), 200);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
    let both = json!({"blocked_tumblelogs": "reader, bees", "force": true});
    done(&made, owner, &Method::POST, "/v2/blog/staff/blocks/bulk", &both, 201);
    let list = read(&made, owner, "/v2/blog/staff/blocks?limit=1", &schema::BLOCKED);
    assert!(list["_links"]["next"]["href"].is_string());
    done(&made, owner, &Method::POST, "/v2/blog/bees/blocks", &json!({"post_id": made.bare.id.0}), 201);
    assert_eq!(
        names(&read(&made, owner, "/v2/blog/bees/blocks", &schema::BLOCKED)["blocked_tumblelogs"]),
        ["reader"]
    );

    let many = vec!["reader"; 101].join(",");
    for (path, body, status) in [
        ("/v2/blog/staff/blocks", json!({}), 400),
        ("/v2/blog/staff/blocks", json!({"blocked_tumblelog": "staff"}), 400),
        ("/v2/blog/staff/blocks", json!({"blocked_tumblelog": "nobody"}), 404),
        ("/v2/blog/staff/blocks", json!({"anonymous_only": true, "post_id": 5}), 400),
        ("/v2/blog/staff/blocks", json!({"post_id": 5}), 404),
        ("/v2/blog/staff/blocks", json!({"post_id": 5, "blocked_tumblelog": "reader"}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": many}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": ",,"}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": "reader,nobody"}), 404),
    ] {
        done(&made, owner, &Method::POST, path, &body, status);
    }
}

#[test]
fn a_queue_is_put_in_order() {
    let made = Made::new();
    let owner = Who::Owner;
    let posts: Vec<i64> = ["one", "two", "three"].map(|text| held(&made, State::Queued, text).id.0).into();
    let queue =
        |query: &str| read(&made, owner, &format!("/v2/blog/staff/posts/queue?{query}"), &schema::HELD);
    let list = queue("");
    assert_eq!((ids(&list["posts"]), &list["total_posts"]), (posts.clone(), &json!(3)));
    let times: Vec<i64> = list["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["scheduled_publish_time"].as_i64().unwrap())
        .collect();
    assert!(times.is_sorted() && times[0] > made.world.site.clock().now().seconds(), "{times:?}");
    let single = read(&made, owner, &format!("/v2/blog/staff/posts/{}", posts[1]), &schema::SINGLE);
    assert_eq!(single["scheduled_publish_time"], times[1]);

    let reorder = "/v2/blog/staff/posts/queue/reorder";
    done(
        &made,
        owner,
        &Method::POST,
        reorder,
        &json!({"post_id": posts[2].to_string(), "insert_after": 0}),
        200,
    );
    assert_eq!(ids(&queue("")["posts"]), [posts[2], posts[0], posts[1]]);
    done(&made, owner, &Method::POST, reorder, &json!({"post_id": posts[2], "insert_after": posts[0]}), 200);
    let first = queue("limit=2");
    assert_eq!(ids(&first["posts"]), [posts[0], posts[2]]);
    assert_eq!(first["_links"]["next"]["query_params"]["offset"], "2");
    assert_eq!(ids(&queue("offset=2")["posts"]), [posts[1]]);
    done(&made, owner, &Method::POST, "/v2/blog/staff/posts/queue/shuffle", &json!({}), 200);
    assert_eq!(queue("")["total_posts"], 3);

    for body in [json!({}), json!({"post_id": "x"}), json!({"post_id": posts[0], "insert_after": -1})] {
        done(&made, owner, &Method::POST, reorder, &body, 400);
    }
    done(&made, owner, &Method::POST, reorder, &json!({"post_id": 5}), 404);
    done(&made, Who::Account, &Method::POST, reorder, &json!({"post_id": posts[0]}), 403);
    done(&made, Who::Key, &Method::POST, reorder, &json!({"post_id": posts[0]}), 401);
}

#[test]
fn drafts_and_the_inbox_are_their_owners() {
    let made = Made::new();
    let world = &made.world;
    let more = held(&made, State::Draft, "Second thoughts");
    let path = "/v2/blog/staff/posts/draft";
    let drafts = read(&made, Who::Owner, &format!("{path}?limit=1"), &schema::HELD);
    assert_eq!(drafts["total_posts"], 2);
    let rest = read(&made, Who::Owner, drafts["_links"]["next"]["href"].as_str().unwrap(), &schema::HELD);
    let mut both = [ids(&drafts["posts"]), ids(&rest["posts"])].concat();
    both.sort_unstable();
    let mut wanted = [made.draft.id.0, more.id.0];
    wanted.sort_unstable();
    assert_eq!(both, wanted);

    let open = model::BlogSettings { anonymous_asks: true, submissions: true, ..Default::default() };
    let staff = world.blog("staff");
    world.run(world.site.set_blog_settings(&staff, open)).unwrap();
    let document = || npf::Document::from_json(r#"[{"type":"text","text":"Where is the spring?"}]"#).unwrap();
    world
        .run(world.site.ask(staff.clone(), Some(By::from(world.blog("reader"))), false, document()))
        .unwrap();
    let submission = |by: Option<&str>, name: &str| tumblelog::Submission {
        to: staff.clone(),
        by: by.map(|by| By::from(world.blog(by))),
        guest_name: name.into(),
        guest_email: String::new(),
        content: document(),
        kind: None,
        tags: vec!["guest".into()],
    };
    world.run(world.site.submit(submission(Some("reader"), ""))).unwrap();
    world.run(world.site.submit(submission(None, "A walker"))).unwrap();
    let inbox = read(&made, Who::Owner, "/v2/blog/staff/posts/submission?filter=text", &schema::HELD);
    let mut told: Vec<String> = inbox["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| {
            format!(
                "{} {} {} {} {}",
                post["type"],
                post["is_submission"],
                post["post_author"],
                post["anonymous_name"],
                post["asking_name"]
            )
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            r#""answer" null null null "reader""#,
            r#""text" true "reader" "" null"#,
            r#""text" true null "A walker" null"#,
        ]
    );
    for list in ["posts/draft", "posts/submission", "posts/queue", "followers", "notifications", "blocks"] {
        let path = format!("/v2/blog/staff/{list}");
        for (who, status) in [(Who::Nobody, 401), (Who::Key, 401), (Who::Account, 403), (Who::Owner, 200)] {
            assert_eq!(get(world, who, &path).0, status, "{who:?} {path}");
        }
    }
}

#[test]
fn notifications_tell_what_was_done_and_are_muted_by_post() {
    let made = Made::new();
    let owner = Who::Owner;
    let list = |query: &str| {
        let path = format!("/v2/blog/staff/notifications?{query}");
        read(&made, owner, &path, &schema::NOTIFICATIONS)
    };
    let kinds = |list: &Value| -> Vec<String> {
        let all = list["notifications"].as_array().unwrap();
        all.iter().map(|notice| notice["type"].as_str().unwrap().to_owned()).collect()
    };
    let all = list("");
    insta::assert_json_snapshot!("notifications", all);
    assert_eq!(kinds(&list("types[]=reply&types[]=reblog_with_content")), ["reply", "reblog_with_content"]);
    assert!(!kinds(&list(&format!("omit_post_ids[]={}", made.photo.id))).contains(&"reply".to_owned()));
    let mut paged = Vec::new();
    let mut page = list("limit=1&rollups=false");
    loop {
        paged.extend(kinds(&page));
        let Some(next) = page["_links"]["next"]["href"].as_str().map(str::to_owned) else { break };
        page = read(&made, owner, &next, &schema::NOTIFICATIONS);
    }
    assert_eq!(paged, kinds(&list("rollups=false")));

    let mute = format!("/v2/blog/staff/posts/{}/mute", made.text.id);
    done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": 60}), 200);
    let like = || {
        done(&made, Who::Account, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
        made.world.run(made.world.site.unlike(made.text.id, made.world.blog("reader"))).unwrap();
        made.world.run(made.world.site.like(made.text.id, made.world.blog("reader"))).unwrap();
    };
    let likes = |by: &str| {
        let list = list("types[]=like&rollups=false");
        let all = list["notifications"].as_array().unwrap().clone();
        all.iter()
            .filter(|n| n["from_tumblelog_name"] == by && n["target_post_id"] == made.text.id.to_string())
            .count()
    };
    like();
    assert_eq!(likes("reader"), 0);
    done(&made, owner, &Method::DELETE, &mute, &json!({}), 200);
    like();
    assert_eq!(likes("reader"), 1);
    assert_eq!(kinds(&list("types[]=follow")), ["follow"]);
    done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": -1}), 400);
    done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": i64::MAX}), 400);
    done(&made, owner, &Method::POST, "/v2/blog/bees/posts/5/mute", &json!({}), 404);
    done(&made, owner, &Method::POST, &format!("/v2/blog/bees/posts/{}/mute", made.text.id), &json!({}), 404);
}

#[test]
fn filters_are_kept_by_fold_and_refused_twice() {
    let made = Made::new();
    let me = Who::Account;
    let tags = |made: &Made| {
        read(made, me, "/v2/user/filtered_tags", &schema::FILTERED_TAGS)["filtered_tags"].clone()
    };
    done(
        &made,
        me,
        &Method::POST,
        "/v2/user/filtered_tags",
        &json!({"filtered_tags": ["Blue Sky", "c++", "blue sky"]}),
        201,
    );
    let mut kept: Vec<String> = serde_json::from_value(tags(&made)).unwrap();
    kept.sort();
    assert_eq!(kept, ["Blue Sky", "c++"]);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/blue%20SKY", &json!({}), 200);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/blue%20SKY", &json!({}), 404);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/c%2B%2B", &json!({}), 200);
    for body in [json!({}), json!({"filtered_tags": []}), json!({"filtered_tags": ["a".repeat(141)]})] {
        done(&made, me, &Method::POST, "/v2/user/filtered_tags", &body, 400);
    }
    let path = "/v2/user/filtered_content";
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "spoiler ahead"}), 201);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "Spoiler Ahead"}), 400);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "x".repeat(251)}), 400);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": ["one", "two"]}), 201);
    done(
        &made,
        me,
        &Method::DELETE,
        "/v2/user/filtered_content?filtered_content=spoiler%20ahead",
        &json!({}),
        200,
    );
    let mut kept: Vec<String> =
        serde_json::from_value(read(&made, me, path, &schema::FILTERED_CONTENT)["filtered_content"].clone())
            .unwrap();
    kept.sort();
    assert_eq!(kept, ["one", "two"]);
    let most: Vec<String> = (0..198).map(|n| format!("phrase {n}")).collect();
    done(&made, me, &Method::POST, path, &json!({"filtered_content": most}), 201);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "one more"}), 403);
    done(&made, me, &Method::DELETE, path, &json!({}), 400);
    assert_eq!(tags(&made), json!([]));
}

#[test]
fn a_token_that_may_only_read_changes_nothing() {
    let made = Made::new();
    let tagstead_server::visitor::Visitor::Account { client, account, mut scopes } =
        super::ask::visitor(&made.world, Who::Owner)
    else {
        panic!("no account")
    };
    scopes.write = false;
    for route in tagstead_server::api::table::ROUTES.iter().filter(|route| route.method != Method::GET) {
        let path = route.path.replace("{blog}", "staff").replace("{id}", "5").replace("{tag}", "a");
        let mut request = Request::builder()
            .method(route.method.clone())
            .uri(format!("/v2{path}"))
            .body(Body::empty())
            .unwrap();
        let visitor = tagstead_server::visitor::Visitor::Account {
            client: client.clone(),
            account: account.clone(),
            scopes,
        };
        request.extensions_mut().insert(visitor);
        assert_eq!(made.world.ask(request).status, 403, "{} {path}", route.method);
        for who in [Who::Nobody, Who::Key] {
            let refused =
                ask_with(&made.world, who, route.method.clone(), &format!("/v2{path}"), Body::empty());
            assert_eq!(refused.status, 401, "{who:?} {path}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_value_breaks_it(
        which in 0usize..64,
        query in "((limit|before|after|offset|page_number|query|type|since_id|before_id|types\\[\\]|rollups|omit_post_ids\\[\\]|blocked_tumblelog|filtered_content)=(-?[0-9]{0,20}|[a-z0-9%:.,\\-]{0,9}|[0-9]{1,16}-[0-9]{1,20})&){0,4}",
        name in "(post_id|insert_after|blocked_tumblelog|blocked_tumblelogs|anonymous_only|mute_length_seconds|url|filtered_tags|filtered_content)",
        value in prop_oneof![
            any::<i64>().prop_map(|n| json!(n)),
            "\\PC{0,12}".prop_map(|text| json!(text)),
            "[a-z,.@/:]{0,12}".prop_map(|text| json!([text, null, {"a": []}])),
            any::<bool>().prop_map(|flag| json!(flag)),
            Just(json!({"deep": [[[]]]})),
        ],
    ) {
        thread_local! { static MADE: Made = Made::new(); }
        MADE.with(|made| {
            let social: Vec<_> = tagstead_server::api::table::ROUTES
                .iter()
                .filter(|route| route.path.starts_with("/user/") || route.path.starts_with("/blog/"))
                .collect();
            let route = social[which % social.len()];
            let path = route.path.replace("{blog}", "staff").replace("{id}", &made.text.id.to_string())
                .replace("{tag}", "%ff+a").replace("{type}", "text").replace("{size}", "64");
            let Ok(uri) = format!("/v2{path}?{query}").parse::<axum::http::Uri>() else { return };
            let (status, answer) = send(made, Who::Owner, route.method.clone(), &uri.to_string(), &json!({name: value}));
            assert!(status < 500, "{} {uri}: {answer}", route.method);
        });
    }
}

#[test]
fn a_question_and_a_submission_arrive() {
    let made = Made::new();
    let (me, owner) = (Who::Account, Who::Owner);
    let ask = "/v2/blog/staff/ask";
    done(&made, me, &Method::POST, ask, &json!({"question": "Where is the spring?"}), 201);
    let blocks = json!([{"type": "text", "text": "And is it warm?"}]);
    done(&made, me, &Method::POST, ask, &json!({"content": blocks}), 201);
    done(&made, me, &Method::POST, ask, &json!({"question": "Who?", "anonymous": true}), 403);
    done(&made, me, &Method::POST, "/v2/blog/staff/submit", &json!({"content": blocks}), 403);
    let open = model::BlogSettings { anonymous_asks: true, submissions: true, ..Default::default() };
    made.world.run(made.world.site.set_blog_settings(&made.world.blog("staff"), open)).unwrap();
    done(&made, me, &Method::POST, ask, &json!({"question": "Who?", "anonymous": true}), 201);
    done(&made, me, &Method::POST, "/v2/blog/staff/submit", &json!({"content": blocks, "tags": "a, b"}), 201);
    let inbox = read(&made, owner, "/v2/blog/staff/posts/submission?filter=text", &schema::HELD);
    let mut told: Vec<String> = inbox["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| {
            format!("{} {} {} {}", post["asking_name"], post["question"], post["post_author"], post["tags"])
        })
        .collect();
    told.sort();
    insta::assert_json_snapshot!("inbox", told);
    for body in [
        json!({}),
        json!({"question": "a", "content": blocks}),
        json!({"question": "a".repeat(4097)}),
        json!({"content": "a"}),
        json!({"content": []}),
        json!({"content": [5]}),
    ] {
        done(&made, me, &Method::POST, ask, &body, 400);
    }
    made.block("staff", "reader");
    done(&made, me, &Method::POST, ask, &json!({"question": "Still there?"}), 403);
}

#[test]
fn a_post_that_nobody_may_reblog_says_so() {
    let made = Made::new();
    let closed = made.world.publish_with("staff", r#"[{"type":"text","text":"Stay here"}]"#, |new| {
        new.reblogs = model::Reblogs::Noone;
        new.source = None;
    });
    let post = read(&made, Who::Account, &format!("/v2/blog/staff/posts/{}", closed.id), &schema::SINGLE);
    assert_eq!((&post["interactability_reblog"], &post["can_reblog"]), (&json!("noone"), &json!(false)));
    let list = read(&made, Who::Account, "/v2/blog/staff/posts?limit=2", &schema::POSTS);
    let all: Vec<&Value> =
        list["posts"].as_array().unwrap().iter().map(|p| &p["interactability_reblog"]).collect();
    assert_eq!(all, ["noone", "everyone"]);
}

#[test]
fn limits_are_told() {
    let made = Made::new();
    done(&made, Who::Account, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
    let limits = read(&made, Who::Account, "/v2/user/limits", &schema::LIMITS);
    let follows = &limits["user"]["follows"];
    let tomorrow = at("2026-11-23T00:00:00Z").seconds();
    assert_eq!((&follows["remaining"], &follows["reset_at"]), (&json!(199), &json!(tomorrow)));
}
