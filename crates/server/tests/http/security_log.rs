//! The security log: what is written of attacks, and what is not.

use crate::browser::{Browser, PASSWORD, account, encoded};
use crate::consent::asking;
use crate::signing::Client;
use crate::world::World;
use axum::body::Body;
use axum::http::{Request, header};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tagstead_server::Peer;

/// Where a test's log goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines of the security log that `work` writes.
pub fn logged(work: impl FnOnce()) -> Vec<String> {
    logged_under("security", work)
}

/// The lines under a target that `work` writes.
pub fn logged_under(target: &str, work: impl FnOnce()) -> Vec<String> {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .finish();
    tracing::subscriber::with_default(subscriber, work);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    text.lines().filter(|line| line.contains(&format!(" {target}: "))).map(str::to_owned).collect()
}

fn assert_one(lines: &[String], parts: &[&str]) {
    assert_eq!(lines.len(), 1, "{lines:#?}");
    for part in parts {
        assert!(lines[0].contains(part), "“{part}” is not in {}", lines[0]);
    }
}

#[test]
fn sign_ins_forms_and_passwords_are_logged_without_secrets_names_and_addresses() {
    let world = World::new();
    account(&world, "ada");
    let guesser = Browser::at(&world, "203.0.113.77");
    let mut lines = logged(|| drop(guesser.sign_in("ada", "my guess is bees")));
    assert_one(&lines, &["WARN", "event=\"failed_sign_in\"", "route=\"/sign-in\"", "reason=", "client="]);
    let mut more = logged(|| (0..6).for_each(|_| drop(guesser.sign_in("ada", "my guess is bees"))));
    assert!(more.last().unwrap().contains("event=\"locked_out\""), "{more:#?}");
    lines.append(&mut more);

    let browser = Browser::signed_in(&world, "ada");
    let mut forged =
        logged(|| drop(browser.post("/account/blogs", &[("form_token", "guess"), ("name", "x")])));
    assert_one(
        &forged,
        &["event=\"forged_form\"", "route=\"/account/blogs\"", "token is missing or another"],
    );
    lines.append(&mut forged);
    let mut changed = logged(|| {
        let form = [("old", PASSWORD), ("new", "long enough now"), ("apps", "end")];
        browser.submit("/account", "/account/password", &form);
    });
    assert_eq!(changed.len(), 2, "{changed:#?}");
    assert!(changed[0].contains("INFO") && changed[0].contains("event=\"password_changed\""));
    assert!(changed[1].contains("event=\"access_revoked\""));
    lines.append(&mut changed);
    let wrong = logged(|| {
        browser.submit("/account", "/account/password", &[("old", "x"), ("new", "long enough again")]);
    });
    assert_one(&wrong, &["event=\"failed_sign_in\"", "route=\"/account/password\""]);
    let limited = logged(|| {
        for _ in 0..6 {
            browser.submit("/account", "/account/password", &[("old", "x"), ("new", "long enough again")]);
        }
    });
    assert!(limited.last().unwrap().contains("event=\"locked_out\""), "{limited:#?}");

    let cookies: Vec<_> = browser.cookies.borrow().values().cloned().collect();
    let secrets = ["bees", PASSWORD, "long enough now", "ada", "203.0.113", "127.0.0.1", "guess"];
    for secret in secrets.into_iter().chain(cookies.iter().map(String::as_str)) {
        assert!(lines.iter().all(|line| !line.contains(secret)), "“{secret}” is in {lines:#?}");
    }
    assert!(logged(|| drop(world.get("/account"))).is_empty(), "to come without a session is no event");
}

