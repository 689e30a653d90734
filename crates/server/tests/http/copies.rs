//! Copies on pages and in feeds, robots and who says what is one.

use crate::browser::{Browser, account};
use crate::world::World;
use axum::http::{StatusCode, header};
use model::{Post, Source, Time};

const STORY: &str = "The spring above the village has never run dry, and this year the council has built a small \
    stone basin there so that travellers and goats alike may drink.";

/// A story by three blogs, the earliest of them without the second tag; and a post of its own.
fn told(world: &World) -> [Post; 3] {
    let first = world.publish("almanac", STORY, &["spring"], "2025-01-10");
    let second = world.publish("wire", &format!("{STORY} Via almanac."), &["spring", "goats"], "2025-02-10");
    let third = world.publish("ada", &STORY.replace("small", "little"), &["spring", "goats"], "2025-03-10");
    world.publish(
        "almanac",
        "Snow on the pass, the road is closed for the winter.",
        &["spring"],
        "2025-04-10",
    );
    world.wait(world.site.find_all_duplicates(|_| {})).unwrap();
    [first, second, third]
}

fn cards(html: &str) -> usize {
    html.matches("<article").count()
}

#[test]
fn a_list_shows_the_first_of_a_story_that_it_holds() {
    let world = World::new();
    let [first, second, third] = told(&world);
    let folded = world.get("/tagged/spring").text();
    assert_eq!(cards(&folded), 2);
    assert!(folded.contains("data-total=\"4\""), "the count is of all posts");
    assert!(folded.contains(&format!("<a class=\"copies\" href=\"/copies/{}\">2 duplicates</a>", first.id)));
    assert!(
        folded.contains("2 of these posts are duplicates or excerpts of others")
            && folded.contains("/tagged/spring?copies=all")
    );
    let goats = world.get("/tagged/goats").text();
    assert_eq!(cards(&goats), 1, "the second stands where the first has another tag");
    assert!(
        goats.contains(&format!("id=\"post-{}\"", second.id))
            && goats.contains("Duplicate of an earlier post")
    );
    let whole = world.get("/tagged/spring?copies=all").text();
    assert_eq!(cards(&whole), 4);
    assert!(whole.contains("sort=top&#38;copies=all"), "links keep it");
    assert!(whole.contains(&format!("id=\"post-{}\"", third.id)));
    let wrong = world.get("/tagged/spring?copies=some");
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    for whole in ["/tagged/spring/rss", "/tagged/spring/rss?copies=all", "/search/rss?q=%23spring"] {
        assert_eq!(world.get(whole).text().matches("<item>").count(), 4, "a feed folds nothing: {whole}");
    }
    assert_eq!(world.get("/tagged/spring/rss?q=-is:copy").text().matches("<item>").count(), 2);
    assert_eq!(cards(&world.get("/tagged/spring?q=is:copy").text()), 2);
    assert_eq!(cards(&world.get("/tagged/goats?q=-is:copy").text()), 0);
    assert_eq!(cards(&world.get("/search?q=%22never+run+dry%22").text()), 1, "phrases too");
    assert_eq!(cards(&world.get("/search?q=is:copy+%22never+run+dry%22").text()), 2);
}

#[test]
fn an_excerpt_is_called_one_even_where_it_is_older_than_the_article() {
    let world = World::new();
    let words: Vec<String> = (0..260).map(|n| format!("word{n}")).collect();
    let publish = |blog: &str, text: &str, day: &str| {
        let content = serde_json::json!([{"type": "text", "text": text}]).to_string();
        world.publish_with(blog, &content, |new| {
            new.tags = vec!["spring".to_owned()];
            new.published = Some(Time::parse(day).unwrap().0);
            new.source = Some(Source { url: "https://p.example/a".to_owned(), title: String::new() });
        });
    };
    publish("almanac", &format!("{}…", words[..40].join(" ")), "2025-01-10");
    publish("wire", &words.join(" "), "2025-02-10");
    world.wait(world.site.find_all_duplicates(|_| {})).unwrap();
    let folded = world.get("/tagged/spring").text();
    assert_eq!(cards(&folded), 1);
    assert!(
        folded.contains("One of these posts is a duplicate or an excerpt of another and is hidden"),
        "{folded}"
    );
    let whole = world.get("/tagged/spring?copies=all").text();
    assert!(whole.contains("Excerpt of a longer post") && !whole.contains("Duplicate of an earlier post"));
    let complete = world.get("/complete?q=%23spring").text();
    assert!(complete.contains("Duplicates and excerpts among the posts counted above"), "{complete}");
}

