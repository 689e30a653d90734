//! Signing in and out, and what a person may change.

use crate::browser::{Browser, PASSWORD, account, encoded};
use crate::world::{World, between};
use axum::http::{Request, StatusCode, header};
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_person_signs_in_is_led_on_and_signs_out() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::new(&world);
    let first = browser.get("/account");
    assert_eq!(
        (first.status, first.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/sign-in?to=/account")
    );
    let page = browser.get("/sign-in?to=/apps");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
    assert!(page.text().contains("name=\"to\" value=\"/apps\""));
    for (name, password) in [("ada", "wrong"), ("nobody", PASSWORD), ("not a name", PASSWORD), ("", "")] {
        let refused = browser.sign_in(name, password);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("do not match"), "the same words for all");
    }
    let form = [("name", "Ada"), ("password", PASSWORD), ("to", "/apps")];
    let entered = browser.submit("/sign-in", "/sign-in", &form);
    assert_eq!((entered.status, entered.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/apps"));
    assert!(browser.get("/account").text().contains("Signed in as <strong><bdi>ada</bdi></strong>"));
    assert_eq!(browser.get("/sign-in").status, StatusCode::SEE_OTHER, "already signed in");

    let kept = browser.cookies.borrow().clone();
    let left = browser.submit("/account", "/sign-out", &[]);
    assert_eq!((left.status, left.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    assert!(!browser.cookies.borrow().contains_key("__Host-tagstead"));
    *browser.cookies.borrow_mut() = kept;
    assert_eq!(browser.get("/account").status, StatusCode::SEE_OTHER, "the old cookie is worth nothing");
}

#[test]
fn nobody_is_led_to_another_site() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::new(&world);
    let form = [("name", "ada"), ("password", PASSWORD), ("to", "//evil.example/")];
    assert_eq!(browser.submit("/sign-in", "/sign-in", &form).header(header::LOCATION), "/account");
}

#[test]
fn a_form_from_elsewhere_is_refused() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let token = browser.form_token("/account");
    let body = |token: &str| encoded(&[("form_token", token), ("name", "stolen")]);
    let post = || Request::post("/account/blogs").header(header::CONTENT_TYPE, FORM);
    for (request, token) in [
        (post().header("sec-fetch-site", "cross-site"), token.as_str()),
        (post().header("sec-fetch-site", "same-site"), &token),
        (post().header(header::ORIGIN, "https://evil.example"), &token),
        (post().header(header::ORIGIN, "null"), &token),
        (post().header("sec-fetch-site", "same-origin"), ""),
        (post().header("sec-fetch-site", "same-origin"), "0123456789abcdef0123456789abcdef"),
        (post(), ""),
    ] {
        let answer = browser.send(request, body(token));
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().contains("did not come from this page"));
    }
    // The token of one browser is none of another.
    let other = Browser::new(&world).form_token("/sign-in");
    assert_eq!(
        browser.post("/account/blogs", &[("form_token", &other), ("name", "x")]).status,
        StatusCode::FORBIDDEN
    );
    let stranger = Browser::new(&world);
    let sign_in = stranger.post("/sign-in", &[("name", "ada"), ("password", PASSWORD)]);
    assert_eq!(sign_in.status, StatusCode::FORBIDDEN, "signing in carries a token too");
    assert!(world.get("/@stolen").status == StatusCode::NOT_FOUND);
    assert_eq!(browser.send(post(), body(&token)).status, StatusCode::SEE_OTHER, "and from here it is done");
    assert_eq!(world.get("/@stolen").status, StatusCode::OK);
}

