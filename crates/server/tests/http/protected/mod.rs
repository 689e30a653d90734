//! Every protected route with every kind of visitor: nobody, somebody signed in, a moderator, a forged form, and a body
//! that is too long.

mod table;

use crate::browser::{Browser, PASSWORD, account};
use crate::security_log::logged;
use crate::world::{Answer, World};
use axum::http::{Request, header};
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;
use table::{Admits, ELSEWHERE, Kind, PROTECTED, PUBLIC, Protected};

/// Longest body of a form.
const FORM: usize = 32 * 1024;
/// Longest body that comes in at all, but for uploads.
const LIMIT: usize = 64 * 1024;

/// ada moderates; bela has a post.
struct Stage {
    world: World,
    post: String,
}

impl Stage {
    fn new() -> Self {
        let world = World::new();
        let ada = account(&world, "ada");
        world.wait(world.site.set_moderator(ada.id, true)).unwrap();
        account(&world, "bela");
        let post = world.publish("bela", "The honey of this valley", &["honey"], "2026-11-01");
        Self { post: post.id.to_string(), world }
    }

    /// A browser at an address of its own: what an address may read at once is counted for the whole process.
    fn browser(&self) -> Browser<'_> {
        static ADDRESSES: AtomicU8 = AtomicU8::new(1);
        // Many browsers may share an address; those of tests that run beside this one do not.
        Browser::at(&self.world, &format!("203.0.113.{}", ADDRESSES.fetch_add(1, Relaxed)))
    }

    fn signed_in(&self, name: &str) -> Browser<'_> {
        let browser = self.browser();
        assert_eq!(browser.sign_in(name, PASSWORD).status.as_u16(), 303);
        browser
    }

    fn path(&self, path: &str) -> String {
        path.replace("{post}", &self.post)
    }

    /// What a visitor gets who opens the page, or sends the form with this token and this many further bytes.
    fn ask(&self, browser: &Browser<'_>, route: &Protected, sent: &Sent) -> Answer {
        let path = self.path(route.path);
        if route.kind == Kind::Page {
            return browser.get(&path);
        }
        let request = Request::post(path).header("sec-fetch-site", sent.site);
        let (mime, body) = match route.kind {
            Kind::Upload => {
                let part = "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n";
                ("multipart/form-data; boundary=b", format!("{part}{}\r\n--b--\r\n", sent.token))
            }
            _ => {
                let body = format!("form_token={}&padding={}", sent.token, "x".repeat(sent.padding));
                ("application/x-www-form-urlencoded", body)
            }
        };
        browser.send(request.header(header::CONTENT_TYPE, mime), body)
    }
}

/// What is sent with a form.
struct Sent {
    token: String,
    site: &'static str,
    padding: usize,
}

impl Sent {
    fn own(browser: &Browser<'_>) -> Self {
        // Strangers have a token too: that of the sign-in page.
        let token = browser.form_token("/sign-in");
        let token = if token.is_empty() { browser.form_token("/account") } else { token };
        Self { token, site: "same-origin", padding: 0 }
    }
}

/// Status, where it leads, and what it says.
fn seen(answer: &Answer) -> (u16, String, String) {
    (answer.status.as_u16(), answer.header(header::LOCATION).to_owned(), answer.text())
}

fn encoded(path: &str) -> String {
    path.replace('?', "%3F").replace('=', "%3D").replace("%23", "%2523")
}

#[test]
fn every_route_is_known() {
    let world = World::new();
    let known = PROTECTED.iter().map(|route| route.route);
    let mut known: Vec<&str> = known.chain(PUBLIC.iter().map(|page| page.0)).collect();
    known.extend(ELSEWHERE);
    let routes = world.routes();
    assert!(routes.len() > 70, "the router's routes cannot be read any more: {routes:?}");
    for route in &routes {
        // The API has a table of its own, which other tests read.
        let api = route.starts_with("/v2") || route.starts_with("/api/v2");
        assert!(api || known.contains(&route.as_str()), "{route} is in no list of protected/table.rs");
    }
    for route in known.iter().filter(|route| !route.starts_with("/v2")) {
        assert!(routes.iter().any(|known| known == route), "there is no {route}");
    }
}

#[test]
fn nobody_is_led_to_the_sign_in_page() {
    let stage = Stage::new();
    for route in PROTECTED {
        let browser = stage.browser();
        let (status, location, _) = seen(&stage.ask(&browser, route, &Sent::own(&browser)));
        let path = stage.path(route.path);
        let expected = match route.kind {
            Kind::Page | Kind::ConsentForm => format!("/sign-in?to={}", encoded(&path)),
            Kind::Form => "/sign-in".to_owned(),
            Kind::Upload => "/sign-in?to=/moderate/subjects".to_owned(),
        };
        assert_eq!((status, location), (303, expected), "{:?} {path}", route.kind);
    }
}

