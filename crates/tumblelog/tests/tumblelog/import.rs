//! Files of other systems as they stand on the site: each post once, whatever is run again or broken off.

use crate::common::{World, name, on_each, posts, posts_of};
use intake::Incoming;
use model::{PostId, Precision, Time};
use std::fmt::Write;
use tagstead_tumblelog::view::{ListRequest, PostCard, Sort};

fn fixture(path: &str) -> std::path::PathBuf {
    format!("{}/../../fixtures/{path}", env!("CARGO_MANIFEST_DIR")).into()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(fixture(path)).unwrap()
}

/// Every post of the fixtures.
fn everything() -> Vec<Incoming> {
    let at = Time::parse("2024-11-20").unwrap().0;
    let page = intake::tag_page::read(&text("tag-page.txt"), at, Precision::Day).unwrap();
    let mut all = posts(page.records);
    for file in ["legacy.json", "npf.json", "reblogs.json", "lines.jsonl"] {
        all.extend(posts_of(&text(&format!("tumblr/{file}"))));
    }
    all.extend(posts(intake::backup::read(&fixture("backup/bee-yard")).unwrap()));
    all
}

/// Every card of the site, oldest first, those that are notes of others too.
async fn cards(world: &World) -> Vec<PostCard> {
    let mut request = ListRequest { sort: Sort::Oldest, limit: 50, ..ListRequest::default() };
    let mut cards = Vec::new();
    loop {
        let page = world.site.search_page("is:reblog OR is:original", &request).await.unwrap();
        cards.extend(page.list.cards);
        request.before = page.list.next;
        if request.before.is_none() {
            return cards;
        }
    }
}

async fn clean(world: &World) -> u64 {
    let report = world.site.check_site(false, |_| {}).await.unwrap();
    assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    report.posts
}

#[test]
fn the_fixtures_stand_as_they_were_and_a_second_run_adds_nothing() {
    let stands = std::sync::Mutex::new(Vec::new());
    on_each(async |world| {
        let first = world.site.import_batch(everything()).await.unwrap();
        assert_eq!(first.refused, vec![]);
        assert!(first.added > 20, "{first:?}");
        let posts = clean(world).await;
        assert_eq!(posts, first.added as u64);
        let before: String = cards(world).await.iter().map(show).collect();

        let second = world.site.import_batch(everything()).await.unwrap();
        assert_eq!((second.added, second.known), (0, everything().len()));
        assert_eq!(clean(world).await, posts);
        assert_eq!(cards(world).await.iter().map(show).collect::<String>(), before);
        stands.lock().unwrap().push(before);
    });
    let stands = stands.into_inner().unwrap();
    assert!(stands.iter().all(|stand| *stand == stands[0]), "the databases agree");
    insta::assert_snapshot!("the_site", stands[0]);
}

fn show(card: &PostCard) -> String {
    let post = &card.post;
    let tags: Vec<_> = post.tags.iter().map(|tag| format!("#{}", tag.name)).collect();
    let lang = post.lang.map_or("?".to_owned(), |lang| lang.to_string());
    let mut line = format!(
        "{} {:?} {} {} {lang} {} notes {}{}",
        post.published.rfc3339(),
        post.precision,
        card.blog.name,
        post.kind,
        post.notes,
        tags.join(" "),
        if post.robot.is_some() { " (robot)" } else { "" },
    );
    for item in &card.trail {
        let _ = write!(line, "\n    carries {} {:?}", item.item.blog, item.item.post.map(|id| id.0));
    }
    if let Some(reblog) = &post.reblog {
        let _ = write!(line, "\n    root {} of {}", reblog.root, reblog.root_blog);
    }
    let words: String = card.document.texts().collect::<Vec<_>>().join(" / ").chars().take(90).collect();
    let _ = write!(line, "\n    {words}");
    for media in card.document.media().filter(|media| media.url.starts_with("/media/")) {
        let _ = write!(line, "\n    {} {:?}x{:?}", media.url, media.width, media.height);
    }
    line + "\n"
}

#[test]
fn files_of_an_archive_are_kept_and_given_out() {
    on_each(async |world| {
        let archive = posts(intake::backup::read(&fixture("backup/bee-yard")).unwrap());
        world.site.import_batch(archive).await.unwrap();
        let cards = cards(world).await;
        let kept: Vec<_> = cards
            .iter()
            .flat_map(|card| card.document.media())
            .filter_map(|media| media.url.strip_prefix("/media/"))
            .collect();
        assert!(!kept.is_empty());
        for name in kept {
            let found = world.site.stat_media(name).await.unwrap().unwrap();
            assert!(found.length > 0 && found.mime.starts_with("image/"), "{name} {found:?}");
        }
    });
}

