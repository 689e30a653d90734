//! `/account/blog/{name}`: what an owner changes of a blog, from the page to what the API does then.

use crate::api::ask::{Who, get, send};
use crate::browser::{Browser, account};
use crate::world::{Answer, World, between};
use axum::http::{Method, StatusCode, header};
use model::{Schedule, State};
use serde_json::json;
use tumblelog::{NewPost, SaidBy};

const PAGE: &str = "/account/blog/walks";

fn location(answer: &Answer) -> &str {
    answer.header(header::LOCATION)
}

/// The status of a submission of `reader` to the blog walks, by the API.
fn submit(world: &World) -> (u16, serde_json::Value) {
    let body = json!({"content": [{"type": "text", "text": "A spring behind the mill"}], "tags": "springs"});
    let to = (Method::POST, "/v2/blog/walks/submit");
    send(world, Who::Account, to, "application/json", body.to_string())
}

#[test]
fn a_fresh_site_takes_submissions_after_its_owner_allows_them_on_the_page() {
    for world in World::each() {
        account(&world, "walks");
        let owner = Browser::signed_in(&world, "walks");
        assert_eq!(submit(&world).0, 403, "{}", world.label);
        let form = [("asks", "anonymous"), ("submissions", "yes"), ("likes", "yes")];
        let answer = owner.submit(PAGE, "/account/blog/walks/inbox", &form);
        assert_eq!(
            (answer.status, location(&answer)),
            (StatusCode::SEE_OTHER, "/account/blog/walks?done=inbox")
        );
        let (status, answer) = submit(&world);
        assert_eq!(status, 201, "{}: {answer}", world.label);
        let settings = world.wait(world.site.blog_settings(&world.blog("walks"))).unwrap();
        assert_eq!(
            (settings.asks_name(), settings.share_likes, settings.share_following),
            ("anonymous", true, false)
        );
        let (_, info) = get(&world, Who::Account, "/v2/blog/walks/info");
        assert_eq!(info["response"]["blog"]["ask_anon"], true, "{info}");
        let page = owner.get("/account/blog/walks?done=inbox").text();
        assert!(page.contains("value=\"anonymous\" required checked"), "{page}");
        assert!(page.contains("name=\"submissions\" type=\"checkbox\" value=\"yes\" checked"), "{page}");
        owner.submit(PAGE, "/account/blog/walks/inbox", &[("asks", "off")]);
        assert_eq!(submit(&world).0, 403, "a box that is not checked is off");
        let refused =
            owner.submit(PAGE, "/account/blog/walks/inbox", &[("asks", "all"), ("submissions", "yes")]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("choose who may ask questions"), "{}", refused.text());
        assert_eq!(submit(&world).0, 403, "what is refused changes nothing");
    }
}

