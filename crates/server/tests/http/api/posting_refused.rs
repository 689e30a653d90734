//! Hostile posts: the documented status, words that name the field, never our own failure.

use super::ask::{Who, post, send};
use super::made::Made;
use axum::http::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

const POSTS: &str = "/v2/blog/staff/posts";

fn text(words: &str) -> Value {
    json!({"type": "text", "text": words})
}

#[test]
fn what_breaks_a_rule_is_named() {
    let site = Made::new();
    let many = |count: usize, block: Value| json!({"content": vec![block; count]});
    let beside = |name: &str, value: Value| {
        let mut body = json!({"content": [text("x")]});
        body[name] = value;
        body
    };
    for (body, code, words) in [
        (json!({}), 8001, "content"),
        (json!({"content": []}), 8001, "content"),
        (json!({"content": 7}), 8001, "content"),
        (json!({"content": "not json"}), 8001, "content"),
        (json!({"content": [7]}), 8001, "content[0]"),
        (json!({"content": [{"text": "x"}]}), 8001, "content[0].type"),
        (json!({"content": [{"type": "text", "text": 7}]}), 8001, "content[0].text"),
        (json!({"content": [{"type": "image"}]}), 8001, "content[0].media"),
        (
            json!({"content": [{"type": "image", "media": [{"identifier": "1"}]}]}),
            8001,
            "content[0].media[0].identifier",
        ),
        (json!({"content": [{"type": "link", "url": "javascript:x"}]}), 8001, "content[0].url"),
        (
            json!({"content": [{"type": "text", "text": "ab", "formatting": [{"start": 1, "end": 1, "type": "bold"}]}]}),
            8001,
            "formatting[0]",
        ),
        (
            json!({"content": [{"type": "text", "text": "ab", "formatting": "x"}]}),
            8001,
            "content[0].formatting",
        ),
        (json!({"content": [text(&"x".repeat(4097))]}), 8001, "content[0].text"),
        (many(1001, text("x")), 8001, "1001 blocks"),
        (many(5000, text("x")), 8001, "content has 5000"),
        (many(31, json!({"type": "image", "media": [{"url": "https://a.example/b.jpg"}]})), 8001, "31 image"),
        (beside("layout", json!([{"type": "rows", "display": "x"}])), 8001, "layout[0].display"),
        (beside("tags", json!("x".repeat(141))), 0, "tags"),
        (beside("tags", json!(vec!["x"; 31])), 0, "tags"),
        (beside("tags", json!([{}])), 0, "tags"),
        (beside("state", json!("gone")), 0, "state"),
        (beside("state", json!("unapproved")), 0, "unapproved"),
        (beside("date", json!("yesterday")), 0, "date"),
        (beside("date", json!("2027-01-01T00:00:00Z")), 0, "date"),
        (beside("publish_on", json!("2020-01-01T00:00:00Z")), 0, "publish_on"),
        (beside("source_url", json!("ftp://x")), 0, "source_url"),
        (beside("interactability_reblog", json!("some")), 0, "interactability_reblog"),
        (beside("parent_post_id", json!("9223372036854775808")), 0, "parent_post_id"),
        (beside("hide_trail", json!(true)), 0, "trail"),
    ] {
        let (status, answer) = post(&site.world, POSTS, &body);
        let error = &answer["errors"][0];
        let shown = body.to_string().chars().take(200).collect::<String>();
        assert_eq!((status, &error["code"]), (400, &json!(code)), "{shown}: {answer}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{shown}: {answer}");
    }
    let edge = json!({"content": vec![text("x"); 1000]});
    assert_eq!(post(&site.world, POSTS, &edge).0, 201);
}

