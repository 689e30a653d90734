//! OAuth 1.0a in three legs, over HTTP.

use crate::browser::Browser;
use crate::consent::{APP, HOME, answer, asking, form, led};
use crate::signing::Client;
use crate::world::{Answer, World, between};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::time::Duration;
use tagstead_server::visitor::{Visitor, identify_visitor};

fn ask(world: &World, client: &Client, method: &str, path: &str) -> Answer {
    world.ask(client.request(method, path, &[]).body(Body::empty()).unwrap())
}

fn requested(world: &World, client: &Client, callback: &str) -> Client {
    requested_by(world, client, "POST", callback)
}

fn requested_by(world: &World, client: &Client, method: &str, callback: &str) -> Client {
    let asking = Client { extra: vec![("oauth_callback", callback.into())], ..client.clone() };
    let given = form(&ask(world, &asking, method, "/oauth/request_token"));
    assert_eq!(given["oauth_callback_confirmed"], "true");
    client.with(&given["oauth_token"], &given["oauth_token_secret"])
}

fn token(client: &Client) -> &str {
    &client.token.as_ref().unwrap().0
}

#[test]
fn three_legs_lead_to_a_token_that_acts_in_the_persons_name() {
    let world = World::new();
    let asking = asking(&world);
    for method in ["GET", "POST"] {
        let request = requested_by(&world, &asking.signing(), method, HOME);
        let page = format!("/oauth/authorize?oauth_token={}&source=x", token(&request));
        let browser = Browser::new(&world);
        let first = browser.get(&page);
        assert!(first.header(header::LOCATION).starts_with("/sign-in?to=/oauth/authorize%3Foauth_token%3D"));
        let browser = Browser::signed_in(&world, "ada");
        let question = browser.get(&page);
        let html = question.text();
        assert!(
            html.contains("Walks &#38; &#60;Springs&#62;")
                && html.contains("app.example")
                && html.contains("eve")
        );
        let policy = question.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        let early = Client { extra: vec![("oauth_verifier", "x".into())], ..request.clone() };
        assert_eq!(ask(&world, &early, method, "/oauth/access_token").status, StatusCode::UNAUTHORIZED);

        let fields = [("oauth_token", token(&request)), ("source", "x")];
        let back = answer(&browser, &page, "/oauth/authorize", &fields, "allow");
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        let (place, pairs) = led(&back);
        assert_eq!(
            (place.as_str(), pairs["x"].as_str(), pairs["source"].as_str()),
            ("https://app.example/cb", "1", "x")
        );
        assert_eq!(pairs["oauth_token"], token(&request));
        let last = Client { extra: vec![("oauth_verifier", pairs["oauth_verifier"].clone())], ..request };
        let given = ask(&world, &last, method, "/oauth/access_token");
        assert_eq!((given.status, given.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        let given = form(&given);
        assert_eq!(
            ask(&world, &last, method, "/oauth/access_token").status,
            StatusCode::UNAUTHORIZED,
            "once"
        );

        let trusted = asking.signing().with(&given["oauth_token"], &given["oauth_token_secret"]);
        let (parts, _) = trusted.request("GET", "/v2/user/info", &[]).body(()).unwrap().into_parts();
        let who = world.wait(identify_visitor(&world.app, &parts, &[])).unwrap();
        assert_eq!(who.account(), Some(&asking.ada));
        assert!(matches!(who, Visitor::Account { scopes: model::Scopes::ALL, .. }));
        assert!(browser.get("/apps").text().contains("until you take it back"));
        let family =
            between(&browser.get("/apps").text(), "name=\"permission\" value=\"", "\"")[0].to_owned();
        browser.submit("/apps", "/apps/revoke", &[("permission", &family)]);
        let (parts, _) = trusted.request("GET", "/v2/user/info", &[]).body(()).unwrap().into_parts();
        assert!(world.wait(identify_visitor(&world.app, &parts, &[])).is_err(), "revoked");
    }
}

/// Some clients put the callback into the query of a GET, and sign it there.
#[test]
fn a_request_token_is_given_to_a_get_with_its_callback_in_the_query() {
    let world = World::new();
    let asking = asking(&world);
    let path = "/oauth/request_token?oauth_callback=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1";
    let given = ask(&world, &asking.signing(), "GET", path);
    assert_eq!(given.status, StatusCode::OK, "{}", given.text());
    assert_eq!(given.header(header::CONTENT_TYPE), "application/x-www-form-urlencoded");
    let given = form(&given);
    assert_eq!(given["oauth_callback_confirmed"], "true");
    assert!(!given["oauth_token"].is_empty() && !given["oauth_token_secret"].is_empty());
    let wrong = Client { secret: "wrong".into(), ..asking.signing() };
    assert_eq!(ask(&world, &wrong, "GET", path).status, StatusCode::UNAUTHORIZED);
}

/// OAuth clients read text, not pages.
#[test]
fn every_error_of_the_token_endpoints_is_plain_text() {
    let world = World::new();
    let asking = asking(&world);
    for path in ["/oauth/request_token", "/oauth/access_token"] {
        let signed = |method: &str| asking.signing().request(method, path, &[]);
        let long = Body::from("a".repeat(40_000));
        let form_type = "application/x-www-form-urlencoded";
        for (request, status, words) in [
            (Request::put(path).body(Body::empty()), StatusCode::METHOD_NOT_ALLOWED, "GET and POST"),
            (Request::get(path).body(Body::empty()), StatusCode::UNAUTHORIZED, "Authorization header"),
            (
                Request::get(format!("{path}?{}", "a".repeat(30_000))).body(Body::empty()),
                StatusCode::URI_TOO_LONG,
                "too long",
            ),
            (
                signed("POST").header(header::CONTENT_TYPE, form_type).body(long),
                StatusCode::BAD_REQUEST,
                "32768 bytes",
            ),
            (
                signed("POST").header(header::CONTENT_LENGTH, "90000").body(Body::from("a".repeat(90_000))),
                StatusCode::PAYLOAD_TOO_LARGE,
                "too large",
            ),
        ] {
            let answer = world.ask(request.unwrap());
            assert_eq!(answer.status, status, "{path}: {}", answer.text());
            assert_eq!(answer.header(header::CONTENT_TYPE), "text/plain; charset=utf-8", "{path} {status}");
            assert!(answer.text().contains(words), "{path} {status}: {}", answer.text());
        }
        assert_eq!(
            world.ask(Request::put(path).body(Body::empty()).unwrap()).header(header::ALLOW),
            "GET,HEAD,POST"
        );
    }
}

#[test]
fn out_of_band_and_refused() {
    let world = World::new();
    let asking = asking(&world);
    let browser = Browser::signed_in(&world, "ada");
    let request = requested(&world, &asking.signing(), "oob");
    let page = format!("/oauth/authorize?oauth_token={}", token(&request));
    let fields = [("oauth_token", token(&request))];
    let shown = answer(&browser, &page, "/oauth/authorize", &fields, "allow");
    let html = shown.text();
    let verifier = between(&html, "<code>", "</code>")[0];
    let last = Client { extra: vec![("oauth_verifier", format!(" {verifier}\n"))], ..request.clone() };
    assert_eq!(ask(&world, &last, "POST", "/oauth/access_token").status, StatusCode::OK);
    assert_eq!(browser.get(&page).status, StatusCode::FORBIDDEN, "answered already");

    let request = requested(&world, &asking.signing(), APP);
    let page = format!("/oauth/authorize?oauth_token={}", token(&request));
    let policy = browser.get(&page).header(header::CONTENT_SECURITY_POLICY).to_owned();
    assert!(policy.contains("form-action 'self' com.example.app:;"), "{policy}");
    let fields = [("oauth_token", token(&request))];
    let back = answer(&browser, &page, "/oauth/authorize", &fields, "deny");
    assert_eq!(back.header(header::LOCATION), format!("{APP}?denied={}", token(&request)));
    let late = requested(&world, &asking.signing(), "oob");
    world.clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(
        browser.get(&format!("/oauth/authorize?oauth_token={}", token(&late))).status,
        StatusCode::FORBIDDEN
    );
}

#[test]
fn a_request_for_a_token_is_accepted_once_also_after_a_restart() {
    for method in ["GET", "POST"] {
        let mut world = World::new();
        let extra = vec![("oauth_callback", "oob".to_owned())];
        let client = Client { nonce: Some("once".into()), extra, ..asking(&world).signing() };
        assert_eq!(ask(&world, &client, method, "/oauth/request_token").status, StatusCode::OK);
        // A new process on the same database.
        world.reach_at("https://tags.example");
        let again = ask(&world, &client, method, "/oauth/request_token");
        assert_eq!(again.status, StatusCode::UNAUTHORIZED, "{method}: {}", again.text());
        assert!(again.text().contains("nonce"), "{method}: {}", again.text());
    }
}

#[test]
fn consent_cannot_be_had_by_a_form_from_elsewhere() {
    let world = World::new();
    let asking = asking(&world);
    let browser = Browser::signed_in(&world, "ada");
    let request = requested(&world, &asking.signing(), HOME);
    let forged = browser.post("/oauth/authorize", &[("oauth_token", token(&request)), ("answer", "allow")]);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[test]
fn wrong_requests_say_what_is_wrong() {
    let world = World::new();
    let asking = asking(&world);
    let right = asking.signing();
    let callback = |callback: &str| vec![("oauth_callback", callback.to_owned())];
    for (client, status, part) in [
        (Client { secret: "x".into(), ..right.clone() }, 401, "signature does not match"),
        (Client { key: "x".into(), ..right.clone() }, 401, "no client of this consumer key"),
        (Client { timestamp: Some(1), ..right.clone() }, 401, "5 minutes off; here it is 1795348800"),
        (Client { extra: callback("https://evil.example/"), ..right.clone() }, 400, "oauth_callback"),
        (Client { extra: callback("https://app.example/cb"), ..right.clone() }, 400, "registered"),
    ] {
        let answer = ask(&world, &client, "POST", "/oauth/request_token");
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        assert!(answer.text().contains(part), "{}", answer.text());
        assert_eq!(answer.headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
    }
    let bare = world.ask(Request::post("/oauth/request_token").body(Body::empty()).unwrap());
    assert!(bare.status == StatusCode::UNAUTHORIZED && bare.text().contains("sign the request"));
    // The body of a form is part of what is signed.
    let body = [("oauth_callback", "oob")];
    let form_encoded = right.request("POST", "/oauth/request_token", &body);
    let form_encoded = form_encoded.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(
        world.ask(form_encoded.body(Body::from("oauth_callback=oob")).unwrap()).status,
        StatusCode::OK
    );
}
