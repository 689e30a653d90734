//! A client of our own: one request a connection, so that a killed server is felt at once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use model::Clock;
use model::clock::SystemClock;
use serde_json::Value;
use sha1::Sha1;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// What `client create --with-token --json` prints.
#[derive(serde::Deserialize)]
pub struct Keys {
    consumer_key: String,
    consumer_secret: String,
    token: String,
    token_secret: String,
}

/// Asks, and gives the status and the answer; `None` where the connection ended before the answer was whole.
pub fn ask(
    mut stream: TcpStream,
    method: &str,
    path: &str,
    authorization: &str,
    body: &str,
) -> Option<(u16, Value)> {
    let server = stream.peer_addr().ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\nAuthorization: {authorization}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length =
        |line: &str| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok();
    if head.lines().find_map(length)? != body.len() {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

/// Asks a server that runs, and gives the answer, which must have this status.
pub fn must(
    status: u16,
    server: SocketAddr,
    method: &str,
    path: &str,
    authorization: &str,
    body: &str,
) -> Value {
    let stream = TcpStream::connect(server).unwrap();
    let (told, answer) = ask(stream, method, path, authorization, body).unwrap();
    assert_eq!(told, status, "{method} {path} {body}: {answer}");
    answer
}

/// A page as a guest sees it; nothing where the server is not there.
pub fn read_page(server: SocketAddr, path: &str) -> String {
    let mut page = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(server) {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.read_to_end(&mut page));
    }
    String::from_utf8_lossy(&page).into_owned()
}

fn encode(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let one = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// Exchanges the signed token for one that needs no signature, as the value of `Authorization`.
pub fn bearer(server: SocketAddr, keys: &Keys) -> String {
    let path = "/v2/oauth2/exchange";
    let now = SystemClock.now().seconds();
    let mut pairs = vec![
        ("oauth_consumer_key", keys.consumer_key.clone()),
        ("oauth_nonce", format!("n{}", keys.token)),
        ("oauth_signature_method", "HMAC-SHA1".to_owned()),
        ("oauth_timestamp", now.to_string()),
        ("oauth_token", keys.token.clone()),
        ("oauth_version", "1.0".to_owned()),
    ];
    let joined: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let base = format!("POST&{}&{}", encode(&format!("http://{server}{path}")), encode(&joined.join("&")));
    let key = format!("{}&{}", encode(&keys.consumer_secret), encode(&keys.token_secret));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base.as_bytes());
    pairs.push(("oauth_signature", STANDARD.encode(mac.finalize().into_bytes())));
    let signed: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", encode(value))).collect();
    let header = format!("OAuth {}", signed.join(", "));
    let answer = must(200, server, "POST", path, &header, "");
    format!("Bearer {}", answer["access_token"].as_str().unwrap())
}
