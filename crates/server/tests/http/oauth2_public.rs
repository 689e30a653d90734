//! Clients that cannot keep a secret (RFC 6749, 2.1; RFC 8252).

use crate::browser::{Browser, account, encoded};
use crate::consent::{answer, led};
use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use model::Client;
use serde_json::Value;
use tumblelog::oauth::{Authorise, TokenRequest};

/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const LOOPBACK: &str = "http://127.0.0.1/cb";

/// A public client of ada's, registered on the page.
fn registered(world: &World) -> Client {
    let ada = account(world, "ada");
    let browser = Browser::signed_in(world, "ada");
    let bare = browser.submit("/apps", "/apps/register", &[("name", "Walks"), ("public", "yes")]);
    assert!(bare.text().contains("a public client needs a redirect address"), "{}", bare.text());
    let form = [("name", "Walks"), ("public", "yes"), ("redirects", LOOPBACK)];
    assert_eq!(
        browser.submit("/apps", "/apps/register", &form).header(header::LOCATION),
        "/apps?done=register"
    );
    let page = browser.get("/apps").text();
    assert!(page.contains("Public: it has no secret") && !page.contains("<dt>Secret</dt>"));
    let (client, secret) = world.wait(world.site.list_clients(ada.id)).unwrap().remove(0);
    assert!(client.public && secret.is_empty());
    client
}

fn exchange(world: &World, pairs: &[(&str, &str)]) -> (u16, Value) {
    let request =
        Request::post("/v2/oauth2/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = world.ask(request.body(Body::from(encoded(pairs))).unwrap());
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
}

fn consented(world: &World, fields: &[(&str, &str)]) -> Answer {
    let browser = Browser::signed_in(world, "ada");
    let page = format!("/oauth2/authorize?{}", encoded(fields));
    answer(&browser, &page, "/oauth2/authorize", fields, "allow")
}

#[test]
fn a_public_client_gets_tokens_with_pkce_alone() {
    for world in World::each() {
        let client = registered(&world);
        let key = client.key.as_str();
        let base = [
            ("client_id", key),
            ("response_type", "code"),
            ("scope", "basic offline_access"),
            // Whatever port the program was given.
            ("redirect_uri", "http://127.0.0.1:51004/cb"),
        ];
        let browser = Browser::signed_in(&world, "ada");
        let (place, refused) = led(&browser.get(&format!("/oauth2/authorize?{}", encoded(&base))));
        assert_eq!(
            (place.as_str(), refused["error"].as_str()),
            ("http://127.0.0.1:51004/cb", "invalid_request")
        );
        assert!(refused["error_description"].contains("must use PKCE"));

        let pkce = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let (_, given) = led(&consented(&world, &[&base[..], &pkce[..]].concat()));
        let code = given["code"].as_str();
        let grant = [
            ("client_id", key),
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "http://127.0.0.1:51004/cb"),
        ];
        let with = |more: &[(&str, &str)]| exchange(&world, &[&grant[..], more].concat());
        assert_eq!(with(&[]).0, 401, "without the verifier");
        assert_eq!(with(&[("code_verifier", "wrong")]).0, 401);
        assert_eq!(
            with(&[("code_verifier", VERIFIER), ("client_secret", "guess")]).1["error"],
            "invalid_client"
        );
        let (status, issued) = with(&[("code_verifier", VERIFIER), ("client_secret", "")]);
        assert_eq!(status, 200, "{issued}");
        let refresh = [
            ("client_id", key),
            ("grant_type", "refresh_token"),
            ("refresh_token", issued["refresh_token"].as_str().unwrap()),
        ];
        assert_eq!(exchange(&world, &refresh).0, 200, "{}", world.label);
        assert_eq!(exchange(&world, &refresh).1["error"], "invalid_grant", "each refresh token is good once");
        let own = [("client_id", key), ("grant_type", "client_credentials")];
        let (status, refused) = exchange(&world, &own);
        assert_eq!((status, refused["error"].as_str()), (400, Some("unauthorized_client")));
    }
}

#[test]
fn a_client_with_a_secret_must_give_it_and_a_public_one_signs_nothing() {
    let world = World::new();
    let asking = crate::consent::asking(&world);
    let own = [("client_id", asking.client.key.as_str()), ("grant_type", "client_credentials")];
    assert_eq!(exchange(&world, &own).1["error"], "invalid_client");
    let browser = Browser::signed_in(&world, "eve");
    let form = [("name", "Public"), ("public", "yes"), ("redirects", LOOPBACK)];
    browser.submit("/apps", "/apps/register", &form);
    let eve = world.wait(world.site.account_named("eve")).unwrap().unwrap();
    let (client, _) = world.wait(world.site.list_clients(eve.id)).unwrap().remove(1);
    let signing = crate::signing::Client { key: client.key.clone(), ..Default::default() };
    for path in ["/oauth/request_token", "/v2/oauth2/exchange"] {
        let request = signing.request("POST", path, &[]).body(Body::empty()).unwrap();
        assert!(
            world.ask(request).status.is_client_error(),
            "{path}: its secret is empty, so anybody could sign"
        );
    }
    let read = signing.request("GET", "/v2/tagged?tag=x", &[]).body(Body::empty()).unwrap();
    assert_eq!(world.ask(read).status, StatusCode::UNAUTHORIZED);
    let by_key = world.get(&format!("/v2/tagged?tag=x&api_key={}", client.key));
    assert_eq!(by_key.status, StatusCode::OK, "its key alone names it, and shows nothing");
    // The rule holds below the page too.
    let consent = Authorise {
        client: client.clone(),
        account: eve.id,
        scopes: model::Scopes::BASIC,
        redirect: None,
        challenge: None,
    };
    assert!(matches!(world.wait(world.site.issue_code(consent)), Err(tumblelog::Error::Invalid(_))));
    let request = TokenRequest::Client { scopes: model::Scopes::BASIC };
    assert!(world.wait(world.site.redeem_grant(&client.key, Some(""), request)).is_err());
}

#[test]
fn odd_redirect_addresses_are_refused_and_those_of_programs_are_not() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let register = |redirect: &str| {
        let form = [("name", "Walks"), ("redirects", redirect)];
        browser.submit("/apps", "/apps/register", &form).status
    };
    for odd in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.example/1",
        "about:blank",
        "ws://a.example/",
        "app://cb",
        "http://app.example/cb",
        "https://ada@app.example/cb",
        "https://app.example/cb#part",
        "com.example.app:/cb#part",
    ] {
        assert_eq!(register(odd), StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
    }
    for good in
        ["https://app.example/cb", "http://127.0.0.1:8000/cb", "http://[::1]/cb", "com.example.app:/cb"]
    {
        assert_eq!(register(good), StatusCode::SEE_OTHER, "{good}");
    }
}
