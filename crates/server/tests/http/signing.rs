//! A client's side of OAuth 1, written apart from the server's.

use axum::http::{HeaderValue, Request, header, request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::cell::Cell;
use url::form_urlencoded;

/// 2026-11-22T12:00:00Z, the time of the test's world.
pub const NOW: i64 = 1_795_348_800;

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

#[derive(Clone, Default)]
pub struct Client {
    pub key: String,
    pub secret: String,
    pub token: Option<(String, String)>,
    /// Further parameters of the header.
    pub extra: Vec<(&'static str, String)>,
    /// What the client does otherwise than most.
    pub timestamp: Option<i64>,
    pub nonce: Option<String>,
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

impl Client {
    /// The value of `Authorization` for a request to `address`, with these further parameters signed.
    pub fn header(&self, method: &str, address: &str, body: &[(&str, &str)]) -> String {
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        let nonce = NEXT.with(|next| next.replace(next.get() + 1));
        let mut oauth = vec![
            ("oauth_consumer_key", self.key.clone()),
            ("oauth_nonce", self.nonce.clone().unwrap_or_else(|| format!("n{nonce}"))),
            ("oauth_signature_method", "HMAC-SHA1".into()),
            ("oauth_timestamp", self.timestamp.unwrap_or(NOW).to_string()),
            ("oauth_version", "1.0".into()),
        ];
        oauth.extend(self.token.iter().map(|(token, _)| ("oauth_token", token.clone())));
        oauth.extend(self.extra.iter().cloned());
        let mut all: Vec<(String, String)> = oauth.iter().map(|(n, v)| (encode(n), encode(v))).collect();
        all.extend(form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (encode(&n), encode(&v))));
        all.extend(body.iter().map(|(n, v)| (encode(n), encode(v))));
        all.sort();
        let joined: Vec<_> = all.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let base = format!("{method}&{}&{}", encode(place), encode(&joined.join("&")));
        let token_secret = self.token.as_ref().map_or("", |(_, secret)| secret);
        let key = format!("{}&{}", encode(&self.secret), encode(token_secret));
        let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(base.as_bytes());
        oauth.push(("oauth_signature", STANDARD.encode(mac.finalize().into_bytes())));
        let pairs: Vec<_> = oauth.iter().map(|(n, v)| format!("{n}=\"{}\"", encode(v))).collect();
        format!("OAuth {}", pairs.join(", "))
    }

    /// The head of a signed request to a path of the site.
    pub fn request(&self, method: &str, path: &str, body: &[(&str, &str)]) -> request::Builder {
        let header = self.header(method, &format!("https://tags.example{path}"), body);
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "tags.example")
            .header(header::AUTHORIZATION, HeaderValue::from_str(&header).unwrap())
    }

    /// The same client with a token.
    pub fn with(&self, token: &str, secret: &str) -> Self {
        Self { token: Some((token.into(), secret.into())), ..self.clone() }
    }
}
