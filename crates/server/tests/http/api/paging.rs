//! Lists read to their end in every way clients do: nothing is lost, nothing comes twice.

use super::ask::{Who, ask_with, get, response};
use crate::world::{World, at};
use axum::body::Body;
use axum::http::{Method, header};
use model::{ActorName, Note, NoteKind, Time};
use serde_json::Value;
use std::collections::BTreeSet;
use store::{DatabaseUrl, Store};

const POSTS: usize = 1_000;

/// A thousand posts within twelve seconds, some with a second of their own, most in three crowded ones.
fn crowded() -> World {
    let world = World::new();
    let start = at("2026-01-01T00:00:00Z").0;
    for n in 0..POSTS {
        let second = match n % 10 {
            0 => n % 120 / 10,
            1..=5 => 4,
            6 | 7 => 7,
            _ => 8,
        };
        let ms = start + i64::try_from(second * 1000 + (n * 37) % 1000).unwrap();
        world.publish_with("almanac", r#"[{"type":"text","text":"snow"}]"#, |new| {
            new.published = Some(Time(ms));
            new.tags = vec!["weather".into(), if n % 2 == 0 { "even" } else { "odd" }.into()];
            new.source = None;
        });
    }
    world
}

fn take(seen: &mut Vec<i64>, posts: &Value) {
    seen.extend(posts.as_array().unwrap().iter().map(|post| post["id"].as_i64().unwrap()));
}

fn whole(seen: &[i64], wanted: usize, how: &str) {
    let distinct: BTreeSet<i64> = seen.iter().copied().collect();
    assert_eq!((seen.len(), distinct.len()), (wanted, wanted), "{how}");
}

fn last_second(posts: &Value) -> i64 {
    posts.as_array().unwrap().last().unwrap()["timestamp"].as_i64().unwrap()
}

#[test]
fn a_thousand_posts_of_few_seconds_are_all_read_once() {
    let world = crowded();
    by_offset(&world);
    by_cursor(&world);
    by_time(&world);
    tagged(&world);
    timelines_by_time(&world);
    dashboard_by_time(&world);
}

fn by_offset(world: &World) {
    let (mut seen, mut offset) = (Vec::new(), 0);
    loop {
        let page = response(world, &format!("/v2/blog/almanac.tumblr.com/posts?limit=50&offset={offset}"));
        assert_eq!(page["total_posts"], POSTS);
        assert!(page["posts"].as_array().unwrap().len() <= 50);
        take(&mut seen, &page["posts"]);
        offset += 50;
        if offset >= POSTS {
            break;
        }
    }
    whole(&seen, POSTS, "offset");
    let after = response(world, "/v2/blog/almanac/posts?offset=1000");
    assert_eq!(after["posts"], serde_json::json!([]));
    assert!(after.get("_links").is_none());
    assert_eq!(
        response(world, "/v2/blog/almanac/posts?offset=9223372036854775807")["posts"],
        serde_json::json!([])
    );
}

/// As gallery-dl does, by `href`, and as tumblr-backup does, by `page_number` alone.
fn by_cursor(world: &World) {
    for (first, wanted) in [
        ("limit=33&tag=even&sort=asc", 500),
        ("limit=50&reblog_info=true", 1000),
        ("limit=7&tag[0]=odd&tag[1]=weather&type=text", 500),
    ] {
        let (mut seen, mut path) = (Vec::new(), format!("/v2/blog/almanac/posts?{first}&api_key=secret"));
        loop {
            let page = response(world, &path);
            assert_eq!(page["total_posts"], wanted, "{path}");
            take(&mut seen, &page["posts"]);
            let Some(next) = page.get("_links").map(|links| &links["next"]) else { break };
            path = next["href"].as_str().unwrap().to_owned();
            assert!(path.starts_with("/v2/blog/almanac/posts?") && !path.contains("secret"), "{path}");
            assert!(next["query_params"].as_object().unwrap().values().all(Value::is_string), "{next}");
            if first.starts_with("limit=50") {
                let number = next["query_params"]["page_number"].as_str().unwrap();
                path = format!("/v2/blog/almanac/posts?{first}&page_number={number}");
            }
        }
        whole(&seen, wanted, first);
    }
}