#[test]
fn too_many_attempts_are_slowed() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::new(&world);
    for _ in 0..6 {
        assert_eq!(browser.sign_in("ada", "a guess").status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let slowed = browser.sign_in("ada", PASSWORD);
    assert_eq!((slowed.status, slowed.header(header::RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, "2"));
    world.clock.advance(Duration::from_secs(3));
    assert_eq!(browser.sign_in("ada", PASSWORD).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_session_ends_by_the_clock() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let days = |days: u64| Duration::from_secs(days * 86_400);
    // Used every 29 days, it goes on for 180.
    for _ in 0..6 {
        world.clock.advance(days(29));
        assert_eq!(browser.get("/account").status, StatusCode::OK);
    }
    world.clock.advance(days(6) - Duration::from_secs(1));
    assert_eq!(browser.get("/account").status, StatusCode::OK);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(browser.get("/account").status, StatusCode::SEE_OTHER, "after 180 days in any case");

    let idle = Browser::signed_in(&world, "ada");
    world.clock.advance(days(30) - Duration::from_secs(1));
    assert_eq!(idle.get("/account").status, StatusCode::OK);
    world.clock.advance(days(30));
    assert_eq!(idle.get("/account").status, StatusCode::SEE_OTHER, "30 days without use");
}

#[test]
fn a_person_makes_blogs_changes_the_password_and_ends_sessions() {
    let world = World::new();
    account(&world, "ada");
    let (here, there) = (Browser::signed_in(&world, "ada"), Browser::signed_in(&world, "ada"));
    let title = "Çay <b> & bal";
    here.submit("/account", "/account/blogs", &[("name", "spring-walks"), ("title", title)]);
    let page = here.get("/account").text();
    assert!(
        page.contains("@spring-walks") && page.contains("Çay &#60;b&#62; &#38; bal") && !page.contains("<b>")
    );
    for (name, part) in [("ada", "is taken"), ("no such!", "is not a blog name")] {
        let refused = here.submit("/account", "/account/blogs", &[("name", name)]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(part), "{part}");
    }
    let wrong = here.submit("/account", "/account/password", &[("old", "x"), ("new", "long enough now")]);
    assert!(wrong.text().contains("the present password is another"));
    let short = here.submit("/account", "/account/password", &[("old", PASSWORD), ("new", "short")]);
    assert!(short.text().contains("at least 10"));
    let done = here.submit("/account", "/account/password", &[("old", PASSWORD), ("new", "long enough now")]);
    assert_eq!(done.header(header::LOCATION), "/account?done=password");
    assert_eq!(there.get("/account").status, StatusCode::SEE_OTHER);
    assert_eq!(there.sign_in("ada", "long enough now").status, StatusCode::SEE_OTHER);

    let page = here.get("/account").text();
    let others = between(&page, "name=\"session\" value=\"", "\"");
    assert_eq!(others.len(), 1, "its own session is not offered");
    here.submit("/account", "/account/sessions", &[("session", others[0])]);
    assert_eq!(there.get("/account").status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/account").status, StatusCode::OK);
}

#[test]
fn an_app_is_registered_shown_changed_and_removed() {
    let world = World::new();
    account(&world, "ada");
    account(&world, "eve");
    let browser = Browser::signed_in(&world, "ada");
    let form = [("name", "Walks"), ("redirects", "https://app.example/cb\r\ncom.example.app:/cb\r\n")];
    let made = browser.submit("/apps", "/apps/register", &form);
    assert_eq!(made.header(header::LOCATION), "/apps?done=register");
    let page = browser.get("/apps").text();
    let codes = between(&page, "<code>", "</code>");
    let ada = world.wait(world.site.account_named("ada")).unwrap().unwrap();
    let (client, secret) = world.wait(world.site.list_clients(ada.id)).unwrap().remove(0);
    assert_eq!(codes, [client.key.as_str(), secret.as_str()]);
    assert_eq!(client.redirects, ["https://app.example/cb", "com.example.app:/cb"]);
    let bad =
        browser.submit("/apps", "/apps/register", &[("name", "x"), ("redirects", "javascript:alert(1)")]);
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.text().contains("is no redirect address"));

    let id = client.id.to_string();
    let eve = Browser::signed_in(&world, "eve");
    assert!(!eve.get("/apps").text().contains(&client.key));
    let foreign = eve.submit("/apps", "/apps/remove", &[("client", &id)]);
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.submit("/apps", "/apps/change", &[("client", &id), ("name", "Springs")]);
    assert!(browser.get("/apps").text().contains("<bdi>Springs</bdi>"));
    browser.submit("/apps", "/apps/remove", &[("client", &id)]);
    assert!(browser.get("/apps").text().contains("You have not registered an app."));
}

#[test]
fn a_refused_form_comes_back_filled_in() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let title = "Walks & <springs>";
    let refused = browser.submit("/account", "/account/blogs", &[("name", "no spaces"), ("title", title)]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    assert!(
        page.contains("value=\"no spaces\"") && page.contains("value=\"Walks &#38; &#60;springs&#62;\""),
        "{page}"
    );

    let bad = "javascript:alert(1)";
    let app = [("name", "Walks"), ("redirects", bad), ("public", "yes")];
    let page = browser.submit("/apps", "/apps/register", &app).text();
    assert!(page.contains("value=\"Walks\"") && page.contains(&format!(">{bad}</textarea>")), "{page}");
    assert!(page.contains("value=\"yes\" checked"));

    browser.submit("/apps", "/apps/register", &[("name", "Springs")]);
    let ada = world.wait(world.site.account_named("ada")).unwrap().unwrap();
    let id = world.wait(world.site.list_clients(ada.id)).unwrap().remove(0).0.id.to_string();
    let change = [("client", id.as_str()), ("name", "Lakes"), ("redirects", bad)];
    let page = browser.submit("/apps", "/apps/change", &change).text();
    assert!(page.contains("<details open>") && page.contains("value=\"Lakes\""), "{page}");
    assert!(page.contains(&format!(">{bad}</textarea>")) && !browser.get("/apps").text().contains("Lakes"));
}

#[test]
fn pages_for_everyone_know_no_cookie_and_forms_have_limits() {
    let world = World::peopled();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    assert!(browser.cookies.borrow().contains_key("__Host-tagstead-device"));
    for path in ["/", "/@almanac", "/trends"] {
        let page = browser.get(path);
        assert_eq!(page.header(header::SET_COOKIE), "");
        assert!(page.body == world.get(path).body, "the same page for all: {path}");
    }
    let long = browser.post("/account/blogs", &[("title", &"x".repeat(40_000))]);
    assert_eq!(long.status, StatusCode::BAD_REQUEST);
    let longer = browser.post("/account/blogs", &[("title", &"x".repeat(70_000))]);
    assert_eq!(longer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let words = longer.text();
    assert!(
        words.contains("Too large") && words.contains("<a href=\"/\">"),
        "a page of ours, with a way out"
    );
    for path in ["/account", "/apps", "/sign-in"] {
        let html = browser.get(path).text();
        for part in [" style=", " onclick", "<script>", "<style", "src=\"http"] {
            assert!(!html.contains(part), "{path}: {part}");
        }
    }
    assert_eq!(
        browser.post("/tagged/kalbajar", &[("x", &"x".repeat(2000))]).status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}
