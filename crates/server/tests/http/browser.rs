//! A browser that keeps its cookies and sends forms as it finds them.

use crate::world::{Answer, World, between};
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use model::{Account, BlogName};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use tagstead_server::Peer;
use tumblelog::NewBlog;
use tumblelog::account::{Adopt, NewAccount};
use url::form_urlencoded;

pub const PASSWORD: &str = "bal, çay və çörək";
pub const ORIGIN: &str = "https://tags.example";

pub struct Browser<'a> {
    pub world: &'a World,
    pub cookies: RefCell<BTreeMap<String, String>>,
    /// Where it asks from; this machine where not given.
    address: Option<IpAddr>,
}

/// An account of this name, with a blog of the same name.
pub fn account(world: &World, name: &str) -> Account {
    let name = BlogName::parse(name).unwrap();
    let blog = NewBlog::with_name(name.clone());
    let new = NewAccount { name, password: Some(PASSWORD.into()), blog, adopt: Adopt::New };
    world.wait(world.site.create_account(new)).unwrap().0
}

pub fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl<'a> Browser<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, cookies: RefCell::default(), address: None }
    }

    /// One that asks from this address.
    pub fn at(world: &'a World, address: &str) -> Self {
        Self { address: Some(address.parse().unwrap()), ..Self::new(world) }
    }

    /// One that has signed in.
    pub fn signed_in(world: &'a World, name: &str) -> Self {
        let browser = Self::new(world);
        let answer = browser.sign_in(name, PASSWORD);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        browser
    }

    pub fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.submit("/sign-in", "/sign-in", &[("name", name), ("password", password)])
    }

    pub fn send(&self, request: Builder, body: String) -> Answer {
        let cookies: Vec<_> = self.cookies.borrow().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = request.header(header::HOST, "tags.example").header(header::COOKIE, cookies.join("; "));
        let mut request = request.body(Body::from(body)).unwrap();
        if let Some(addr) = self.address {
            request.extensions_mut().insert(Peer { addr, https: true, host: "tags.example".into() });
        }
        let answer = self.world.ask(request);
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(name.starts_with("__Host-") && rest.contains("HttpOnly") && rest.contains("; Secure"));
            assert!(rest.contains("SameSite=Lax") && rest.contains("Path=/;"));
            match value {
                "" => self.cookies.borrow_mut().remove(name),
                value => self.cookies.borrow_mut().insert(name.into(), value.into()),
            };
        }
        answer
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), String::new())
    }

    pub fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send(
            Request::post(path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::CONTENT_LENGTH, encoded(pairs).len())
                .header("sec-fetch-site", "same-origin")
                .header(header::ORIGIN, ORIGIN),
            encoded(pairs),
        )
    }

    /// The token that the forms of a page carry.
    pub fn form_token(&self, page: &str) -> String {
        let html = self.get(page).text();
        between(&html, "name=\"form_token\" value=\"", "\"")
            .first()
            .map(|t| (*t).to_owned())
            .unwrap_or_default()
    }

    /// Sends a form of `page`.
    pub fn submit(&self, page: &str, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.form_token(page);
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(pairs);
        self.post(action, &all)
    }
}