fn by_time(world: &World) {
    let (mut seen, mut before) = (Vec::new(), at("2026-02-01T00:00:00Z").seconds());
    loop {
        let page = response(world, &format!("/v2/blog/almanac/posts?limit=20&before={before}"));
        assert!(
            page["posts"].as_array().unwrap().iter().all(|post| post["timestamp"].as_i64().unwrap() < before)
        );
        if page["posts"].as_array().unwrap().is_empty() {
            break;
        }
        take(&mut seen, &page["posts"]);
        before = last_second(&page["posts"]);
    }
    whole(&seen, POSTS, "before");
    let (mut seen, mut after) = (Vec::new(), 0);
    loop {
        let page = response(world, &format!("/v2/blog/almanac/posts?sort=asc&limit=20&after={after}"));
        if page["posts"].as_array().unwrap().is_empty() {
            break;
        }
        take(&mut seen, &page["posts"]);
        after = last_second(&page["posts"]);
    }
    whole(&seen, POSTS, "after");
}

fn tagged(world: &World) {
    let (mut seen, mut query) = (Vec::new(), String::new());
    loop {
        let page = response(world, &format!("/v2/tagged?tag=Weather{query}"));
        if page.as_array().unwrap().is_empty() {
            break;
        }
        take(&mut seen, &page);
        query = format!("&before={}", last_second(&page));
    }
    whole(&seen, POSTS, "tagged by before");
    let mut keys: Vec<(i64, i64)> = Vec::new();
    let (mut seen, mut path) = (Vec::new(), "/v2/tagged?tag=even&limit=20".to_owned());
    loop {
        let answer = ask_with(world, Who::Key, Method::GET, &path, Body::empty());
        let value: Value = serde_json::from_slice(&answer.body).unwrap();
        take(&mut seen, &value["response"]);
        keys.extend(
            value["response"]
                .as_array()
                .unwrap()
                .iter()
                .map(|post| (post["timestamp"].as_i64().unwrap(), post["id"].as_i64().unwrap())),
        );
        let link = answer.header(header::LINK);
        match link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    whole(&seen, 500, "tagged by link");
    assert!(keys.is_sorted_by(|a, b| a.0 >= b.0), "newest first");
}

/// After all posts.
const LATE: &str = "&before=1800000000";

fn timelines_by_time(world: &World) {
    for path in ["/v2/hubs/weather/timeline?limit=9", "/v2/timeline/search?query=%23weather&limit=9"] {
        let (mut seen, mut query) = (Vec::new(), LATE.to_owned());
        loop {
            let page = response(world, &format!("{path}{query}"));
            let posts = &page["timeline"]["elements"];
            if posts.as_array().unwrap().is_empty() {
                break;
            }
            take(&mut seen, posts);
            query = format!("&before={}", last_second(posts));
        }
        whole(&seen, POSTS, path);
    }
}

fn dashboard_by_time(world: &World) {
    world.publish("staff", "first", &[], "2025-01-01");
    world.publish("bees", "first", &[], "2025-01-01");
    world.run(world.site.follow_blog(world.blog("staff"), &world.blog("almanac"))).unwrap();
    let (mut seen, mut query) = (Vec::new(), LATE.to_owned());
    loop {
        let (_, page) = get(world, Who::Owner, &format!("/v2/user/dashboard?limit=9{query}"));
        let posts = &page["response"]["posts"];
        if posts.as_array().unwrap().is_empty() {
            break;
        }
        take(&mut seen, posts);
        query = format!("&before={}", last_second(posts));
    }
    whole(&seen, POSTS + 1, "dashboard");
    let (_, page) = get(world, Who::Owner, "/v2/user/dashboard?limit=9");
    assert_eq!(page["response"]["posts"].as_array().unwrap().len(), 9, "without a time the limit is exact");
}

/// An import may bring more notes of one second than a page holds.
#[test]
fn more_notes_of_one_second_than_a_page_holds_are_read_by_the_cursor() {
    let world = World::new();
    let root = world.publish("almanac", "snow", &["weather"], "2026-01-01").id;
    let at = at("2026-02-01T00:00:00Z");
    let like = |n: i64| Note {
        kind: NoteKind::Like,
        actor: ActorName::parse(&format!("reader-{n}")).unwrap(),
        at: Time(at.0 + n % 7),
        post: None,
        text: String::new(),
    };
    let notes: Vec<Note> = (0..1_300).map(like).collect();
    let url = DatabaseUrl::parse(&format!("sqlite:{}", world.database_file())).unwrap();
    let store = Store::open(&url, 1, [7; 16]).unwrap();
    world.wait(store.write(move |tx| store::notes::insert_notes(tx, root, &notes).map(drop))).unwrap();
    for mode in ["all", "likes", "rollup"] {
        let (mut seen, mut path) = (Vec::new(), format!("/v2/blog/almanac/notes?id={root}&mode={mode}"));
        let mut sizes = Vec::new();
        loop {
            let page = response(&world, &path);
            let notes = page["notes"].as_array().unwrap();
            sizes.push(notes.len());
            seen.extend(notes.iter().map(|note| note["blog_name"].as_str().unwrap().to_owned()));
            let Some(links) = page.get("_links") else { break };
            let params = &links["next"]["query_params"];
            assert_eq!(params["before_timestamp"], at.seconds().to_string(), "the documented parameter");
            path = links["next"]["href"].as_str().unwrap().to_owned();
        }
        let distinct: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (1_300, 1_300), "{mode}: {sizes:?}");
        assert_eq!(sizes.len(), 2, "{sizes:?}");
    }
    for wrong in ["x", "1.like.0", "1.love.0.staff", "1.like.-5.staff", "1.like.0.not a name"] {
        let wrong = wrong.replace(' ', "+");
        let path = format!("/v2/blog/almanac/notes?id={root}&page_number={wrong}");
        let (status, answer) = get(&world, Who::Key, &path);
        assert_eq!(status, 400, "{wrong}: {answer}");
    }
}

