//! Saved searches, their feeds, suggestions and the page about searching.

use crate::browser::{Browser, account};
use crate::world::{World, between};
use axum::http::{StatusCode, header};
use std::time::Duration;

#[test]
fn a_search_is_saved_opened_changed_and_removed() {
    let world = World::peopled();
    account(&world, "ada");
    let page = world.get("/search?q=%22this+spring%22+type:text").text();
    let save = between(&page, "href=\"/saved/new?", "\"")[0].replace("&amp;", "&").replace("&#38;", "&");
    assert_eq!(save, "q=%22this+spring%22+type:text");
    let stranger = world.get(&format!("/saved/new?{save}"));
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    assert!(stranger.header(header::LOCATION).starts_with("/sign-in?to="));

    let ada = Browser::signed_in(&world, "ada");
    let new = format!("/saved/new?{save}");
    assert!(ada.get(&new).text().contains("value=\"&#34;this spring&#34; type:text\""));
    let done = ada.submit(&new, "/saved/add", &[("name", "Springs"), ("query", "\"this spring\"")]);
    assert_eq!(done.header(header::LOCATION), "/saved?done=add");
    let again = ada.submit(&new, "/saved/add", &[("name", "Springs"), ("query", "x")]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("you have a search named “Springs” already"));
    let wrong = ada.submit(&new, "/saved/add", &[("name", "Pics"), ("query", "type:pic")]);
    assert!(wrong.text().contains("<pre>type:<mark>p</mark>ic</pre>"), "{}", wrong.text());

    assert!(!ada.get("/saved").text().contains(" new</span>"), "what was there is read");
    world.clock.advance(Duration::from_secs(60));
    world.publish_with("almanac", &words("The water of this spring is new"), |_| {});
    world.publish_with("almanac", &words("spring comes, and this is another"), |_| {});
    let list = ada.get("/saved").text();
    assert!(list.contains("1 new</span>"), "only one holds the phrase");
    let id = between(&list, "name=\"search\" value=\"", "\"")[0].to_owned();
    let opened = ada.submit("/saved", "/saved/open", &[("search", &id)]);
    assert_eq!(opened.header(header::LOCATION), "/search?q=%22this+spring%22");
    assert!(!ada.get("/saved").text().contains(" new</span>"));

    ada.submit("/saved", "/saved/change", &[("search", &id), ("name", "Waters"), ("query", "water")]);
    assert!(ada.get("/saved").text().contains("<bdi>Waters</bdi>"));
    account(&world, "eve");
    let eve = Browser::signed_in(&world, "eve");
    for deed in ["open", "change", "remove", "feed", "unfeed"] {
        let foreign = [("search", id.as_str()), ("name", "x"), ("query", "x")];
        let refused = eve.submit("/saved/new", &format!("/saved/{deed}"), &foreign);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
    }
    assert_eq!(ada.post("/saved/remove", &[("search", &id)]).status, StatusCode::FORBIDDEN, "no token");
    ada.submit("/saved", "/saved/remove", &[("search", &id)]);
    assert!(ada.get("/saved").text().contains("No saved searches yet."));
}

