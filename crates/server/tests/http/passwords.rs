//! Which passwords are accepted, and what ends with an old one.

use crate::browser::{Browser, PASSWORD, account};
use crate::consent::{HOME, asking};
use crate::world::World;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use model::{BlogName, Scopes};
use tumblelog::NewBlog;
use tumblelog::account::{Adopt, NewAccount};
use tumblelog::oauth::{Authorise, TokenRequest};

const NEW: &str = "long enough now";

#[test]
fn common_passwords_and_names_are_refused() {
    let world = World::new();
    account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    browser.submit("/account", "/account/blogs", &[("name", "spring-walks")]);
    let change = |new: &str| {
        let answer = browser.submit("/account", "/account/password", &[("old", PASSWORD), ("new", new)]);
        (answer.status, answer.text())
    };
    for (common, why) in [
        ("Qwertyuiop", "one of the most common ones"),
        ("PASSWORD123", "one of the most common ones"),
        ("Manchester", "one of the most common ones"),
        ("Sunshine!2024", "a common one with nothing but digits and marks around it"),
        ("!!!!!!!!!!!!", "repeats the same few characters"),
        ("abcdefghijk", "a row of the alphabet"),
        ("Spring-Walks", "a name of yours"),
        ("Ada-12345678", "a name of yours"),
    ] {
        let (status, page) = change(common);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{common}");
        assert!(page.contains(why) && page.contains("use another"), "{common}: {page}");
    }
    let new = |password: &str| {
        let name = BlogName::parse("eve").unwrap();
        let blog = NewBlog::with_name(BlogName::parse("tea-and-honey").unwrap());
        let new = NewAccount { name, password: Some(password.into()), blog, adopt: Adopt::New };
        world.wait(world.site.create_account(new))
    };
    for common in ["qwertyuiop", "tea-and-honey", "eve1234567"] {
        assert!(matches!(new(common), Err(tumblelog::Error::Invalid(_))), "{common}");
    }
    assert!(new("four words, not together").is_ok());
    assert_eq!(change("a spring in the valley").0, StatusCode::SEE_OTHER);
}

#[test]
fn the_access_of_apps_ends_with_a_password_where_the_person_says_so() {
    for world in World::each() {
        let asking = asking(&world);
        let signed = asking.trusted(&world);
        let consent = || Authorise {
            client: asking.client.clone(),
            account: asking.ada.id,
            scopes: Scopes { offline_access: true, ..Scopes::BASIC },
            redirect: Some(HOME.into()),
            challenge: None,
        };
        let exchange = |code: String| {
            let request = TokenRequest::Code { code, redirect: Some(HOME.into()), verifier: None };
            world.wait(world.site.redeem_grant(&asking.client.key, Some(&asking.secret), request))
        };
        let issued = exchange(world.wait(world.site.issue_code(consent())).unwrap())
            .unwrap_or_else(|denied| panic!("{denied}"));
        let waiting = world.wait(world.site.issue_code(consent())).unwrap();
        let status = || {
            let bearer = Request::get("/v2/user/info")
                .header(header::AUTHORIZATION, format!("Bearer {}", issued.access));
            let signed = signed.request("GET", "/v2/user/info", &[]);
            [bearer, signed].map(|request| world.ask(request.body(Body::empty()).unwrap()).status.as_u16())
        };
        assert_eq!(status(), [200, 200], "{}", world.label);

        let browser = Browser::signed_in(&world, "ada");
        let form = [("old", PASSWORD), ("new", NEW)];
        assert_eq!(browser.submit("/account", "/account/password", &form).status, StatusCode::SEE_OTHER);
        assert_eq!(status(), [200, 200], "not said");
        let form = [("old", "wrong"), ("new", PASSWORD), ("apps", "end")];
        browser.submit("/account", "/account/password", &form);
        assert_eq!(status(), [200, 200], "not done");
        let form = [("old", NEW), ("new", PASSWORD), ("apps", "end")];
        assert_eq!(browser.submit("/account", "/account/password", &form).status, StatusCode::SEE_OTHER);
        assert_eq!(status(), [401, 401], "{}", world.label);
        let refresh = TokenRequest::Refresh { token: issued.refresh.clone().unwrap(), scopes: None };
        let refreshed =
            world.wait(world.site.redeem_grant(&asking.client.key, Some(&asking.secret), refresh));
        assert!(refreshed.is_err() && exchange(waiting).is_err(), "{}", world.label);
        assert!(browser.get("/apps").text().contains("No app has access."));
        assert_eq!(browser.get("/account").status, StatusCode::OK, "the person stays signed in here");
    }
}