#[test]
fn a_story_has_a_page_that_tells_what_differs() {
    let world = World::new();
    let [first, second, third] = told(&world);
    let page = world.get(&format!("/copies/{}", third.id));
    assert_eq!(page.status, StatusCode::OK);
    let html = page.text();
    assert!(html.contains("3 posts tell nearly the same"));
    assert!(html.contains("The earliest post.") && html.contains("Only here: <bdi>via · almanac</bdi>"));
    assert!(
        html.contains("Only here: <bdi>little</bdi>")
            && html.contains("Only in the earliest post: <bdi>small</bdi>")
    );
    assert!(html.find(&format!("/{}/", first.id)) < html.find(&format!("/{}/", second.id)));
    for nothing in ["/copies/1", "/copies/x", "/copies/01"] {
        assert_eq!(world.get(nothing).status, StatusCode::NOT_FOUND, "{nothing}");
    }
    assert!(world.get(&format!("/@almanac/{}/{}", first.id, first.slug)).text().contains("2 duplicates"));
}

#[test]
fn who_owns_a_post_may_part_it() {
    let world = World::new();
    account(&world, "ada");
    account(&world, "eve");
    let [first, _, third] = told(&world);
    let path = format!("/copies/{}/part", third.id);
    let stranger = Browser::new(&world);
    assert_eq!(stranger.get(&path).status, StatusCode::SEE_OTHER, "sign in first");
    assert_eq!(Browser::signed_in(&world, "eve").get(&path).status, StatusCode::FORBIDDEN);
    let ada = Browser::signed_in(&world, "ada");
    assert_eq!(ada.get(&format!("/copies/{}/part", first.id)).status, StatusCode::FORBIDDEN);
    let done = ada.submit(&path, &path, &[("parted", "yes")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(ada.get(done.header(header::LOCATION)).text().contains("Saved. Lists show it"));
    world.wait(world.site.find_all_duplicates(|_| {})).unwrap();
    assert_eq!(cards(&world.get("/tagged/spring").text()), 3);
    assert_eq!(ada.submit(&path, &path, &[("parted", "maybe")]).status, StatusCode::BAD_REQUEST);
}

#[test]
fn robots_say_how_they_are_known_and_owners_and_moderators_say_who_is_one() {
    let world = World::new();
    let ada = account(&world, "ada");
    account(&world, "eve");
    world.publish("ada", "Road to Kalbajar open http://dlvr.it/Tabc", &["road"], "2025-01-10");
    world.publish("ada", "I walked it myself.", &["road"], "2025-01-11");
    let html = world.get("/tagged/road").text();
    assert!(html.contains("<span class=\"mark\">feed robot: dlvr.it</span>"));
    assert!(
        html.contains("<span>People</span> <span class=\"count\">1<") && html.contains("<span>Robots</span>")
    );
    let path = "/account/blog/ada";
    assert_eq!(Browser::new(&world).get(path).header(header::LOCATION), "/sign-in?to=/account/blog/ada");
    let eve = Browser::signed_in(&world, "eve");
    assert_eq!(eve.get(path).status, StatusCode::FORBIDDEN);
    let owner = Browser::signed_in(&world, "ada");
    assert_eq!(owner.submit(path, path, &[("robot", "yes")]).status, StatusCode::SEE_OTHER);
    world.wait(world.site.mark_robots(100)).unwrap();
    assert!(world.get("/@ada").text().contains("robot, says its owner"));
    assert!(world.get("/tagged/road").text().contains("robot blog"));
    world.wait(world.site.set_moderator(ada.id, true)).unwrap();
    assert_eq!(owner.submit(path, path, &[("robot", "no")]).status, StatusCode::SEE_OTHER);
    world.wait(world.site.set_moderator(ada.id, false)).unwrap();
    world.wait(world.site.mark_robots(100)).unwrap();
    assert!(world.get("/@ada").text().contains("not a robot, says a moderator"));
    let refused = owner.submit(path, path, &[("robot", "yes")]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
}
