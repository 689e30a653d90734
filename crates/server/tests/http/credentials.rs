//! Who a request comes from: the shapes in which real clients sign, and credentials that do not hold.

use crate::browser::{Browser, account};
use crate::consent::{APP, asking};
use crate::signing::{Client, NOW};
use crate::world::World;
use axum::http::{Method, Request, header, request};
use model::Scopes;
use std::time::Duration;
use tagstead_server::visitor::{Refused, Visitor, identify_visitor};
use tumblelog::oauth::{Authorise, TokenRequest};

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn who(world: &World, request: request::Builder, form: Pairs<'_>) -> Result<Visitor, Refused> {
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let form: Vec<_> = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    world.wait(identify_visitor(&world.app, &parts, &form))
}

fn name(outcome: Result<Visitor, Refused>) -> String {
    match outcome {
        Ok(Visitor::Nobody) => "nobody".into(),
        Ok(Visitor::Key(_)) => "key".into(),
        Ok(Visitor::Account { account, scopes, client }) => {
            format!("{} {scopes}{}", account.name, if client.is_some() { "" } else { " by session" })
        }
        Err(refused) => format!("{} {}", refused.status().as_u16(), refused.error_detail()),
    }
}

const ALL: &str = "ada basic write offline_access";

#[test]
fn every_shape_of_a_real_client_passes() {
    let world = World::new();
    let asking = asking(&world);
    let key = asking.client.key.clone();
    let client = asking.trusted(&world);
    let text: Pairs<'_> = &[("type", "text"), ("body", "Çay & bal + çörək")];
    // All: GET with the query signed, whatever is in it.
    let path = "/v2/tagged?tag=blue+sky&tag%5B0%5D=%C3%A7ay%20bal&x=&y";
    assert_eq!(name(who(&world, client.request("GET", path, &[]), &[])), ALL);
    let path = "/v2/blog/t:0aY0xL2Fi1OFJg4YxpmegQ.tumblr.com/info";
    assert_eq!(name(who(&world, client.request("GET", path, &[]), &[])), ALL);
    // tumblr.js, pytumblr2: JSON and multipart bodies are not signed.
    assert_eq!(name(who(&world, client.request("POST", "/v2/blog/b/posts", &[]), &[])), ALL);
    // pytumblr: form bodies are.
    assert_eq!(name(who(&world, client.request("POST", "/v2/blog/b/post", text), text)), ALL);
    // pytumblr: the text parts of a multipart body stand in the query too, and that copy is signed.
    let twice = "/v2/blog/b/post?type=text&body=%C3%87ay+%26+bal+%2B+%C3%A7%C3%B6r%C9%99k";
    assert_eq!(name(who(&world, client.request("POST", twice, &[]), &[])), ALL);
    // tumblr.php, jumblr: the text parts of a multipart body are signed as a form; the second try finds that.
    let first = client.request("POST", "/v2/blog/b/post", text);
    let (parts, ()) = first.body(()).unwrap().into_parts();
    assert!(matches!(world.wait(identify_visitor(&world.app, &parts, &[])), Err(Refused::Signature)));
    let form: Vec<_> = text.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    assert_eq!(name(world.wait(identify_visitor(&world.app, &parts, &form))), ALL);
    // pytumblr with a key alone signs with an empty secret, without a token, and gives the key again.
    let alone = Client { key: key.clone(), ..Client::default() };
    let path = format!("/v2/tagged?tag=x&api_key={key}");
    assert_eq!(name(who(&world, alone.request("GET", &path, &[]), &[])), "key");
    assert_eq!(name(who(&world, asking.signing().request("GET", "/v2/tagged", &[]), &[])), "key");
    // crabrave: a bearer token also where a key would do; and the key in the query or in the body.
    assert_eq!(name(who(&world, Request::get(path), &[])), "key");
    assert_eq!(name(who(&world, Request::post("/v2/x"), &[("api_key", &key)])), "key");
    assert_eq!(name(who(&world, Request::get("/v2/x"), &[])), "nobody");
    let proxied = Request::get("/v2/x").header(header::AUTHORIZATION, "Basic YTpi");
    assert_eq!(name(who(&world, proxied, &[])), "nobody", "meant for somebody before us");
}