#[test]
fn a_tag_is_followed_with_one_click_and_followed_no_more_with_another() {
    let world = World::peopled();
    account(&world, "ada");
    const PAGE: &str = "/tagged/kalbajar?type=text";
    let stranger = world.get(PAGE);
    assert_eq!((stranger.header(header::SET_COOKIE), stranger.header(header::VARY)), ("", "cookie"));
    let page = stranger.text();
    assert!(
        page.contains(
            "<a href=\"/sign-in?to=/tagged/kalbajar%3Ftype%3Dtext\" rel=\"nofollow\">Sign in to follow"
        ),
        "{page}"
    );

    let ada = Browser::signed_in(&world, "ada");
    let first = ada.get("/tagged/kalbajar");
    assert_eq!(first.header(header::CACHE_CONTROL), "no-store");
    assert!(
        first.text().contains("<button class=\"strong\">Follow <bdi>#kalbajar</bdi></button>"),
        "{}",
        first.text()
    );
    assert!(ada.get(PAGE).text().contains("Follow this search"));
    let form = |page: &str| {
        let html = ada.get(page).text();
        let value =
            |name: &str| between(&html, &format!("name=\"{name}\" value=\""), "\"")[0].replace("&#38;", "&");
        (value("query"), value("to"))
    };
    let (query, to) = form("/tagged/kalbajar");
    assert_eq!((query.as_str(), to.as_str()), ("#kalbajar", "/tagged/kalbajar"));
    assert_eq!(ada.post("/saved/follow", &[("query", &query)]).status, StatusCode::FORBIDDEN, "no token");
    let done = ada.submit("/tagged/kalbajar", "/saved/follow", &[("query", &query), ("to", &to)]);
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/tagged/kalbajar"));
    for same in ["/tagged/Kalbajar", "/search?q=%23kalbajar"] {
        assert!(ada.get(same).text().contains("Following."), "{same}");
    }
    for other in [PAGE, "/tagged/honey", "/tagged/kalbajar?only=1"] {
        assert!(!ada.get(other).text().contains("Following."), "{other}");
    }
    assert!(ada.get("/saved").text().contains("<bdi>#kalbajar</bdi>"));
    let evil = [("query", query.as_str()), ("to", "//evil.example")];
    let done = ada.submit("/tagged/kalbajar", "/saved/unfollow", &evil);
    assert_eq!(done.header(header::LOCATION), "/account", "nobody is led elsewhere");
    assert!(ada.get("/saved").text().contains("No saved searches yet."));
    let wrong = ada.submit("/tagged/kalbajar", "/saved/follow", &[("query", "type:pic"), ("to", "/")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

fn words(text: &str) -> String {
    serde_json::json!([{"type": "text", "text": text}]).to_string()
}

#[test]
fn a_saved_searchs_feed_needs_its_address_and_nothing_else() {
    let world = World::peopled();
    account(&world, "ada");
    let ada = Browser::signed_in(&world, "ada");
    ada.submit("/saved/new", "/saved/add", &[("name", "Bal"), ("query", "#kalbajar bal sort:top")]);
    let id = between(&ada.get("/saved").text(), "name=\"search\" value=\"", "\"")[0].to_owned();
    let feed = || {
        ada.submit("/saved", "/saved/feed", &[("search", &id)]);
        between(&ada.get("/saved").text(), "href=\"/saved/feed/", "\"")
            .first()
            .map(|path| format!("/saved/feed/{path}"))
    };
    let first = feed().unwrap();
    let answer = world.get(&first);
    assert_eq!((answer.status, answer.header(header::SET_COOKIE)), (StatusCode::OK, ""));
    assert!(answer.text().contains("<title>Bal · Tagstead</title>"));
    assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-cache", "nobody else may keep it");
    assert_eq!(answer.text().matches("<item>").count(), 15, "newest first, whatever the query says");
    let second = feed().unwrap();
    assert_ne!(first, second);
    assert_eq!(world.get(&first).status, StatusCode::NOT_FOUND, "the old address is no more");
    for kind in ["atom", "feed.json"] {
        assert_eq!(world.get(&second.replace("/rss", &format!("/{kind}"))).status, StatusCode::OK);
    }
    assert_eq!(world.get(&second.replace("/rss", "/x")).status, StatusCode::NOT_FOUND);
    ada.submit("/saved", "/saved/unfeed", &[("search", &id)]);
    assert_eq!(world.get(&second).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_query_that_is_too_long_is_not_cut_to_another() {
    let world = World::peopled();
    account(&world, "ada");
    let ada = Browser::signed_in(&world, "ada");
    let words = "tea ".repeat(498);
    let whole = format!("{words}#kalbajar");
    let page = ada.get(&format!("/saved/new?q={}", whole.replace(' ', "+").replace('#', "%23"))).text();
    assert!(page.contains("Character 2001 of the query"), "{page}");
    assert!(page.contains(&format!("value=\"{whole}\"")), "{page}");
    let short = ada.get("/saved/new?q=tea+%23kalbajar").text();
    assert!(!short.contains("Character") && short.contains("value=\"tea #kalbajar\""), "{short}");
}

#[test]
fn tags_are_suggested() {
    let world = World::peopled();
    let found = |text: &str| {
        let mut path = "/suggest?q=".to_owned();
        path.extend(text.bytes().map(|byte| format!("%{byte:02X}")));
        let answer = world.get(&path);
        assert_eq!((answer.status, answer.header(header::SET_COOKIE)), (StatusCode::OK, ""), "{text}");
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let of = |one: &serde_json::Value| {
            (one["query"].as_str().unwrap().to_owned(), one["posts"].as_u64().unwrap())
        };
        json["suggestions"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(found("#kal"), [("#kalbajar".to_owned(), 45)]);
    assert_eq!(found("honey ka"), [("honey #kalbajar".to_owned(), 45)]);
    assert_eq!(found("#Kalbjar")[0].0, "#kalbajar", "a letter is missing");
    assert_eq!(found("#honye")[0].0, "#honey", "two are swapped");
    assert_eq!(found("-#liv")[0].0, "-#\"living in sin\"");
    assert_eq!(found("#\"living i")[0].0, "#\"living in sin\"");
    assert_eq!(found("##ŞU")[0].0, "##Şuşa");
    for nothing in ["", "\"kal", "type:", "#zzzzzzzz", "#", &"(".repeat(2000)] {
        assert_eq!(found(nothing), [], "{nothing}");
    }
    assert_eq!(world.get(&format!("/suggest?q={}", "a".repeat(2001))).status, StatusCode::BAD_REQUEST);
    let page = world.get("/search?q=honye").text();
    assert!(page.contains("Similar tags: <a href=\"/tagged/honey\">"), "without a script, on the page");
}

#[test]
fn the_page_about_searching_has_examples_that_run() {
    let world = World::peopled();
    let page = world.get("/search/help").text();
    let examples = between(&page, "href=\"/search?q=", "\"");
    assert!(examples.len() > 25);
    for example in &examples {
        let answer = world.get(&format!("/search?q={example}"));
        let wrong = example.contains("gif");
        assert_eq!(answer.status, if wrong { StatusCode::BAD_REQUEST } else { StatusCode::OK }, "{example}");
    }
    assert!(page.contains("<mark>g</mark>if"));
    let wrong = world.get("/search?q=%23a+(%23b").text();
    assert!(wrong.contains("#a <mark>(</mark>#b") && wrong.contains("Character 4:"), "{wrong}");
}
