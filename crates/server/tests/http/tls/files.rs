//! Certificates that the operator brings, and those that cannot be used.

use super::client::{Own, Running, ask, connect};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use tagstead_server::tls::{Certificates, Source};
use testkit::FakeClock;

struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    /// As `from` has them, under other names.
    fn of(from: &Own) -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        from.open(&[]);
        files.replace(from, "server.pem", "site.crt");
        files.replace(from, "server.key", "site.key");
        files
    }

    fn replace(&self, from: &Own, name: &str, own: &str) {
        fs::write(self.folder.path().join(own), from.read(name)).unwrap();
    }

    fn open(&self) -> Result<Arc<Certificates>, String> {
        open(&self.folder.path().join("site.crt"), &self.folder.path().join("site.key"))
    }
}

fn open(certificate: &Path, key: &Path) -> Result<Arc<Certificates>, String> {
    let source = Source::Files { certificate: certificate.to_owned(), key: key.to_owned() };
    Certificates::open(source, Arc::new(FakeClock::default())).map_err(|error| error.to_string())
}

#[test]
fn what_cannot_be_used_is_named() {
    let own = Own::new();
    let files = Files::of(&own);
    assert!(files.open().is_ok());
    let [crt, key] = ["site.crt", "site.key"].map(|name| files.folder.path().join(name));
    let refused = |certificate: &Path, key: &Path, file: &Path, words: &str| {
        let error = open(certificate, key).unwrap_err();
        assert!(error.contains(file.to_str().unwrap()) && error.contains(words), "{error}");
    };
    let missing = files.folder.path().join("missing.pem");
    refused(&missing, &key, &missing, "cannot be read");
    refused(&crt, &missing, &missing, "cannot be read");
    refused(files.folder.path(), &key, files.folder.path(), "cannot be read");
    refused(&key, &key, &key, "no certificate is in it");
    refused(&crt, &crt, &crt, "no private key is in it");

    let bad = files.folder.path().join("bad.pem");
    for (text, words) in [
        (String::new(), "no certificate"),
        (
            "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n".to_owned(),
            "no certificates in PEM",
        ),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned(), "no certificate"),
        (own.read("server.pem") + &"#\n".repeat(1024 * 1024), "longer than any"),
    ] {
        fs::write(&bad, &text).unwrap();
        refused(&bad, &key, &bad, words);
    }
    fs::write(&bad, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    refused(&bad, &key, &bad, "cannot be used");
    let secret = own.read("server.key");
    fs::write(&bad, secret.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")).unwrap();
    refused(&crt, &bad, &bad, "without a passphrase");
    let other = Own::new();
    other.open(&[]);
    fs::write(&bad, other.read("server.key")).unwrap();
    refused(&crt, &bad, &bad, "site.crt");
}

#[test]
fn a_change_of_the_files_is_shown_to_the_next_connection() {
    let first = Own::new();
    let files = Files::of(&first);
    let certificates = files.open().unwrap();
    assert_eq!(certificates.authority_path(), None);
    let running = Running::start(&certificates);
    let trusted = |own: &Own| {
        let authority = own.folder.path().join("tls/ca.pem");
        connect(running.address, &authority, "localhost", &own.clock, &["http/1.1"])
    };
    let mut open = trusted(&first).unwrap();
    assert!(!certificates.refresh_certificate(false).unwrap(), "nothing changed");
    assert!(certificates.refresh_certificate(true).unwrap(), "asked for");

    let second = Own::new();
    second.open(&[]);
    files.replace(&second, "server.pem", "site.crt");
    touch(&files.folder.path().join("site.crt"));
    assert!(certificates.refresh_certificate(false).is_err(), "the key is not there yet");
    assert!(trusted(&first).is_ok() && trusted(&second).is_err());
    files.replace(&second, "server.key", "site.key");
    assert!(certificates.refresh_certificate(false).unwrap());
    assert!(trusted(&first).is_err() && trusted(&second).is_ok());
    assert!(ask(&mut open, "localhost").starts_with("HTTP/1.1 200"), "what was open goes on");
}

/// As if written a second later, which a coarse file system would need.
fn touch(path: &Path) {
    let file = File::options().append(true).open(path).unwrap();
    let later = file.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(1);
    file.set_modified(later).unwrap();
}
