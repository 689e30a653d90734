//! OAuth 2 over HTTP.

use crate::browser::{Browser, encoded};
use crate::consent::{Asking, HOME, answer, asking, led};
use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const TOKEN: &str = "/v2/oauth2/token";

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    serde_json::from_slice(&answer.body).unwrap()
}

fn exchange(world: &World, pairs: &[(&str, &str)]) -> Answer {
    let request = Request::post(TOKEN).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    world.ask(request.body(Body::from(encoded(pairs))).unwrap())
}

fn multipart(world: &World, pairs: &[(&str, &str)]) -> Answer {
    let parts = pairs.iter().map(|(name, value)| {
        format!("--xYx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let body = parts.collect::<String>() + "--xYx--\r\n";
    let request = Request::post(TOKEN).header(header::CONTENT_TYPE, "multipart/form-data; boundary=xYx");
    world.ask(request.body(Body::from(body)).unwrap())
}

fn question(asking: &Asking, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let base = [("client_id", asking.client.key.as_str()), ("response_type", "code"), ("state", "a b&c")];
    let all = base.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn path(fields: &[(String, String)]) -> String {
    let pairs: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    format!("/oauth2/authorize?{}", encoded(&pairs))
}

fn code(browser: &Browser<'_>, fields: &[(String, String)]) -> String {
    let pairs: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let back = answer(browser, &path(fields), "/oauth2/authorize", &pairs, "allow");
    let (place, given) = led(&back);
    assert_eq!((place.as_str(), given["state"].as_str()), ("https://app.example/cb", "a b&c"));
    given["code"].clone()
}

#[test]
fn a_code_becomes_tokens_and_tokens_are_refreshed() {
    let world = World::new();
    let asking = asking(&world);
    let fields = question(
        &asking,
        &[
            ("scope", "basic write offline_access"),
            ("redirect_uri", HOME),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    );
    let stranger = Browser::new(&world).get(&path(&fields));
    assert!(stranger.header(header::LOCATION).starts_with("/sign-in?to=/oauth2/authorize%3F"));
    let browser = Browser::signed_in(&world, "ada");
    let page = browser.get(&path(&fields)).text();
    assert!(page.contains("Keep access until") && page.contains("as you"));
    let code = code(&browser, &fields);
    let (key, secret) = (asking.client.key.as_str(), asking.secret.as_str());
    let own = [("client_id", key), ("client_secret", secret)];
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", HOME),
        ("code_verifier", VERIFIER),
    ];
    let given = json(&multipart(&world, &[&own[..], &grant[..]].concat()));
    assert_eq!(given["expires_in"], 2520);
    assert_eq!(given["scope"], "basic write offline_access");
    assert_eq!((&given["token_type"], &given["id_token"]), (&Value::from("bearer"), &Value::from(false)));
    let refresh = given["refresh_token"].as_str().unwrap();
    let again = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    // RFC 6749, 2.3.1: the client's credentials in a header.
    let basic = STANDARD.encode(format!("{key}:{secret}"));
    let request = Request::post(TOKEN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Basic {basic}"));
    let second = world.ask(request.body(Body::from(encoded(&again))).unwrap());
    let rotated = json(&second)["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(rotated, refresh);
    let reused = exchange(&world, &[&own[..], &again[..]].concat());
    assert_eq!(
        (reused.status, json(&reused)["error"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("invalid_grant"))
    );
    let gone = exchange(
        &world,
        &[&own[..], &[("grant_type", "refresh_token"), ("refresh_token", &rotated)]].concat(),
    );
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED, "the whole family is revoked");
    assert!(browser.get("/apps").text().contains("No app has access."));
}

#[test]
fn mistakes_go_back_to_the_client_or_nowhere() {
    let world = World::new();
    let asking = asking(&world);
    let browser = Browser::signed_in(&world, "ada");
    let home = ("redirect_uri", HOME);
    for (more, error) in [
        (vec![home, ("scope", "admin")], "invalid_scope"),
        (vec![home, ("code_challenge", CHALLENGE)], "invalid_request"),
        (vec![home, ("code_challenge", CHALLENGE), ("code_challenge_method", "plain")], "invalid_request"),
    ] {
        let (place, given) = led(&browser.get(&path(&question(&asking, &more))));
        assert_eq!((place.as_str(), given["error"].as_str()), ("https://app.example/cb", error));
        assert_eq!((given["state"].as_str(), given.contains_key("code")), ("a b&c", false));
    }
    let mut token = question(&asking, &[home]);
    token[1].1 = "token".into();
    assert_eq!(led(&browser.get(&path(&token))).1["error"], "unsupported_response_type");
    for more in [
        vec![("redirect_uri", "https://evil.example/")],
        vec![("redirect_uri", "https://app.example/cb")],
        vec![],
    ] {
        let answer = browser.get(&path(&question(&asking, &more)));
        assert_eq!(
            (answer.status, answer.header(header::LOCATION)),
            (StatusCode::BAD_REQUEST, ""),
            "{more:?}"
        );
        assert!(answer.text().contains("redirect_uri: "));
    }
    let unknown = browser.get("/oauth2/authorize?client_id=x&response_type=code");
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let fields = question(&asking, &[home]);
    let pairs: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let no = answer(&browser, &path(&fields), "/oauth2/authorize", &pairs, "deny");
    assert_eq!(led(&no).1["error"], "access_denied");
    let forged = browser.post("/oauth2/authorize", &[&pairs[..], &[("answer", "allow")]].concat());
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[test]
fn the_token_endpoint_tells_mistakes_apart() {
    let world = World::new();
    let asking = asking(&world);
    let browser = Browser::signed_in(&world, "ada");
    let fields = question(&asking, &[("scope", "basic"), ("redirect_uri", HOME)]);
    let code = code(&browser, &fields);
    let (key, secret) = (asking.client.key.as_str(), asking.secret.as_str());
    let own = vec![("client_id", key), ("client_secret", secret)];
    let wrong = vec![("client_id", key), ("client_secret", "x")];
    let grant = |more: &[(&'static str, &'static str)]| {
        [&[("grant_type", "authorization_code"), ("code", "x")], more].concat()
    };
    for (who, what, status, error) in [
        (vec![], grant(&[]), 400, "invalid_request"),
        (own.clone(), vec![], 400, "invalid_request"),
        (own.clone(), vec![("grant_type", "password")], 400, "unsupported_grant_type"),
        (own.clone(), vec![("grant_type", "authorization_code")], 400, "invalid_request"),
        (own.clone(), vec![("grant_type", "client_credentials"), ("scope", "write")], 400, "invalid_scope"),
        (own.clone(), vec![("grant_type", "client_credentials"), ("scope", "x")], 400, "invalid_scope"),
        (own.clone(), grant(&[]), 401, "invalid_grant"),
        (wrong, grant(&[]), 401, "invalid_client"),
    ] {
        let answer = exchange(&world, &[who, what].concat());
        assert_eq!((answer.status.as_u16(), json(&answer)["error"].as_str()), (status, Some(error)));
        assert_eq!(answer.headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
    }
    let right = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", HOME)];
    let given = json(&exchange(&world, &[&own[..], &right[..]].concat()));
    assert_eq!((given.get("refresh_token"), given["scope"].as_str()), (None, Some("basic")));
    let get = world.get(TOKEN);
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    let error: serde_json::Value = serde_json::from_slice(&get.body).unwrap();
    assert_eq!(
        (&error["error"], &error["error_description"]),
        (&"invalid_request".into(), &"this address answers POST".into())
    );
    assert_eq!(multipart(&world, &[("x", "y"); 70]).status, StatusCode::BAD_REQUEST);
}

#[test]
fn an_oauth_1_token_is_exchanged_once() {
    let world = World::new();
    let asking = asking(&world);
    let client = asking.trusted(&world);
    let path = "/v2/oauth2/exchange";
    let send = || world.ask(client.request("POST", path, &[]).body(Body::empty()).unwrap());
    let given = json(&send());
    assert_eq!((given["scope"].as_str(), given["expires_in"].as_i64()), (Some("basic write"), Some(2520)));
    assert_eq!(send().status, StatusCode::UNAUTHORIZED, "the old token has ended");
    for request in [
        Request::post(path),
        Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", given["access_token"].as_str().unwrap())),
        asking.signing().request("POST", path, &[]),
    ] {
        assert_eq!(world.ask(request.body(Body::empty()).unwrap()).status, StatusCode::BAD_REQUEST);
    }
}

#[test]
fn tokens_are_asked_for_as_often_as_the_api_may_be() {
    let world = World::new();
    let asking = asking(&world);
    let settings = tagstead_server::ServerOptions {
        base_url: "https://tags.example".into(),
        limits: tagstead_server::Limits { address_minute: 3, ..tagstead_server::Limits::without_limits() },
    };
    let app = tagstead_server::App::new(world.site.clone(), world.clock.clone(), settings);
    let router = tagstead_server::router(app);
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", &asking.client.key),
        ("client_secret", &asking.secret),
    ];
    let ask = |path: &str| {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(encoded(&pairs))).unwrap();
        let answer = world.wait(tower::ServiceExt::oneshot(router.clone(), request)).unwrap();
        (answer.status().as_u16(), answer.headers().contains_key(header::RETRY_AFTER))
    };
    assert_eq!([ask(TOKEN), ask(TOKEN), ask(TOKEN)], [(200, false); 3]);
    for path in [TOKEN, "/v2/oauth2/exchange", "/oauth/request_token", "/oauth/access_token"] {
        assert_eq!(ask(path), (429, true), "{path}");
    }
}

#[test]
fn to_go_on_is_to_go_on_reading_at_least() {
    let scopes = model::Scopes::parse("offline_access").unwrap();
    assert_eq!(scopes.to_string(), "basic offline_access");
    assert_eq!(model::Scopes::parse("write").unwrap().to_string(), "write");
}
