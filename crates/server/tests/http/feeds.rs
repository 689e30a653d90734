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
        let again = world.get_with(path, header::IF_NONE_MATCH, first.header(header::ETAG));
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        assert_eq!(again.header(header::ETAG), first.header(header::ETAG));
        // No time of a last change is told, because none is exact: a reader that asks by time gets the feed.
        assert_eq!(first.header(header::LAST_MODIFIED), "");
        let by_time = world.get_with(path, header::IF_MODIFIED_SINCE, "Sun, 22 Nov 2026 12:00:00 GMT");
        assert_eq!(by_time.status, StatusCode::OK, "{path}");
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
    assert_eq!(between(&answer.text(), "<updated>", "<"), ["2026-11-22T12:00:00Z"]);
    world.clock.advance(std::time::Duration::from_secs(3600));
    assert_eq!(world.get("/tagged/nobody/atom").body, answer.body, "the same until something changes");
    for kind in ["rss", "feed.json"] {
        assert!(!world.get(&format!("/tagged/nobody/{kind}")).text().contains("1970"));
    }
}

/// The items of a list's JSON feed.
fn items(world: &World, list: &str) -> Vec<serde_json::Value> {
    let feed: serde_json::Value =
        serde_json::from_slice(&world.get(&format!("{list}/feed.json")).body).unwrap();
    feed["items"].as_array().unwrap().clone()
}

/// Publishes blocks under the tag `honey`.
fn publish(world: &World, blocks: &serde_json::Value) -> model::Post {
    world.publish_with("almanac", &blocks.to_string(), |new| new.tags = vec!["honey".into()])
}

#[test]
fn a_title_stands_once() {
    let world = World::new();
    publish(
        &world,
        &serde_json::json!([
            {"type": "text", "text": "A <title> & more", "subtype": "heading1"},
            {"type": "text", "text": "the words"},
            {"type": "text", "text": "A part", "subtype": "heading2"},
        ]),
    );
    let item = &items(&world, "/tagged/honey")[0];
    assert_eq!(item["title"], "A <title> & more");
    assert_eq!(item["content_html"], "<p>the words</p><h3>A part</h3>");
    assert_eq!(item["content_text"], "the words A part");
    let rss = world.get("/tagged/honey/rss").text();
    assert_eq!(between(&rss, "<title>", "</title>")[1], "A &amp;lt;title&amp;gt; &amp;amp; more");
    assert_eq!(rss.matches("lt;title").count(), 1);
    let atom = world.get("/tagged/honey/atom").text();
    assert_eq!(between(&atom, "<title type=\"text\">", "</title>")[1], "A &lt;title&gt; &amp; more");
    assert_eq!(atom.matches("lt;title").count(), 1);
}

#[test]
fn an_untitled_post_is_called_by_its_beginning_or_by_what_it_is() {
    let world = World::new();
    let long = "honey and <script> ".repeat(20);
    publish(&world, &serde_json::json!([{"type": "text", "text": long}]));
    publish(
        &world,
        &serde_json::json!([{"type": "image", "media": [{"url": "https://elsewhere.example/a.jpg"}]}]),
    );
    let titles: Vec<String> = items(&world, "/tagged/honey")
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect();
    assert!(titles.contains(&"Photo by almanac".to_owned()), "{titles:?}");
    assert!(
        titles.iter().any(|title| title.starts_with("honey and <script>") && title.chars().count() <= 80)
    );
    for kind in ["rss", "atom"] {
        let text = world.get(&format!("/tagged/honey/{kind}")).text();
        assert_eq!(text.matches("<title").count(), 3, "{kind}");
        assert!(!text.contains("<script>"));
    }
    let rss = world.get("/tagged/honey/rss").text();
    assert!(between(&rss, "<description>", "</description>").iter().all(|text| !text.contains("&lt;script")));
}