#[test]
fn the_address_is_the_one_the_client_used() {
    let world = World::new();
    let asking = asking(&world);
    let client = asking.trusted(&world);
    let ask = |signed: &str, host: &str| {
        let header = client.header("GET", signed, &[]);
        let request = Request::get("/v2/x").header(header::HOST, host).header(header::AUTHORIZATION, header);
        name(who(&world, request, &[]))
    };
    assert_eq!(ask("https://api.tumblr.com/v2/x", "api.tumblr.com"), ALL, "a redirected client");
    assert_eq!(ask("http://127.0.0.1:8080/v2/x", "127.0.0.1:8080"), ALL, "plain HTTP");
    assert_eq!(ask("https://tags.example/v2/x", "backend:9000"), ALL, "behind a proxy that changes the host");
    assert!(ask("https://other.example/v2/x", "tags.example").starts_with("401"));
}

#[test]
fn what_does_not_hold_is_refused_by_name() {
    let world = World::new();
    let asking = asking(&world);
    let client = asking.trusted(&world);
    let get = |client: &Client| name(who(&world, client.request("GET", "/v2/x?a=b", &[]), &[]));
    let (token, secret) = client.token.clone().unwrap();
    assert!(get(&client.with(&token, "wrong")).contains("401 the OAuth signature"));
    assert!(get(&client.with("unknown", &secret)).contains("401 the token is unknown"));
    assert!(get(&Client { key: "unknown".into(), ..client.clone() }).contains("401 there is no client"));
    assert!(get(&Client { secret: String::new(), ..client.clone() }).contains("401 the OAuth signature"));
    for (stamp, good) in
        [(NOW - 301, false), (NOW - 300, true), (NOW + 300, true), (NOW + 301, false), (i64::MAX, false)]
    {
        let outcome = get(&Client { timestamp: Some(stamp), ..client.clone() });
        assert_eq!(outcome == ALL, good, "{stamp}: {outcome}");
        assert!(good || outcome.contains("oauth_timestamp is more than 5 minutes off"), "{outcome}");
    }
    let changed = client.request("GET", "/v2/x?a=b", &[]).uri("/v2/x?a=c");
    assert!(name(who(&world, changed, &[])).contains("401 the OAuth signature"));
    let other = client.request("GET", "/v2/x?a=b", &[]).method("DELETE");
    assert!(name(who(&world, other, &[])).contains("401 the OAuth signature"));
    for (header, part) in [
        ("OAuth", "oauth_consumer_key is missing"),
        ("OAuth realm=\"x\"", "oauth_consumer_key is missing"),
        ("Bearer", "token is unknown"),
        ("Bearer x", "token is unknown"),
        ("Digest x", "use OAuth or Bearer"),
    ] {
        let request = Request::get("/v2/x").header(header::AUTHORIZATION, header);
        let outcome = name(who(&world, request, &[]));
        assert!(outcome.starts_with("401") && outcome.contains(part), "{header}: {outcome}");
    }
    assert!(name(who(&world, Request::get("/v2/x?api_key=unknown"), &[])).contains("401 there is no client"));
    // The text of an OAuth 1 token bears nothing.
    let bearer = Request::get("/v2/x").header(header::AUTHORIZATION, format!("Bearer {token}"));
    assert!(name(who(&world, bearer, &[])).contains("401"));
}