#[test]
fn only_those_who_may_get_past_the_door() {
    let stage = Stage::new();
    let mut wrong = Vec::new();
    for route in PROTECTED {
        for (name, moderator) in [("bela", false), ("ada", true)] {
            let browser = stage.signed_in(name);
            let answer = stage.ask(&browser, route, &Sent::own(&browser));
            let (status, location, text) = seen(&answer);
            let admitted = match route.admits {
                Admits::SignedIn => true,
                Admits::Owner => !moderator,
                Admits::Moderators => moderator,
            };
            let expected = if admitted { route.status } else { 403 };
            let refused = text.contains("Only moderators of this site may do this")
                || text.contains("Only the owner of a blog may change this");
            let kept = status == 200
                && route.kind == Kind::Page
                && answer.header(header::CACHE_CONTROL) != "no-store";
            if status != expected || refused == admitted || location.starts_with("/sign-in") || kept {
                wrong.push(format!("{name}, {:?} {}: {status} {location}", route.kind, route.route));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_forged_form_is_refused_and_logged() {
    let stage = Stage::new();
    let browser = stage.signed_in("ada");
    let own = Sent::own(&browser).token;
    for route in PROTECTED.iter().filter(|route| route.kind != Kind::Page) {
        for (token, site, reason) in
            [("guess", "same-origin", "missing or another"), (own.as_str(), "cross-site", "another site")]
        {
            // A minute apart, or the log would tell a flood by its number.
            stage.world.clock.advance(std::time::Duration::from_secs(60));
            let sent = Sent { token: token.to_owned(), site, padding: 0 };
            let mut answer = None;
            let lines = logged(|| answer = Some(stage.ask(&browser, route, &sent)));
            let (status, _, text) = seen(&answer.unwrap());
            assert_eq!(status, 403, "{}: {text}", route.route);
            assert!(text.contains("did not come from this page"), "{}", route.route);
            assert_eq!(lines.len(), 1, "{}: {lines:?}", route.route);
            for part in ["forged_form", reason, &format!("route=\"{}\"", route.route)] {
                assert!(lines[0].contains(part), "{part}: {lines:?}");
            }
        }
    }
}

#[test]
fn a_body_that_is_too_long_is_refused_before_anything_else() {
    let stage = Stage::new();
    let forms = PROTECTED.iter().filter(|route| matches!(route.kind, Kind::Form | Kind::ConsentForm));
    for route in forms {
        for browser in [stage.browser(), stage.signed_in("ada")] {
            let padded = |padding| Sent { padding, ..Sent::own(&browser) };
            let (status, _, text) = seen(&stage.ask(&browser, route, &padded(FORM)));
            assert_eq!(status, 400, "{}", route.route);
            assert!(text.contains("use at most 32768 bytes"), "{}: {text}", route.route);
            let path = stage.path(route.path);
            let request = Request::post(path).header(header::CONTENT_LENGTH, LIMIT + 1);
            let (status, _, text) = seen(&browser.send(request, "x".repeat(LIMIT + 1)));
            assert_eq!(status, 413, "{}", route.route);
            assert!(text.contains("larger than this form accepts"), "{}: {text}", route.route);
        }
    }
}

#[test]
fn a_protected_form_answers_no_get_and_an_unknown_one_is_not_there() {
    let stage = Stage::new();
    let browser = stage.signed_in("ada");
    let pages: Vec<_> = PROTECTED.iter().filter(|route| route.kind == Kind::Page).collect();
    for route in PROTECTED.iter().filter(|route| route.kind != Kind::Page) {
        let both = pages.iter().any(|page| page.route == route.route) || route.route == "/oauth2/authorize";
        if !both {
            assert_eq!(browser.get(&stage.path(route.path)).status.as_u16(), 405, "{}", route.route);
        }
    }
    for path in ["/saved/burn", "/apps/burn", "/moderate/subjects/burn", "/account/burn", "/copies/1/burn"] {
        assert_eq!(browser.submit("/account", path, &[]).status.as_u16(), 404, "{path}");
    }
    for path in ["/saved", "/apps", "/account", "/moderate/subjects", "/moderate/subjects/history"] {
        assert_eq!(browser.submit("/account", path, &[]).status.as_u16(), 405, "{path}");
    }
}

#[test]
fn a_public_page_sets_no_cookie_and_asks_nobody_to_sign_in() {
    let stage = Stage::new();
    let visitors = [stage.browser(), stage.signed_in("bela")];
    let mut wrong = Vec::new();
    for (route, path, expected) in PUBLIC {
        for browser in &visitors {
            let answer = browser.get(&stage.path(path));
            let location = answer.header(header::LOCATION);
            let cookie = answer.header(header::SET_COOKIE);
            let status = answer.status.as_u16();
            if status != *expected || !cookie.is_empty() || location.starts_with("/sign-in") {
                wrong.push(format!("{route}: {status} {location} {cookie}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