#[test]
fn the_title_and_the_description_are_changed_and_come_back_when_refused() {
    let world = World::new();
    account(&world, "walks");
    let owner = Browser::signed_in(&world, "walks");
    let path = "/account/blog/walks/profile";
    let form = [("title", "Gəzinti & <yol>"), ("description", "Springs\r\nand wells")];
    assert_eq!(location(&owner.submit(PAGE, path, &form)), "/account/blog/walks?done=profile");
    let page = world.get("/@walks").text();
    assert!(page.contains("Gəzinti &#38; &#60;yol&#62;") && page.contains("Springs and wells"), "{page}");
    let long = "x".repeat(201);
    let refused = owner.submit(PAGE, path, &[("title", &long), ("description", "typed <again>")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    assert!(page.contains("a title has at most 200 characters on one line."), "{page}");
    assert!(page.contains(&long) && page.contains("typed &#60;again&#62;</textarea>"), "{page}");
    assert!(world.get("/@walks").text().contains("Springs and wells"));
    let half = owner.submit(PAGE, path, &[("title", "x")]);
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "the description is not emptied");
}

#[test]
fn the_timetable_of_the_queue_is_changed_paused_and_resumed() {
    let world = World::new();
    account(&world, "walks");
    let owner = Browser::signed_in(&world, "walks");
    let blog = world.blog("walks");
    let document = npf::Document::from_json(r#"[{"type":"text","text":"A walk"}]"#).unwrap();
    let queued = NewPost { state: State::Queued, ..NewPost::new(blog.clone(), document) };
    world.wait(world.site.publish_post(queued)).unwrap();
    let page = owner.get(PAGE).text();
    assert!(page.contains("1 post waits. The next is published on"), "{page}");
    assert!(page.contains("22 November 2026, 15:00 UTC"), "{page}");

    let path = "/account/blog/walks/queue";
    let form = [("per_day", "4"), ("from", "22:00"), ("until", "02:00"), ("utc_offset", "+04:00")];
    assert_eq!(location(&owner.submit(PAGE, path, &form)), "/account/blog/walks?done=queue");
    let night = Schedule { per_day: 4, from: 22 * 60, until: 2 * 60, utc_offset: 240, paused: false };
    assert_eq!(world.wait(world.site.read_schedule(&blog)).unwrap(), night);
    assert!(owner.get(PAGE).text().contains("22 November 2026, 18:00 UTC"));

    let pause = "/account/blog/walks/queue/pause";
    assert_eq!(location(&owner.submit(PAGE, pause, &[("paused", "yes")])), "/account/blog/walks?done=paused");
    let page = owner.get("/account/blog/walks?done=paused").text();
    assert!(page.contains("The queue is paused: only posts") && page.contains("Resume the queue"), "{page}");
    assert!(!page.contains("The next is published on"), "{page}");
    owner.submit(
        PAGE,
        path,
        &[("per_day", "5"), ("from", "22:00"), ("until", "02:00"), ("utc_offset", "+04:00")],
    );
    let paused = Schedule { per_day: 5, paused: true, ..night };
    assert_eq!(
        world.wait(world.site.read_schedule(&blog)).unwrap(),
        paused,
        "a new timetable resumes nothing"
    );
    assert_eq!(location(&owner.submit(PAGE, pause, &[("paused", "no")])), "/account/blog/walks?done=resumed");
    assert_eq!(world.wait(world.site.read_schedule(&blog)).unwrap(), Schedule { paused: false, ..paused });

    for (field, wrong, words) in [
        ("per_day", "51", "a queue publishes 0 to 50 posts a day"),
        ("from", "25:00", "“25:00” is no time of the day"),
        ("utc_offset", "Baku", "“Baku” is no offset from UTC"),
    ] {
        let typed: Vec<_> = form.iter().map(|(n, v)| (*n, if *n == field { wrong } else { *v })).collect();
        let refused = owner.submit(PAGE, path, &typed);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let page = refused.text();
        assert!(page.contains(words) && page.contains(&format!("value=\"{wrong}\"")), "{field}: {page}");
        assert!(page.contains("value=\"02:00\""), "the rest comes back too: {page}");
    }
}

#[test]
fn a_moderator_decides_about_robots_alone() {
    let world = World::new();
    account(&world, "walks");
    let ada = account(&world, "ada");
    world.wait(world.site.set_moderator(ada.id, true)).unwrap();
    let moderator = Browser::signed_in(&world, "ada");
    let page = moderator.get(PAGE).text();
    assert_eq!(between(&page, "<form class=\"sheet\"", ">").len(), 1, "{page}");
    for part in ["profile", "inbox", "queue", "queue/pause"] {
        let form = [("title", "x"), ("description", "x"), ("asks", "off"), ("paused", "yes")];
        let refused = moderator.submit(PAGE, &format!("{PAGE}/{part}"), &form);
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{part}");
    }
    assert_eq!(location(&moderator.submit(PAGE, PAGE, &[("robot", "yes")])), "/account/blog/walks?done=1");
    let said = world.wait(world.site.declared_robot(&world.blog("walks"))).unwrap().unwrap();
    assert_eq!((said.robot, said.by), (true, SaidBy::Moderator));
    // On a blog of one's own all of it can be changed.
    assert_eq!(between(&moderator.get("/account/blog/ada").text(), "<form class=\"sheet\"", ">").len(), 4);
}
