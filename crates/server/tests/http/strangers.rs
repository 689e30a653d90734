//! Blogs and posts that an import names and the site does not hold: a link leads only to a page that is there.

use crate::world::{World, between};
use axum::http::StatusCode;
use intake::{Incoming, Record};
use serde_json::{Value, json};

fn bring(world: &World, posts: &[Value]) {
    let read = |post: &Value| match intake::tumblr::post(post) {
        Ok(incoming) => incoming,
        Err(error) => panic!("{error:?}: {post}"),
    };
    let batch: Vec<Incoming> = posts.iter().map(read).collect();
    let outcome = world.wait(world.site.import_batch(batch)).unwrap();
    assert_eq!(outcome.added, posts.len(), "{outcome:?}");
}

#[allow(clippy::needless_pass_by_value, reason = "calls of a test's builder read better so")]
fn post(id: i64, more: Value) -> Value {
    let mut post = json!({"type": "text", "blog_name": "mill-road", "id": id, "id_string": id.to_string(),
        "timestamp": 1_725_184_910 + id, "tags": ["strangers"], "object_type": "post"});
    post.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    post
}

/// A mention, an asker, a trail of three and notes: of blogs that are here, that have an address, and that have none.
fn peopled() -> World {
    let world = World::new();
    let blog = |name: &str| json!({"name": name, "url": format!("https://{name}.tumblr.com/")});
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    let mention = |name: &str, url: Option<&str>| json!({"start": 0, "end": 2, "type": "mention", "blog": {"name": name, "url": url}});
    let trail = |name: &str, id: i64| json!({"blog": blog(name), "post": {"id": id.to_string()}, "content": text("earlier"), "layout": []});
    bring(
        &world,
        &[
            post(11, json!({"blog_name": "held", "content": text("the root"), "layout": []})),
            post(
                12,
                json!({"content": [
                {"type": "text", "text": "@a", "formatting": [mention("held", None)]},
                {"type": "text", "text": "@b", "formatting": [mention("told", Some("https://told.tumblr.com/"))]},
                {"type": "text", "text": "@c", "formatting": [mention("unheard", None)]}], "layout": []}),
            ),
            post(
                13,
                json!({"content": text("Where?"), "layout": [{"type": "ask", "blocks": [0],
                "attribution": {"type": "blog", "url": "https://asker.tumblr.com/", "blog": {"name": "asker"}}}]}),
            ),
            post(
                14,
                json!({"content": text("so they said"), "layout": [], "trail": [trail("held", 11), trail("told", 77), trail("held", 78)],
                "reblogged_from_name": "held", "reblogged_from_id": "78", "parent_post_id": "78", "parent_tumblelog_uuid": null,
                "reblogged_root_name": "held", "reblogged_root_id": "11"}),
            ),
            post(
                15,
                json!({"content": text("noted"), "layout": [], "note_count": 2, "notes": [
                {"type": "like", "timestamp": 1_725_190_000, "blog_name": "held"},
                {"type": "reblog", "timestamp": 1_725_190_001, "blog_name": "unheard", "post_id": "99"}]}),
            ),
        ],
    );
    world
}

#[test]
fn every_link_to_this_site_leads_to_a_page() {
    let world = peopled();
    let mut pages = vec!["/".to_owned(), "/tagged/strangers".to_owned(), "/search?q=said".to_owned()];
    let list = world.get("/tagged/strangers").text();
    pages.extend(between(&list, "<a class=\"when\" href=\"", "\"").into_iter().map(str::to_owned));
    assert!(pages.len() >= 8, "{pages:?}");
    for page in pages {
        let answer = world.get(&page);
        let html = answer.text();
        for href in between(&html, "href=\"/@", "\"") {
            let path = format!("/@{}", href.split('#').next().unwrap());
            let status = world.get(&path).status;
            assert!(
                matches!(status, StatusCode::OK | StatusCode::PERMANENT_REDIRECT),
                "{status} at {path} on {page}"
            );
        }
    }
}