#[test]
fn the_pages_of_timelines_say_how_many_there_are() {
    let world = World::peopled();
    for (path, wanted) in [
        ("/v2/hubs/kalbajar/timeline?limit=14", 45),
        ("/v2/hubs/kalbajar/timeline?limit=10&q=lang:az", 15),
        ("/v2/hubs/kalbajar/timeline?limit=10&sort=top&tag[]=honey&tag[]=kalbajar", 42),
        ("/v2/hubs/living+in+sin/timeline", 1),
        ("/v2/timeline/search?query=spring+%23kalbajar&mode=top&limit=9", 30),
        ("/v2/timeline/search?q=is:robot&sort=oldest", 9),
        ("/v2/timeline/search?query=%23honey&post_type_filter=text&days=36500", 42),
    ] {
        let (mut seen, mut next) = (Vec::new(), path.to_owned());
        loop {
            let page = response(&world, &next);
            assert_eq!(page["total_posts"], wanted, "{next}");
            take(&mut seen, &page["timeline"]["elements"]);
            match page["timeline"].get("_links") {
                Some(links) => next = links["next"]["href"].as_str().unwrap().to_owned(),
                None => break,
            }
        }
        whole(&seen, wanted, path);
    }
}

#[test]
fn notes_are_read_to_their_end() {
    let world = World::new();
    let post = world.publish("almanac", "snow", &["weather"], "2026-01-01");
    for n in 0..120 {
        let name = model::BlogName::parse(&format!("reader-{n}")).unwrap();
        world.run(world.site.like_post(post.id, name.clone())).unwrap();
        if n % 3 == 0 {
            world.run(world.site.reply_to_post(post.id, name, format!("Number {n}"))).unwrap();
        }
    }
    for (mode, wanted) in
        [("all", 160), ("likes", 120), ("conversation", 40), ("rollup", 120), ("reblogs_with_tags", 0)]
    {
        let (mut seen, mut path) = (0, format!("/v2/blog/almanac/notes?id={}&mode={mode}", post.id));
        loop {
            let (_, answer) = get(&world, Who::Key, &path);
            let page = &answer["response"];
            assert_eq!(page["total_notes"], 160);
            seen += page["notes"].as_array().unwrap().len();
            match page.get("_links") {
                Some(links) => path = links["next"]["href"].as_str().unwrap().to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, wanted, "{mode}");
    }
}