#[test]
fn sounds_and_pictures_are_enclosed_with_their_true_lengths() {
    let world = World::new();
    let keep = |name: &str, bytes: &[u8]| {
        let path = world.media.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        world.run(world.site.keep_file(&path)).unwrap().url()
    };
    let (sound, picture) = (keep("in.wav", &crate::world::wav(5_000)), keep("in.png", &crate::world::png()));
    publish(
        &world,
        &serde_json::json!([
            {"type": "image", "media": [{"url": picture, "type": "image/png"}]},
            {"type": "audio", "provider": "tumblr", "media": {"url": sound, "type": "audio/wav"}},
        ]),
    );
    let length = crate::world::png().len();
    let rss = world.get("/tagged/honey/rss").text();
    assert!(
        rss.contains(&format!(
            "<enclosure url=\"https://tags.example{sound}\" length=\"5000\" type=\"audio/wav\"/>"
        )),
        "{rss}"
    );
    assert!(rss.contains(&format!("fileSize=\"{length}\"")));
    let atom = world.get("/tagged/honey/atom").text();
    assert_eq!(between(&atom, "rel=\"enclosure\"", "/>").len(), 2);
    assert!(atom.contains("length=\"5000\"") && atom.contains(&format!("length=\"{length}\"")));
    let attachments = items(&world, "/tagged/honey")[0]["attachments"].clone();
    assert_eq!(
        (&attachments[0]["size_in_bytes"], &attachments[1]["size_in_bytes"]),
        (&length.into(), &5_000.into())
    );
    assert_eq!(attachments[1]["mime_type"], "audio/wav");
    // Of a file that is gone no length is told.
    for file in std::fs::read_dir(world.media.path()).unwrap() {
        let path = file.unwrap().path();
        let _ = std::fs::remove_dir_all(&path).or_else(|_| std::fs::remove_file(&path));
    }
    let rss = world.get("/tagged/honey/rss").text();
    assert!(!rss.contains("<enclosure") && rss.contains("type=\"audio/wav\" medium=\"audio\"/>"), "{rss}");
}

#[test]
fn ids_outlive_the_address_of_the_site() {
    let mut world = World::peopled();
    let ids = |world: &World| -> Vec<String> {
        let mut ids = Vec::new();
        for list in ["/tagged/kalbajar", "/@almanac", "/search"] {
            let query = if list == "/search" { "?q=spring" } else { "" };
            let atom = world.get(&format!("{list}/atom{query}")).text();
            ids.extend(between(&atom, "<id>", "</id>").into_iter().map(str::to_owned));
            let rss = world.get(&format!("{list}/rss{query}")).text();
            ids.extend(
                between(&rss, "<guid isPermaLink=\"false\">", "</guid>").into_iter().map(str::to_owned),
            );
            let json: serde_json::Value =
                serde_json::from_slice(&world.get(&format!("{list}/feed.json{query}")).body).unwrap();
            ids.extend(
                json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
            );
        }
        ids
    };
    let before = ids(&world);
    assert_eq!(before.len(), 3 * (1 + 3 * 20));
    assert!(
        before.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == "urn:uuid:".len() + 36),
        "{before:?}"
    );
    world.reach_at("http://other.example:8080");
    assert_eq!(ids(&world), before);
    // A post has one id in every list and format; lists have ids of their own.
    let rss = world.get("/tagged/kalbajar/rss").text();
    let of_rss: Vec<_> = between(&rss, "<guid isPermaLink=\"false\">", "</guid>");
    assert_eq!(of_rss[..], before[1..21]);
    let lists: std::collections::BTreeSet<_> = [&before[0], &before[61], &before[122]].into();
    assert_eq!(lists.len(), 3);
    let second = world.get("/tagged/kalbajar/atom?before=2025-06").text();
    assert_eq!(between(&second, "<id>", "</id>")[0], before[0], "all pages are one list");
    assert_ne!(between(&world.get("/tagged/kalbajar/atom?type=photo").text(), "<id>", "</id>")[0], before[0]);
}
