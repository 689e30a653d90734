//! What a token, a setting or a limit forbids, and questions.

use super::{done, read, send};
use crate::api::ask::{Who, ask_with};
use crate::api::made::Made;
use crate::api::schema::{self};
use crate::world::at;
use axum::body::Body;
use axum::http::{Method, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn a_token_that_may_only_read_changes_nothing() {
    let made = Made::new();
    let tagstead_server::visitor::Visitor::Account { client, account, mut scopes } =
        crate::api::ask::visitor(&made.world, Who::Owner)
    else {
        panic!("no account")
    };
    scopes.write = false;
    for route in tagstead_server::tumblr::table::ROUTES.iter().filter(|route| route.method != Method::GET) {
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
        name in "(post_id|insert_after|blocked_tumblelog|blocked_tumblelogs|anonymous_only|mute_length_seconds|url|filtered_tags|filtered_content|query|name)",
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
            let social: Vec<_> = tagstead_server::tumblr::table::ROUTES
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