#[test]
fn bodies_that_cannot_be_read_are_refused() {
    let site = Made::new();
    let sent = |who, to, mime: &str, body: &str| send(&site.world, who, to, mime, body.to_owned());
    for (mime, body, status, code) in [
        ("application/json", "{\"content\": [", 400, 8001),
        ("application/json", "[]", 400, 8001),
        ("application/json", &"[".repeat(9000), 400, 8001),
        ("text/plain", "x", 415, 0),
        ("multipart/form-data", "x", 400, 0),
        ("multipart/form-data; boundary=x", "nothing of the kind", 400, 0),
        ("application/x-www-form-urlencoded", "content%5B0%5D%5Btype%5D=text", 400, 8001),
    ] {
        let (found, answer) = sent(Who::Owner, (Method::POST, POSTS), mime, body);
        assert_eq!((found, &answer["errors"][0]["code"]), (status, &json!(code)), "{mime}: {answer}");
    }
    let good = json!({"content": [text("x")]}).to_string();
    let json = "application/json";
    assert_eq!(sent(Who::Key, (Method::POST, POSTS), json, &good).0, 401);
    assert_eq!(sent(Who::Account, (Method::POST, POSTS), json, &good).0, 403, "another's blog");
    assert_eq!(sent(Who::Owner, (Method::POST, "/v2/blog/nobody/posts"), json, &good).0, 404);
    let put = |who, id: &str| {
        let path = format!("{POSTS}/{id}");
        send(&site.world, who, (Method::PUT, &path), json, good.clone()).0
    };
    assert_eq!(put(Who::Account, &site.text.id.to_string()), 403);
    assert_eq!(put(Who::Owner, &site.bare.id.to_string()), 404, "on another blog");
    assert_eq!(put(Who::Owner, "9999999999999999999"), 404);
}

const ENDPOINTS: [(&str, &[&str]); 5] = [
    (
        POSTS,
        &[
            "content",
            "layout",
            "state",
            "publish_on",
            "date",
            "tags",
            "source_url",
            "is_private",
            "slug",
            "interactability_reblog",
            "send_to_twitter",
            "parent_tumblelog_uuid",
            "parent_post_id",
            "reblog_key",
            "hide_trail",
            "exclude_trail_items",
        ],
    ),
    (
        "/v2/blog/staff/post",
        &[
            "type",
            "format",
            "title",
            "body",
            "caption",
            "link",
            "source",
            "data",
            "data64",
            "quote",
            "url",
            "description",
            "thumbnail",
            "excerpt",
            "author",
            "conversation",
            "external_url",
            "embed",
            "state",
            "tags",
            "date",
        ],
    ),
    ("/v2/blog/staff/post/edit", &["id", "type", "title", "body", "state", "tags", "date", "slug"]),
    ("/v2/blog/staff/post/reblog", &["id", "reblog_key", "comment", "format", "state"]),
    ("/v2/user/like", &["id", "reblog_key"]),
];

fn odd() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("a\u{0}b")),
        Just(
            json!({"type": "text", "text": "x", "formatting": [{"start": -1, "end": 1e30, "type": "bold"}]})
        ),
        Just(json!({"type": "image", "media": {"identifier": {}}})),
        Just(json!({"type": "video", "media": [7]})),
        Just(json!({"type": "rows", "display": [[0]], "truncate_after": i64::MIN})),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("(type|text|media|url|blocks|display|[a-z]{1,4})", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_value_of_any_field_breaks_it(
        endpoint in 0..ENDPOINTS.len(), fields in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..4), words: bool,
    ) {
        thread_local! { static MADE: Made = Made::new(); }
        let (path, names) = ENDPOINTS[endpoint];
        let mut body = json!({});
        if words {
            body["content"] = json!([text("x")]);
            body["body"] = json!("x");
        }
        let mut changed = Vec::new();
        for (at, value) in &fields {
            let name = names[at.index(names.len())];
            changed.push(name);
            body[name] = value.clone();
        }
        // Each day takes 250 posts, which this test may reach: that is no failure.
        let (status, answer) = MADE.with(|made| post(&made.world, path, &body));
        prop_assert!(status < 500, "{path} {body}: {answer}");
        if status >= 400 {
            let detail = answer["errors"][0]["detail"].as_str().unwrap_or_default();
            prop_assert!(!detail.is_empty());
        }
        // A list or an object where a text belongs is told by its name.
        if let [(at, value @ (Value::Array(_) | Value::Object(_)))] = fields.as_slice() {
            let name = names[at.index(names.len())];
            let lists = ["content", "layout", "tags", "exclude_trail_items", "send_to_twitter"];
            let read = match endpoint {
                0 => !lists.contains(&name),
                1 => ["type", "format", "title", "body", "state", "date"].contains(&name),
                _ => false,
            };
            if words && read {
                prop_assert_eq!(status, 400, "{} {}: {}", path, body, answer);
                let detail = answer["errors"][0]["detail"].as_str().unwrap_or_default();
                prop_assert!(detail.contains(name), "{path} {body}: {detail} {value}");
            }
        }
    }
}