#[test]
fn a_blog_that_is_not_here_is_linked_where_the_import_says_it_is() {
    let world = peopled();
    let html = world.get("/tagged/strangers").text();
    assert!(html.contains("<a class=\"mention\" href=\"/@held\">@a</a>"), "{html}");
    let away = "rel=\"nofollow ugc noopener";
    assert!(html.contains(&format!("<a href=\"https://told.tumblr.com/\" {away}\">@b</a>")));
    assert!(html.contains("<p>@c</p>"), "no address, no link");
    assert!(html.contains(&format!("<a href=\"https://asker.tumblr.com/\" {away}\">asker</a> asked:")));
    let trail = html.split("<div class=\"trail\">").nth(2).unwrap();
    assert!(trail.contains("href=\"https://told.tumblr.com/\"") && !trail.contains("/@told"), "{trail}");
    let feed = world.get("/tagged/strangers/rss").text();
    assert!(!feed.contains("/@told") && !feed.contains("/@unheard") && !feed.contains("/@asker"), "{feed}");
}

#[test]
fn notes_are_listed_as_themes_list_them() {
    let world = peopled();
    let path =
        between(&world.get("/tagged/strangers").text(), "<a class=\"when\" href=\"", "\"")[0].to_owned();
    let html = world.get(&path).text();
    let notes = between(&html, "<ol class=\"notes\">", "</ol>")[0].to_owned();
    let items = between(&notes, "<li class=\"", "\"");
    assert_eq!(
        items,
        [
            "note reblog tumblelog_unheard",
            "note like tumblelog_held",
            "note reblog tumblelog_mill-road original_post"
        ]
    );
    assert!(!notes.contains("/@unheard\""), "{notes}");
    // A post without notes has the list too: programs that save blogs complain where there is none.
    let bare = world.publish("ada", "no notes yet", &["quiet"], "2025-01-01");
    let html = world.get(&format!("/@ada/{}/{}", bare.id, bare.slug)).text();
    assert_eq!(between(&html, "<li class=\"note", "\""), [" reblog tumblelog_ada original_post"]);
}

#[test]
fn a_card_is_bounded_in_its_tags() {
    let world = World::new();
    let tags: Vec<String> = std::iter::once("many".to_owned())
        .chain((0..900).map(|n| format!("tag number {n} of a very long list of tags")))
        .collect();
    bring(
        &world,
        &[post(21, json!({"content": [{"type": "text", "text": "x"}], "layout": [], "tags": tags}))],
    );
    let list = world.get("/tagged/many").text();
    let shown = list.matches("rel=\"tag\"").count();
    assert!((5..=30).contains(&shown), "{shown}");
    assert!(list.len() < 40_000, "{} bytes", list.len());
    let more = between(&list, "<p class=\"from\" lang=\"en\" dir=\"ltr\"><a href=\"", "</a>")[0];
    let (href, words) = more.split_once("\">").unwrap();
    assert_eq!(words, "Show all 901 tags");
    assert_eq!(world.get(href).text().matches("rel=\"tag\"").count(), 901);
}

#[test]
fn a_caption_of_a_legacy_photo_is_shown_once() {
    let world = World::new();
    let photo = |id: i64, more: Value| {
        let mut photo = json!({"caption": "The weir at noon", "alt_sizes": [],
            "original_size": {"url": "https://64.media.example/o1.jpg", "width": 1280, "height": 960}});
        photo.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        post(id, json!({"type": "photo", "caption": "<p>Below</p>", "photos": [photo]}))
    };
    bring(&world, &[photo(31, json!({})), photo(32, json!({"alt_text": "Water over a weir"}))]);
    let html = world.get("/tagged/strangers").text();
    let cards: Vec<&str> = html.split("<article").skip(1).collect();
    assert_eq!(cards[1].matches("The weir at noon").count(), 1, "{}", cards[1]);
    assert!(cards[0].contains("Water over a weir"), "{}", cards[0]);
}

/// What could not be read would be a silent gap in these tests.
#[test]
fn the_fixtures_are_read_whole() {
    let text = serde_json::to_string(&post(1, json!({"content": [], "layout": []}))).unwrap();
    let read: Vec<Record> = intake::tumblr::read(text.as_bytes(), "one.json").collect();
    assert!(matches!(read[..], [Record::Post(_)]));
}
