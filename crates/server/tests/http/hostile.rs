//! Addresses and content that mean harm.

use crate::world::World;
use axum::http::{StatusCode, header};

#[test]
fn a_wrong_value_is_told_what_is_accepted() {
    let world = World::peopled();
    for (path, part) in [
        ("/tagged/kalbajar?sort=best", "latest, top or oldest"),
        ("/tagged/kalbajar?type=gif", "text, photo"),
        ("/tagged/kalbajar?lang=%3Cb%3E", "&#60;b&#62;"),
        ("/tagged/kalbajar?before=soon", "2023-05"),
        ("/tagged/kalbajar?before=-9223372036854775808.1", "1 and 9999"),
        ("/tagged/kalbajar?sort=top&before=2023", "this order"),
        ("/tagged/kalbajar/rss?sort=top", "latest"),
        ("/search/rss", "needs words"),
    ] {
        let answer = world.get(path);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.text().contains(part), "{path}: {}", answer.text());
    }
    assert_eq!(world.get(&format!("/tagged/{}", "a".repeat(3000))).status, StatusCode::BAD_REQUEST);
    assert_eq!(world.get(&format!("/tagged/{}", "a".repeat(30_000))).status, StatusCode::URI_TOO_LONG);
}

#[test]
fn a_mistake_in_a_query_is_pointed_at() {
    let world = World::peopled();
    let answer = world.get("/search?q=honey+type:%3Cscript%3E");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let html = answer.text();
    assert!(html.contains("<mark>") && html.contains("There is a mistake in the search"), "{html}");
    assert!(!html.contains("<script>"));
    assert_eq!(world.get("/search?q=%28%28%28").status, StatusCode::BAD_REQUEST);
}

#[test]
fn every_answer_keeps_to_itself() {
    let world = World::peopled();
    for path in
        ["/", "/tagged/kalbajar", "/tagged/kalbajar/atom", "/nothing", "/healthz", "/avatar/almanac.svg"]
    {
        let answer = world.get(path);
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{path}");
        assert_eq!(answer.header(header::STRICT_TRANSPORT_SECURITY), "", "{path}");
    }
}

#[test]
fn markup_in_posts_is_text() {
    let world = World::new();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let content = serde_json::json!([
        {"type": "text", "text": evil, "subtype": "heading1"},
        {"type": "image", "media": [{"url": "https://evil.example/a.png\" onerror=\"alert(1)"}], "alt_text": evil},
    ]);
    let post = world.publish_with("almanac", &content.to_string(), |new| {
        new.tags = vec![evil.into()];
        new.place = evil.into();
        new.slug = evil.into();
    });
    let tag = tag::path::encode(evil);
    for path in [
        format!("/tagged/{tag}"),
        format!("/@almanac/{}/{tag}", post.id),
        format!("/@almanac/tagged/{tag}"),
        format!("/search?q={tag}&lang=en"),
        "/".into(),
    ] {
        let html = world.get(&path).text();
        for bad in ["<script>alert", "<img src=x", "href=\"javascript:", " onerror=\"", "src=\"http"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
    }
}

#[test]
fn any_path_is_answered() {
    let world = World::peopled();
    for path in [
        "/tagged/%",
        "/tagged/%zz",
        "/tagged/%FF%FE",
        "/tagged/%00",
        "/tagged/..",
        "/tagged/%2E%2E",
        "/tagged//",
        "/@",
        "/@/rss",
        "/@almanac/",
        "/@almanac/tagged",
        "/@almanac/tagged/",
        "/@%F0%9F/1/%",
        "/media/..%2F..%2Fetc%2Fpasswd",
        "/avatar/..svg",
        "/search/rss?q=%FF",
        "/tagged/a?%FF=%FF&=&&",
        "/@almanac/9223372036854775808",
        "/@almanac/99999999999999999/x/y",
        "/tagged/kalbajar?before=9223372036854775807.9223372036854775807",
        "/tagged/kalbajar?before=0001",
        "/tagged/kalbajar?before=9999-12",
        "/tagged/kalbajar?before=9999&sort=oldest",
    ] {
        let status = world.get(path).status;
        assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "{path}: {status}");
    }
}

#[test]
fn no_address_breaks_the_site() {
    let world = World::peopled();
    let places = [
        "/tagged/",
        "/@",
        "/@almanac/",
        "/@almanac/tagged/",
        "/search?q=",
        "/tagged/kalbajar?",
        "/media/",
        "/avatar/",
    ];
    let config =
        proptest::test_runner::Config { cases: 150, failure_persistence: None, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let rest = "([!-~]|%[0-9A-F]{2}|%C5%9E|before=|sort=|q=|&){0,30}";
    runner
        .run(&(0..places.len(), rest), |(place, rest)| {
            let path = format!("{}{rest}", places[place]);
            if path.parse::<axum::http::Uri>().is_ok() {
                let status = world.get(&path).status;
                proptest::prop_assert!(!status.is_server_error(), "{}: {}", path, status);
            }
            Ok(())
        })
        .unwrap();
}