#[test]
fn a_run_that_was_broken_off_goes_on_where_it_was() {
    on_each(async |world| {
        let all = everything();
        let (whole, half) = (all.len(), all.len() / 2);
        let first = world.site.import_batch(all[..half].to_vec()).await.unwrap();
        assert_eq!(first.known, 0);
        // Given up while it waits: kept whole or not at all.
        {
            let import = world.site.import_batch(all[half..half + 3].to_vec());
            let mut import = std::pin::pin!(import);
            std::future::poll_fn(|context| {
                let _ = import.as_mut().poll(context);
                std::task::Poll::Ready(())
            })
            .await;
        }
        let rest = world.site.import_batch(all).await.unwrap();
        assert_eq!(first.added + rest.added + rest.known - half, whole, "{rest:?}");
        assert_eq!(clean(world).await as usize, whole);
    });
}

#[test]
fn ids_that_are_taken_are_refused_in_words_and_derived_ones_move_on() {
    on_each(async |world| {
        let mut two = posts_of(&(crate::common::intake_line(5) + &crate::common::intake_line(6)));
        let mut other = two[0].clone();
        (other.key, other.at) = ("elsewhere:5".into(), "elsewhere, line 1".into());
        two.push(other.clone());
        let outcome = world.site.import_batch(two).await.unwrap();
        let told = vec![("elsewhere, line 1".to_owned(), "another post has the id 5 already".to_owned())];
        assert_eq!((outcome.added, outcome.refused), (2, told.clone()), "in one batch");
        let again = world.site.import_batch(vec![other]).await.unwrap();
        assert_eq!((again.added, again.refused), (0, told), "and in the next");

        // A hundred posts of the same moment without ids.
        let mut derived = posts_of(&crate::common::intake_line(7));
        derived[0].id = None;
        let derived: Vec<_> = (0..100)
            .map(|n| Incoming { key: format!("page:{n}"), at: format!("n{n}"), ..derived[0].clone() })
            .collect();
        assert_eq!(world.site.import_batch(derived[..60].to_vec()).await.unwrap().added, 60);
        assert_eq!(world.site.import_batch(derived).await.unwrap().added, 40);
        assert_eq!(clean(world).await, 102);
    });
}

#[test]
fn what_breaks_a_rule_is_refused_alone() {
    on_each(async |world| {
        let mut three: Vec<_> = posts_of(&(1..=3).map(crate::common::intake_line).collect::<String>());
        three[1].published = Time(i64::MAX);
        three[2].document = npf::Document::new(vec![npf::Block::text("x".repeat(300_000)); 30]);
        let outcome = world.site.import_batch(three).await.unwrap();
        assert_eq!((outcome.added, outcome.refused.len()), (1, 2), "{:?}", outcome.refused);
        assert_eq!(clean(world).await, 1);
    });
}

#[test]
fn a_file_that_is_no_picture_leaves_its_post_and_the_files_beside_it() {
    const ADDRESS: &str = "https://64.media.example/";
    const WRONG: [(&str, &str); 2] =
        [("map.svg", "an SVG drawing, which can carry scripts,"), ("nothing.jpg", "an empty file")];
    on_each(async |world| {
        let folder = tempfile::tempdir().unwrap();
        let png = crate::common::picture(3, 2);
        let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
        let files = [("walk.png", &png[..]), ("map.svg", &script[..]), ("nothing.jpg", &[][..])];
        let mut post = posts_of(&crate::common::intake_line(4)).remove(0);
        for (name, bytes) in files {
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).unwrap();
            let url = format!("{ADDRESS}{name}");
            post.document.content.push(npf::Block::image(&url, None));
            post.media.push(intake::IncomingMedia { file, urls: vec![url] });
        }
        let at = post.at.clone();
        let outcome = world.site.import_batch(vec![post.clone()]).await.unwrap();
        assert_eq!((outcome.added, outcome.refused.len()), (1, 0), "{outcome:?}");
        let why = |name, found| format!("{}: {found} is no picture", folder.path().join(name).display());
        assert_eq!(outcome.faults.len(), 2, "{outcome:?}");
        for ((place, told), (name, found)) in outcome.faults.iter().zip(WRONG) {
            assert!(*place == at && told.starts_with(&why(name, found)), "{place}: {told}");
        }
        let cards = cards(world).await;
        let media: Vec<_> = cards[0].document.media().collect();
        assert!(
            world.site.stat_media(media[0].url.strip_prefix("/media/").unwrap()).await.unwrap().is_some()
        );
        assert_eq!((media[0].width, media[0].height), (Some(3), Some(2)));
        let square = &media[1];
        assert_eq!((square.width, square.extra.get("cropped")), (Some(2), Some(&true.into())));
        let left: Vec<_> = media[2..].iter().map(|media| media.url.as_str()).collect();
        assert_eq!(left, [format!("{ADDRESS}map.svg"), format!("{ADDRESS}nothing.jpg")]);

        let again = world.site.import_batch(vec![post]).await.unwrap();
        assert_eq!((again.known, again.faults), (1, vec![]), "told once");
        assert_eq!(clean(world).await, 1);
    });
}

