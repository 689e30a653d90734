//! What an operator says about the site's protection: TLS alone, and who reads `/metrics`.

use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::net::Ipv4Addr;
use tagstead_server::{MetricsToken, Peer, Protection, metrics_router};
use tower::ServiceExt;

const TOKEN: &str = "scrape-me-if-you-can";

fn from_peer(world: &World, path: &str, https: bool) -> Answer {
    let peer = Peer { addr: Ipv4Addr::LOCALHOST.into(), https, host: "tags.example".into() };
    world.ask(Request::get(path).extension(peer).body(Body::empty()).unwrap())
}

#[test]
fn browsers_are_told_to_come_back_over_tls_where_the_operator_says_so() {
    let said = |world: &World, path: &str, https| {
        from_peer(world, path, https).header(header::STRICT_TRANSPORT_SECURITY).to_owned()
    };
    let world = World::protected(Protection { hsts_seconds: Some(600), ..Protection::default() });
    for path in ["/", "/v2/info", "/nothing", "/assets/tagstead.css", "/sign-in"] {
        assert_eq!(said(&world, path, true), "max-age=600", "{path}");
        assert_eq!(said(&world, path, false), "", "{path}: over plain HTTP it counts for nothing");
    }
    assert_eq!(world.get("/").header(header::STRICT_TRANSPORT_SECURITY), "", "not known to speak TLS");
    assert_eq!(said(&World::new(), "/", true), "");
    let forget = World::protected(Protection { hsts_seconds: Some(0), ..Protection::default() });
    assert_eq!(said(&forget, "/", true), "max-age=0");
}

fn metrics(world: &World, authorization: &str) -> Answer {
    world.get_with("/metrics", header::AUTHORIZATION, authorization)
}

#[test]
fn metrics_are_for_those_who_show_the_token() {
    assert_eq!(World::new().get("/metrics").status, StatusCode::NOT_FOUND, "no token, no page");
    let token = MetricsToken::new(TOKEN).unwrap();
    let world = World::protected(Protection { metrics_token: Some(token), ..Protection::default() });
    let bare = world.get("/metrics");
    assert_eq!(bare.status, StatusCode::UNAUTHORIZED);
    assert_eq!(bare.header(header::WWW_AUTHENTICATE), "Bearer realm=\"metrics\"");
    for wrong in ["Bearer", "Bearer x", "Bearer scrape-me-if-you-ca", "Basic scrape-me-if-you-can", TOKEN] {
        assert_eq!(metrics(&world, wrong).status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    world.get("/nothing");
    let answer = metrics(&world, &format!("bearer {TOKEN}"));
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    assert!(text.contains("tagstead_http_responses_total{class=\"4xx\"} 7"), "{text}");
    assert!(text.contains("tagstead_security_events_total{event=\"bad_credentials\"} 5"), "{text}");
    let told = format!("{:?}", MetricsToken::new(TOKEN).unwrap());
    assert!(!text.contains(TOKEN) && !told.contains(TOKEN));
    for bad in ["", "short", "has a space in it", "\u{259}\u{259}\u{259}\u{259}\u{259}\u{259}\u{259}\u{259}"]
    {
        assert!(MetricsToken::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn metrics_have_an_address_of_their_own() {
    let world = World::new();
    let router = metrics_router(world.app.clone());
    let ask = |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        world.wait(router.clone().oneshot(request)).unwrap().status()
    };
    assert_eq!(
        (ask("/metrics"), ask("/healthz"), ask("/")),
        (StatusCode::OK, StatusCode::OK, StatusCode::NOT_FOUND)
    );
    let token = MetricsToken::new(TOKEN).unwrap();
    let world = World::protected(Protection { metrics_token: Some(token), ..Protection::default() });
    let router = metrics_router(world.app.clone());
    for (authorization, status) in [("", 401), ("Bearer scrape-me-if-you-can", 200)] {
        let request = Request::get("/metrics").header(header::AUTHORIZATION, authorization);
        let answer = world.wait(router.clone().oneshot(request.body(Body::empty()).unwrap())).unwrap();
        assert_eq!(answer.status().as_u16(), status, "a token holds there too");
    }
}