#[test]
fn a_request_that_comes_again_is_refused() {
    let world = World::new();
    let asking = asking(&world);
    let client = Client { nonce: Some("once".into()), ..asking.trusted(&world) };
    for method in ["GET", "POST"] {
        let client = Client { timestamp: Some(NOW + i64::from(method == "POST")), ..client.clone() };
        let ask = || name(who(&world, client.request(method, "/v2/x", &[]), &[]));
        assert_eq!(ask(), ALL);
        assert!(ask().contains("401 this request was made before"), "{method}");
        let later = Client { timestamp: Some(NOW + 9), ..client.clone() };
        let outcome = name(who(&world, later.request(method, "/v2/x", &[]), &[]));
        assert_eq!(outcome, ALL, "a nonce is one of its time stamp");
    }
    // Another process of the same site knows the writes, not the reads.
    let settings = tagstead_server::ServerOptions {
        base_url: "https://tags.example".into(),
        limits: tagstead_server::Limits::without_limits(),
    };
    let second = tagstead_server::App::new(world.site.clone(), world.clock.clone(), settings);
    for (method, stamp, again) in [("GET", NOW, true), ("POST", NOW + 1, false)] {
        let client = Client { timestamp: Some(stamp), ..client.clone() };
        let (parts, ()) = client.request(method, "/v2/x", &[]).body(()).unwrap().into_parts();
        assert_eq!(world.wait(identify_visitor(&second, &parts, &[])).is_ok(), again, "{method}");
    }
    // A wrong signature uses no nonce up.
    let fresh = Client { nonce: Some("other".into()), ..client };
    let wrong = Client { secret: "x".into(), ..fresh.clone() };
    assert!(who(&world, wrong.request("POST", "/v2/x", &[]), &[]).is_err());
    assert!(who(&world, fresh.request("POST", "/v2/x", &[]), &[]).is_ok());
}

#[test]
fn a_bearer_has_its_scopes_until_it_expires() {
    let world = World::new();
    let asking = asking(&world);
    let consent = Authorise {
        client: asking.client.clone(),
        account: asking.ada.id,
        scopes: Scopes::BASIC,
        redirect: Some(APP.into()),
        challenge: None,
    };
    let code = world.wait(world.site.issue_code(consent)).unwrap();
    let request = TokenRequest::Code { code, redirect: Some(APP.into()), verifier: None };
    let issued = world
        .wait(world.site.redeem_grant(&asking.client.key, Some(&asking.secret), request))
        .unwrap_or_else(|e| panic!("{e}"));
    let ask = || {
        let header = format!("Bearer {}", issued.access);
        who(&world, Request::get("/v2/x").header(header::AUTHORIZATION, header), &[])
    };
    let visitor = ask().unwrap();
    let write = Scopes { write: true, ..Scopes::default() };
    assert!(visitor.require_scopes(Scopes::BASIC).is_ok() && visitor.client().is_some());
    assert!(visitor.owns_blog(asking.ada.blogs[0]) && !visitor.owns_blog(model::BlogId(999)));
    let refused = visitor.require_scopes(write).unwrap_err();
    assert_eq!(
        (refused.status().as_u16(), refused.error_detail().as_str()),
        (403, "the token has not the scope “write”")
    );
    world.clock.advance(Duration::from_secs(2520));
    assert!(name(ask()).contains("401 the access token has expired"));
    let own = TokenRequest::Client { scopes: Scopes::BASIC };
    let own = world
        .wait(world.site.redeem_grant(&asking.client.key, Some(&asking.secret), own))
        .unwrap_or_else(|e| panic!("{e}"));
    let request = Request::get("/v2/x").header(header::AUTHORIZATION, format!("bearer {}", own.access));
    let visitor = who(&world, request, &[]).unwrap();
    assert_eq!(visitor.require_scopes(Scopes::BASIC).unwrap_err().status().as_u16(), 401);
    assert!(matches!(visitor, Visitor::Key(_)));
}

#[test]
fn a_session_counts_for_our_own_pages_alone() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    let cookie = format!("a=b; __Host-tagstead={}", browser.cookies.borrow()["__Host-tagstead"]);
    let token = browser.form_token("/account");
    let ask = |method: Method, site: &str, form: Pairs<'_>| {
        let request = Request::builder().method(method).uri("/v2/x").header(header::HOST, "tags.example");
        let request = request.header(header::COOKIE, cookie.as_str()).header("sec-fetch-site", site);
        name(who(&world, request, form))
    };
    let here = format!("{ALL} by session");
    assert_eq!(ask(Method::GET, "same-origin", &[]), here);
    assert_eq!(ask(Method::GET, "same-site", &[]), "nobody", "a script of another host reads nothing");
    assert_eq!(ask(Method::POST, "same-origin", &[]), "nobody");
    assert_eq!(ask(Method::POST, "same-origin", &[("form_token", &token)]), here);
    assert_eq!(ask(Method::POST, "cross-site", &[("form_token", &token)]), "nobody");
}
