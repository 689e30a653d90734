//! What a feed says of when it changed.

use crate::world::{World, at, between};
use axum::http::{StatusCode, header};
use model::{Post, Time};
use std::time::Duration;
use tumblelog::Edit;

const PATHS: [&str; 3] = ["/tagged/honey/rss", "/tagged/honey/atom", "/tagged/honey/feed.json"];

/// The feed's own time of its last change, in Atom.
fn updated(world: &World) -> Time {
    at(between(&world.get(PATHS[1]).text(), "<updated>", "</updated>")[0])
}

/// Does something an hour later, and asserts that every feed of the list says that it changed, and when.
fn changes(world: &World, what: &str, act: impl FnOnce()) {
    let before: Vec<_> = PATHS.iter().map(|path| world.get(path)).collect();
    let then = updated(world);
    world.clock.advance(Duration::from_secs(3600));
    for (path, before) in PATHS.iter().zip(&before) {
        let again = world.get_with(path, header::IF_NONE_MATCH, before.header(header::ETAG));
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{what}: {path} is the same an hour later");
    }
    act();
    for (path, before) in PATHS.iter().zip(&before) {
        let after = world.get_with(path, header::IF_NONE_MATCH, before.header(header::ETAG));
        assert_eq!(after.status, StatusCode::OK, "{what}: {path}");
    }
    let now = updated(world);
    assert!(now > then && now <= world.app_now(), "{what}: {then:?} {now:?}");
    let rss = world.get(PATHS[0]).text();
    assert_eq!(between(&rss, "<lastBuildDate>", "</lastBuildDate>"), [now.http_date()], "{what}");
}

fn import(world: &World, id: i64, timestamp: i64) {
    let post = serde_json::json!({"id": id, "type": "text", "blog_name": "mill-road", "timestamp": timestamp,
        "body": format!("<p>post {id}</p>"), "tags": ["honey"]});
    let outcome = world.run(world.site.import_batch(vec![intake::tumblr::post(&post).unwrap()])).unwrap();
    assert_eq!(outcome.added, 1);
}

fn edit(world: &World, post: &Post, edit: Edit) {
    world.run(world.site.edit_post(post.id, edit)).unwrap();
}

#[test]
fn every_change_of_a_list_changes_its_feeds() {
    let world = World::new();
    let first = world.publish("almanac", "the first jar", &["honey"], "2026-11-01");
    let second = world.publish("almanac", "the second jar", &["honey", "bees"], "2026-11-02");
    changes(&world, "a new post", || {
        let content = r#"[{"type": "text", "text": "a new jar"}]"#;
        world.publish_with("almanac", content, |new| new.tags = vec!["honey".into()]);
    });
    changes(&world, "a backdated post", || {
        world.publish("almanac", "an old jar", &["honey"], "2026-10-01");
    });
    changes(&world, "an edit", || {
        let content = npf::Document::new(vec![npf::Block::text("another first jar")]);
        edit(&world, &first, Edit { content: Some(content), ..Edit::default() });
    });
    changes(&world, "a tag taken away", || {
        edit(&world, &second, Edit { tags: Some(vec!["bees".into()]), ..Edit::default() });
    });
    changes(&world, "a tag given back", || {
        edit(&world, &second, Edit { tags: Some(vec!["honey".into()]), ..Edit::default() });
    });
    changes(&world, "another publish time", || {
        edit(&world, &second, Edit { published: Some(at("2026-09-01")), ..Edit::default() });
    });
    changes(&world, "withholding", || {
        world.run(world.site.withhold_post(first.id, Some(model::Withheld::Moderator))).unwrap();
    });
    changes(&world, "listing again", || {
        world.run(world.site.withhold_post(first.id, None)).unwrap();
    });
    changes(&world, "a deletion", || world.run(world.site.delete_post(first.id)).unwrap());
    changes(&world, "an older import", || import(&world, 161, 1_500_000_000));
    changes(&world, "a post dated 2100", || import(&world, 105, 4_102_444_800));
    changes(&world, "a post beside the one of 2100", || {
        world.publish("almanac", "the newest jar", &["honey"], "2026-11-22");
    });
}

#[test]
fn an_item_tells_its_own_last_change_and_nothing_later_than_now() {
    let world = World::new();
    let post = world.publish("almanac", "the first jar", &["honey"], "2026-11-01");
    import(&world, 105, 4_102_444_800);
    import(&world, 103, -62_135_596_800);
    let items = || -> Vec<serde_json::Value> {
        let feed: serde_json::Value = serde_json::from_slice(&world.get(PATHS[2]).body).unwrap();
        feed["items"].as_array().unwrap().clone()
    };
    let now = world.app_now().rfc3339();
    for item in items() {
        assert!(item["date_modified"].as_str().unwrap() <= now.as_str(), "{item}");
    }
    let dates = |items: &[serde_json::Value]| -> Vec<(String, String)> {
        let text = |item: &serde_json::Value, key: &str| item[key].as_str().unwrap_or("none").to_owned();
        items.iter().map(|item| (text(item, "date_published"), text(item, "date_modified"))).collect()
    };
    let first = "2026-11-22T12:00:00Z".to_owned();
    assert_eq!(
        dates(&items()),
        [
            ("2100-01-01T00:00:00Z".to_owned(), first.clone()),
            ("2026-11-01T00:00:00Z".to_owned(), "2026-11-01T00:00:00Z".to_owned()),
            ("none".to_owned(), first),
        ]
    );
    world.clock.advance(Duration::from_secs(60));
    edit(&world, &post, Edit { slug: Some("jar".into()), ..Edit::default() });
    assert_eq!(dates(&items())[1].1, "2026-11-22T12:01:00Z");
    // An edit that changes nothing is none.
    world.clock.advance(Duration::from_secs(60));
    edit(&world, &post, Edit { slug: Some("jar".into()), ..Edit::default() });
    assert_eq!(dates(&items())[1].1, "2026-11-22T12:01:00Z");
}
