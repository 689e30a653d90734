//! Every list as a feed.

use crate::world::{World, between};
use axum::http::{StatusCode, header};

#[test]
fn lists_have_feeds_that_their_pages_name() {
    let world = World::peopled();
    for page in
        ["/tagged/kalbajar", "/tagged/a%2Fb", "/search?q=spring", "/@almanac", "/@almanac/tagged/honey"]
    {
        let html = world.get(page).text();
        let feeds: Vec<_> = between(&html, "rel=\"alternate\"", ">")
            .into_iter()
            .map(|link| (between(link, "type=\"", "\"")[0], between(link, "href=\"", "\"")[0]))
            .collect();
        assert_eq!(feeds.len(), 3, "{page}");
        for (mime, href) in feeds {
            let answer = world.get(href);
            assert_eq!(answer.status, StatusCode::OK, "{href}");
            assert!(answer.header(header::CONTENT_TYPE).starts_with(mime), "{href}");
            let text = answer.text();
            assert!(
                text.contains(&format!("https://tags.example{}", page.split('?').next().unwrap())),
                "{href}"
            );
        }
    }
}

#[test]
fn a_feed_is_whole_and_leads_on() {
    let world = World::peopled();
    let feed: serde_json::Value =
        serde_json::from_slice(&world.get("/tagged/kalbajar/feed.json").body).unwrap();
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 20);
    assert_eq!(feed["feed_url"], "https://tags.example/tagged/kalbajar/feed.json");
    assert!(items[0]["content_html"].as_str().unwrap().starts_with("<p>"));
    assert!(items[0]["url"].as_str().unwrap().starts_with("https://tags.example/@"));
    let next = feed["next_url"].as_str().unwrap().strip_prefix("https://tags.example").unwrap();
    let second: serde_json::Value = serde_json::from_slice(&world.get(next).body).unwrap();
    assert_eq!(second["items"].as_array().unwrap().len(), 20);
    assert_ne!(second["items"][0]["id"], items[0]["id"]);
}

#[test]
fn a_picture_of_many_sizes_is_named_once() {
    let world = World::new();
    let size =
        |width: u32| format!(r#"{{"url":"/media/{}.jpg","width":{width},"height":9}}"#, "a".repeat(64 - 2));
    let content = format!(r#"{{"content":[{{"type":"image","media":[{},{}]}}]}}"#, size(1280), size(640));
    world.publish_with("almanac", &content, |new| new.tags = vec!["honey".into()]);
    let feed: serde_json::Value = serde_json::from_slice(&world.get("/tagged/honey/feed.json").body).unwrap();
    assert_eq!(feed["items"][0]["attachments"].as_array().map(Vec::len), Some(1), "{feed}");
}

#[test]
fn a_feed_is_asked_for_again_without_being_sent_again() {
    let world = World::peopled();
    for path in
        ["/tagged/kalbajar/rss", "/tagged/kalbajar/atom", "/@almanac/feed.json", "/search/rss?q=spring"]
    {
        let first = world.get(path);
        assert_eq!(first.header(header::CACHE_CONTROL), "public, max-age=300");
        for (name, value) in [
            (header::IF_NONE_MATCH, first.header(header::ETAG)),
            (header::IF_MODIFIED_SINCE, first.header(header::LAST_MODIFIED)),
        ] {
            let again = world.get_with(path, name, value);
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
            assert_eq!(again.header(header::ETAG), first.header(header::ETAG));
        }
    }
    let before = world.get("/tagged/kalbajar/rss");
    world.publish("almanac", "a new one", &["kalbajar"], "2026-11-20");
    let after = world.get_with("/tagged/kalbajar/rss", header::IF_NONE_MATCH, before.header(header::ETAG));
    assert_eq!(after.status, StatusCode::OK);
    assert!(after.text().contains("a new one"));
}

#[test]
fn a_feed_of_nothing_is_a_feed() {
    let world = World::new();
    let answer = world.get("/tagged/nobody/atom");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("</feed>"));
}
