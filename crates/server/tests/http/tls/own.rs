//! Certificates of the server's own making.

use super::client::{Own, Running, connect};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tagstead_server::tls::{Certificates, certificate_names};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn clients_that_trust_the_authority_accept_every_name_and_no_other() {
    let own = Own::new();
    let certificates = own.open(&["*.mirror.example", "192.0.2.7"]);
    let running = Running::start(&certificates);
    let authority = certificates.authority_path().unwrap();
    let accepted =
        |name: &str| connect(running.address, &authority, name, &own.clock, &[]).map_err(|e| e.to_string());
    for name in
        ["localhost", "127.0.0.1", "::1", "tags.example", "api.mirror.example", "192.0.2.7", "TAGS.example"]
    {
        assert!(accepted(name).is_ok(), "{name}");
    }
    for name in ["other.example", "mirror.example", "a.b.mirror.example", "192.0.2.8"] {
        let refused = accepted(name).map(|_| ()).unwrap_err();
        assert!(refused.contains("certificate"), "{name}: {refused}");
    }
    let other = Own::new();
    let foreign = other.open(&[]).authority_path().unwrap();
    assert!(connect(running.address, &foreign, "localhost", &own.clock, &[]).is_err());
}

#[test]
fn keys_are_for_their_owner_alone() {
    let own = Own::new();
    own.open(&[]);
    let mode = |name: &str| {
        own.folder.path().join("tls").join(name).metadata().unwrap().permissions().mode() & 0o777
    };
    for (name, expected) in
        [("", 0o700), ("ca.key", 0o600), ("server.key", 0o600), ("ca.pem", 0o644), ("server.pem", 0o644)]
    {
        assert_eq!(mode(name), expected, "{name}");
    }
}

#[test]
fn they_are_made_once_and_anew_when_names_change_or_the_end_is_near() {
    let own = Own::new();
    own.open(&[]);
    let all = || ["ca.pem", "ca.key", "server.pem", "server.key"].map(|name| own.read(name));
    let first = all();
    own.open(&[]);
    own.clock.advance(DAY * 300);
    own.open(&[]);
    assert_eq!(all(), first);

    own.open(&["more.example"]);
    let named = all();
    assert_eq!(named[..2], first[..2], "the authority is kept");
    assert!(named[2] != first[2] && named[3] != first[3]);
    assert!(
        named[2].starts_with("Names: 127.0.0.1 ::1 localhost more.example tags.example\n"),
        "{}",
        named[2]
    );
    own.open(&[]);
    assert_ne!(all()[2], named[2], "a name that is taken away goes too");

    let before = own.read("server.pem");
    own.clock.advance(DAY * 370);
    let certificates = own.open(&[]);
    assert_ne!(own.read("server.pem"), before);
    let running = Running::start(&certificates);
    let authority = certificates.authority_path().unwrap();
    assert!(connect(running.address, &authority, "localhost", &own.clock, &[]).is_ok());

    own.clock.advance(DAY * 370);
    assert!(connect(running.address, &authority, "localhost", &own.clock, &[]).is_ok(), "27 days are left");
    assert!(certificates.refresh_certificate(false).unwrap(), "while the server runs");
    own.clock.advance(DAY * 100);
    assert!(connect(running.address, &authority, "localhost", &own.clock, &[]).is_ok());
    assert_eq!(own.read("ca.pem"), first[0]);
}

#[test]
fn an_authority_without_its_key_is_not_replaced() {
    let own = Own::new();
    own.open(&[]);
    let key = own.folder.path().join("tls/ca.key");
    std::fs::rename(&key, own.folder.path().join("safe")).unwrap();
    own.open(&[]);
    let error = Certificates::open(own.source(&["more.example"]), own.clock.clone()).unwrap_err().to_string();
    assert!(error.contains("ca.key") && error.contains("remove both"), "{error}");
    std::fs::write(&key, "no key").unwrap();
    let error = Certificates::open(own.source(&["more.example"]), own.clock.clone()).unwrap_err().to_string();
    assert!(error.contains("ca.key") && error.contains("no private key"), "{error}");
    std::fs::write(own.folder.path().join("tls/server.key"), "").unwrap();
    std::fs::rename(own.folder.path().join("safe"), &key).unwrap();
    own.open(&[]);
}

#[test]
fn names_are_those_of_hosts() {
    let own = |base: &str, more: &[&str]| {
        certificate_names(base, &more.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
            .map(|names| names.join(" "))
            .map_err(|error| error.to_string())
    };
    let here = "127.0.0.1 ::1 localhost";
    assert_eq!(own("http://127.0.0.1:8080", &[]), Ok(here.to_owned()));
    assert_eq!(own("https://[2001:db8::1]/", &[]), Ok("127.0.0.1 2001:db8::1 ::1 localhost".to_owned()));
    assert_eq!(own("https://T.Example", &["t.example", "LOCALHOST"]), Ok(format!("{here} t.example")));
    for bad in ["", "a b", "https://a.example", "a.example:443", "*", "*.*.example", "é.example", "a..b"] {
        let refused = own("https://t.example", &[bad]).unwrap_err();
        assert!(refused.contains(&format!("“{bad}”")), "{refused}");
    }
    let many: Vec<String> = (0..101).map(|n| format!("n{n}.example")).collect();
    assert!(certificate_names("https://t.example", &many).is_err());
}