#[test]
fn credentials_that_do_not_hold_are_logged() {
    let world = World::new();
    let asking = asking(&world);
    let client = asking.trusted(&world);
    let ask = |client: &Client, method: &str| {
        let request = client.request(method, "/v2/user/info", &[]).body(Body::empty()).unwrap();
        logged(|| drop(world.ask(request)))
    };
    let (token, secret) = client.token.clone().unwrap();
    let route = "route=\"/v2/user/info\"";
    assert_one(&ask(&client.with(&token, "wrong"), "GET"), &["event=\"bad_signature\"", route]);
    assert_one(&ask(&client.with("unknown", &secret), "GET"), &["event=\"bad_credentials\"", route]);
    assert_one(&ask(&Client { timestamp: Some(1), ..client.clone() }, "GET"), &["event=\"replay\"", route]);
    let again = Client { nonce: Some("once".into()), ..client.clone() };
    assert!(ask(&again, "GET").is_empty(), "a good request is no event");
    assert_one(&ask(&again, "GET"), &["event=\"replay\"", "the request came before"]);
    let bearer = Request::get("/v2/user/info").header(header::AUTHORIZATION, "Bearer stolen-and-ended");
    let lines = logged(|| drop(world.ask(bearer.body(Body::empty()).unwrap())));
    assert_one(&lines, &["event=\"bad_credentials\"", route]);
    assert!(!lines[0].contains("stolen"));
    for (path, event) in
        [("/oauth/request_token", "bad_signature"), ("/oauth/access_token", "bad_credentials")]
    {
        let wrong = Client { secret: "wrong".into(), ..client.clone() };
        let request = wrong.request("POST", path, &[]).body(Body::empty()).unwrap();
        assert_one(&logged(|| drop(world.ask(request))), &[event, path]);
    }
    let form = [("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "y")];
    let request = Request::post("/v2/oauth2/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(encoded(&form)));
    let lines = logged(|| drop(world.ask(request.unwrap())));
    assert_one(&lines, &["event=\"bad_credentials\"", "route=\"/v2/oauth2/token\""]);
}

#[test]
fn a_form_of_another_site_that_asks_the_api_is_logged() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let lines = logged(|| {
        let request = Request::post("/v2/user/like").header("sec-fetch-site", "cross-site");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        browser.send(request, encoded(&[("form_token", "x")]));
    });
    assert_one(&lines, &["event=\"forged_form\"", "a page of another site sent the form"]);
    let bare = logged(|| {
        let request = Request::post("/v2/user/like").header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        browser.send(request, String::new());
    });
    assert_one(&bare, &["event=\"forged_form\"", "token is missing or another"]);
    let feed = logged(|| drop(world.get("/saved/feed/no-such-token/rss")));
    assert_one(&feed, &["event=\"bad_credentials\"", "route=\"/saved/feed/{token}/{format}\""]);
}

#[test]
fn a_refused_upload_is_logged() {
    let world = World::new();
    let asking = asking(&world);
    let client = asking.trusted(&world);
    let body = "--xYx\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nphoto\r\n\
        --xYx\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.jpg\"\r\n\r\n<html>no picture</html>\r\n\
        --xYx--\r\n";
    let lines = logged(|| {
        let request = client.request("POST", "/v2/blog/ada/post", &[]);
        let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=xYx");
        world.ask(request.body(Body::from(body)).unwrap());
    });
    assert_one(&lines, &["event=\"refused_upload\"", "route=\"/v2/blog/{blog}/post\"", "is no picture"]);
}

#[test]
fn a_flood_is_told_by_its_number_and_a_client_has_a_new_pseudonym_each_day() {
    let world = World::new();
    let ask = |address: &str| {
        let peer = Peer { addr: address.parse().unwrap(), https: true, host: "tags.example".into() };
        let request = Request::get("/v2/user/info").extension(peer);
        let request = request.header(header::AUTHORIZATION, "Bearer wrong");
        logged(|| drop(world.ask(request.body(Body::empty()).unwrap())))
    };
    let flood: Vec<_> = (0..50).flat_map(|_| ask("203.0.113.77")).collect();
    assert_eq!(flood.len(), 5, "{flood:#?}");
    world.clock.advance(Duration::from_secs(60));
    let next = ask("203.0.113.77");
    assert_one(&next, &["suppressed=45"]);
    let client = |line: &str| line.split("client=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    assert_eq!(client(&flood[0]), client(&next[0]));
    assert_ne!(client(&ask("203.0.113.78")[0]), client(&next[0]));
    world.clock.advance(Duration::from_secs(86_400));
    assert_ne!(client(&ask("203.0.113.77")[0]), client(&next[0]));
}
