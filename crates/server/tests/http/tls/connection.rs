//! Connections: what they carry, and those that come to nothing.

use super::client::{Own, Running, ask, connect};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

fn world() -> (Own, Running, std::path::PathBuf) {
    let own = Own::new();
    let certificates = own.open(&[]);
    let running = Running::start(&certificates);
    let authority = certificates.authority_path().unwrap();
    (own, running, authority)
}

#[test]
fn a_request_over_tls_knows_that_it_is_one() {
    let (own, running, authority) = world();
    let mut stream = connect(running.address, &authority, "localhost", &own.clock, &["http/1.1"]).unwrap();
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = ask(&mut stream, "Tags.Example:443");
    assert!(answer.ends_with("Peer { addr: 127.0.0.1, https: true, host: \"tags.example\" }"), "{answer}");
    let both = connect(running.address, &authority, "localhost", &own.clock, &["http/1.1", "h2"]).unwrap();
    assert_eq!(
        both.conn.alpn_protocol(),
        Some(&b"h2"[..]),
        "HTTP/2 goes before, whatever the client likes more"
    );
    let mut neither = connect(running.address, &authority, "localhost", &own.clock, &[]).unwrap();
    assert_eq!(neither.conn.alpn_protocol(), None);
    assert!(ask(&mut neither, "localhost").starts_with("HTTP/1.1 200"));
    assert!(connect(running.address, &authority, "localhost", &own.clock, &["h3"]).is_err());
}

#[test]
fn one_that_speaks_plain_http_is_told() {
    let (_own, running, _) = world();
    for request in [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
        format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n{}", "a".repeat(200_000)),
    ] {
        let mut stream = running.plain();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(answer.contains("https://"), "{answer}");
    }
}

#[test]
fn noise_is_let_go() {
    let (own, running, authority) = world();
    for noise in
        [&b"\x00\x01\x02"[..], b"\x16\x03\x01\xff\xff", b"\x16\x03\x01\x00\x05hello", b"\x80\x2e\x01"]
    {
        let mut stream = running.plain();
        stream.write_all(noise).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        // An alert, a reset or nothing.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    drop(running.plain());
    assert!(connect(running.address, &authority, "localhost", &own.clock, &[]).is_ok());
}

#[test]
fn a_stop_does_not_wait_for_a_handshake() {
    let (_own, mut running, _) = world();
    let silent = running.plain();
    let mut slow = running.plain();
    slow.write_all(b"\x16\x03\x01").unwrap();
    let begun = Instant::now();
    running.stop();
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(silent);
}
