//! A client with its owner, and what people answer it.

use crate::browser::{Browser, account};
use crate::signing;
use crate::world::{Answer, World};
use axum::http::header;
use model::{Account, Client};
use std::collections::HashMap;
use tumblelog::oauth::NewClient;
use url::{Url, form_urlencoded};

pub const HOME: &str = "https://app.example/cb?x=1";
/// An address of an app's own scheme.
pub const APP: &str = "com.example.app://cb";

/// A client of eve's that is asking ada.
pub struct Asking {
    pub ada: Account,
    pub client: Client,
    pub secret: String,
}

pub fn asking(world: &World) -> Asking {
    let (ada, eve) = (account(world, "ada"), account(world, "eve"));
    let redirects = vec![HOME.into(), APP.into()];
    let new = NewClient { owner: eve.id, name: "Walks & <Springs>".into(), redirects, public: false };
    let (client, secret) = world.wait(world.site.create_client(new)).unwrap();
    Asking { ada, client, secret }
}

impl Asking {
    pub fn signing(&self) -> signing::Client {
        signing::Client { key: self.client.key.clone(), secret: self.secret.clone(), ..Default::default() }
    }

    /// With a token of ada's.
    pub fn trusted(&self, world: &World) -> signing::Client {
        let token = world.wait(world.site.give_token(self.client.id, self.ada.id)).unwrap();
        self.signing().with(&token.token, &token.secret)
    }
}

/// Names and values of a form-encoded answer.
pub fn form(answer: &Answer) -> HashMap<String, String> {
    form_urlencoded::parse(&answer.body).into_owned().collect()
}

/// Names and values in the query of where an answer leads, and the address without them.
pub fn led(answer: &Answer) -> (String, HashMap<String, String>) {
    let url = Url::parse(answer.header(header::LOCATION)).unwrap();
    let pairs = url.query_pairs().into_owned().collect();
    (url.as_str().split('?').next().unwrap().to_owned(), pairs)
}

/// What a page's form sends beside the answer, with the answer.
pub fn answer(
    browser: &Browser<'_>,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
    word: &str,
) -> Answer {
    let mut all = fields.to_vec();
    all.push(("answer", word));
    browser.submit(page, action, &all)
}