/// An imported post as its API object.
fn object(id: i64, fields: &serde_json::Value) -> Incoming {
    let mut whole = serde_json::json!({"id": id, "type": "text", "blog_name": "mill-road", "timestamp": 1_725_184_801,
        "body": "<p>A pig looked over the wall</p>", "tags": ["case"]});
    whole.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    intake::tumblr::post(&whole).unwrap()
}

#[test]
fn a_reblog_of_what_is_gone_is_found_as_a_reblog_and_stands_for_itself() {
    on_each(async |world| {
        let trail = serde_json::json!([{"blog": {"name": "", "active": false}, "post": {"id": "626="},
            "content_raw": "<p>A pig looked over the wall</p>"}]);
        let gone = object(
            1,
            &serde_json::json!({"trail": trail, "reblog": {"comment": "", "tree_html": "<p>A pig</p>"}}),
        );
        world.site.import_batch(vec![gone, object(2, &serde_json::json!({}))]).await.unwrap();
        for (query, ids) in
            [("#case is:reblog", vec![1]), ("#case is:original", vec![2]), ("#case pig", vec![2, 1])]
        {
            let page = world
                .site
                .search_page(query, &ListRequest { limit: 9, ..ListRequest::default() })
                .await
                .unwrap();
            let found: Vec<_> = page.list.cards.iter().map(|card| card.post.id.0).collect();
            assert_eq!(found, ids, "{query}");
        }
        clean(world).await;
        world.site.delete_post(PostId(1)).await.unwrap();
        clean(world).await;
    });
}

#[test]
fn a_post_without_a_date_stands_at_the_end_and_says_so() {
    on_each(async |world| {
        let undated = object(
            1,
            &serde_json::json!({"timestamp": -62_135_596_800_i64, "date": "0001-01-01 00:00:00 GMT"}),
        );
        world
            .site
            .import_batch(vec![undated, object(2, &serde_json::json!({"timestamp": 1_000_000_000}))])
            .await
            .unwrap();
        let page = world
            .site
            .search_page("#case", &ListRequest { limit: 9, ..ListRequest::default() })
            .await
            .unwrap();
        let last = &page.list.cards[1].post;
        assert_eq!((last.id, last.precision, last.published), (PostId(1), Precision::Unknown, Time::EPOCH));
        clean(world).await;
    });
}

#[test]
fn the_stamp_of_feeds_moves_with_what_no_post_tells_and_keeps_its_ids() {
    on_each(async |world| {
        let first = world.site.feed_stamp().await.unwrap();
        assert_eq!((first.begun, first.changed), (world.site.clock().now(), world.site.clock().now()));
        let moved = async |what: &str, before: Time| {
            let stamp = world.site.feed_stamp().await.unwrap();
            assert_eq!((stamp.begun, stamp.id_of("post 1")), (first.begun, first.id_of("post 1")), "{what}");
            assert!(stamp.changed > before && stamp.changed <= world.site.clock().now(), "{what}");
            world.clock.advance(std::time::Duration::from_secs(60));
            stamp.changed
        };
        world.clock.advance(std::time::Duration::from_secs(60));
        world.site.import_batch(vec![object(1, &serde_json::json!({}))]).await.unwrap();
        let imported = moved("an import", first.changed).await;
        world.site.delete_post(PostId(1)).await.unwrap();
        let deleted = moved("a deletion", imported).await;
        let blog = world.blog("reader").await;
        world.site.publish_post(crate::common::post(&blog, "now", &["case"])).await.unwrap();
        let stamp = world.site.feed_stamp().await.unwrap();
        assert_eq!(stamp.changed, deleted, "a post at the head of its lists tells the change itself");
        assert_ne!(stamp.id_of("post 1"), stamp.id_of("post 2"));
        // Another process of the site makes the same ids, and knows where readers reach it.
        assert_eq!(world.another().feed_stamp().await.unwrap(), stamp);
        assert_eq!(world.site.base_url().await.unwrap(), None);
        world.site.remember_base_url("https://tags.example/").await.unwrap();
        assert_eq!(world.another().base_url().await.unwrap().as_deref(), Some("https://tags.example"));
    });
}

#[test]
fn notes_and_roots_come_with_reblogs() {
    on_each(async |world| {
        world.site.import_batch(posts_of(&text("tumblr/reblogs.json"))).await.unwrap();
        let cards = cards(world).await;
        let reblog = cards.iter().find(|card| card.post.reblog.is_some()).unwrap();
        let page = world.site.post_page(reblog.blog.name.as_str(), reblog.post.id).await.unwrap().unwrap();
        assert_eq!(page.card.trail.len(), reblog.trail.len());
        // The root is not on this site: a like is kept, and shown with the reblog.
        let held = page.notes_held;
        world.blog("reader").await;
        world.site.like_post(reblog.post.id, name("reader")).await.unwrap();
        let page = world.site.post_page(reblog.blog.name.as_str(), reblog.post.id).await.unwrap().unwrap();
        assert_eq!(page.notes_held, held + 1);
        assert!(world.site.post_page("bee-yard", PostId(1)).await.unwrap().is_none());
        clean(world).await;
    });
}
