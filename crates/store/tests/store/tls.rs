//! PostgreSQL over TLS: what each `sslmode` does, and what is said where the certificate is wrong.

use crate::common::store::{Error, Store};
use crate::common::{open, runtime};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::postgres::TestDb;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, Stream};

/// The file of the authority that signed the test server's certificate, which is for `localhost`.
const ROOT: &str = "TAGSTEAD_TEST_POSTGRES_ROOT";

/// A database on a server with TLS, and the address of its server.
struct Encrypted {
    _database: TestDb,
    root: PathBuf,
    port: String,
    name: String,
}

impl Encrypted {
    fn database() -> Option<Self> {
        let database = testkit::postgres::database()?;
        let Some(root) = std::env::var_os(ROOT) else {
            assert!(std::env::var_os("CI").is_none(), "{ROOT} is not set: use script/with-postgres");
            eprintln!("TLS to PostgreSQL skipped: {ROOT} is not set");
            return None;
        };
        let address = database.url().split_once('@').unwrap().1.split('?').next().unwrap().to_owned();
        let (server, name) = address.split_once('/').unwrap();
        let (port, name) = (server.rsplit_once(':').unwrap().1.to_owned(), name.to_owned());
        Some(Self { root: root.into(), port, name, _database: database })
    }

    fn open(&self, host: &str, parameters: &str) -> Result<Store, Error> {
        open(&format!("postgres://tagstead@{host}:{}/{}?{parameters}", self.port, self.name))
    }
}

/// Whether the connection that reads is encrypted, as the server sees it.
fn is_encrypted(store: &Store) -> bool {
    let count = store.read(|tx| {
        let sql = "SELECT count(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        tx.query_opt(sql, &[], |row| row.int(0))
    });
    runtime().block_on(count).unwrap() == Some(1)
}

fn refusal(opened: Result<Store, Error>) -> String {
    match opened {
        Err(Error::Unusable(words)) => words,
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => panic!("it was opened"),
    }
}

#[test]
fn each_mode_encrypts_as_libpq_does() {
    let Some(server) = Encrypted::database() else { return };
    let root = format!("sslrootcert={}", server.root.display());
    for (host, parameters, encrypted) in [
        ("localhost", "sslmode=disable".to_owned(), false),
        ("localhost", String::new(), true),
        ("localhost", "sslmode=prefer".to_owned(), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        // The certificate is for localhost, and this mode does not ask for the name.
        ("127.0.0.1", format!("sslmode=verify-ca&{root}"), true),
        ("127.0.0.1", format!("sslmode=require&{root}"), true),
        ("localhost", format!("sslmode=verify-full&{root}"), true),
        ("localhost", root, true),
    ] {
        let store = server.open(host, &parameters).unwrap();
        assert_eq!(is_encrypted(&store), encrypted, "{host} {parameters}");
        runtime().block_on(store.write(|tx| tx.next_id("n"))).unwrap();
    }
}

#[test]
fn a_certificate_for_another_host_or_of_another_authority_is_refused_in_words() {
    let Some(server) = Encrypted::database() else { return };
    let root = format!("sslrootcert={}", server.root.display());
    let words = refusal(server.open("127.0.0.1", &format!("sslmode=verify-full&{root}")));
    assert!(words.contains("localhost") && words.contains("and not for 127.0.0.1"), "{words}");
    let folder = TempDir::new().unwrap();
    let (other, _) = make_certificate(&folder, None);
    for mode in ["require", "verify-ca", "verify-full"] {
        let words =
            refusal(server.open("localhost", &format!("sslmode={mode}&sslrootcert={}", other.display())));
        assert!(words.contains("its certificate is not signed by an authority"), "{mode}: {words}");
        assert!(words.starts_with(&format!("PostgreSQL at localhost:{}", server.port)), "{words}");
    }
}

#[test]
fn a_statement_is_cancelled_over_tls() {
    let Some(server) = Encrypted::database() else { return };
    let store = server.open("localhost", "sslmode=require").unwrap();
    let begun = Instant::now();
    let slept = runtime().block_on(store.read_within(Duration::from_millis(200), |tx| {
        tx.query("SELECT CAST(1 AS bigint) FROM pg_sleep(60)", &[], |row| row.int(0))
    }));
    assert!(matches!(slept, Err(Error::Overdue(_))), "{slept:?}");
    assert!(begun.elapsed() < Duration::from_secs(50), "the server was told to stop");
}

/// A server that refuses TLS and keeps all it is sent.
fn refuse_tls() -> (SocketAddr, std::thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut all = vec![0; 8];
        client.read_exact(&mut all).unwrap();
        client.write_all(b"N").unwrap();
        let mut more = [0; 1024];
        let read = client.read(&mut more).unwrap_or(0);
        all.extend(&more[..read]);
        all
    });
    (address, heard)
}

/// A request for TLS: its length and its number.
const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

#[test]
fn where_tls_is_asked_for_a_server_without_it_hears_nothing_more() {
    let folder = TempDir::new().unwrap();
    let (root, _) = make_certificate(&folder, None);
    let root = format!("sslrootcert={}", root.display());
    for mode in ["require".to_owned(), format!("verify-ca&{root}"), format!("verify-full&{root}")] {
        let (address, heard) = refuse_tls();
        let words = refusal(open(&format!("postgres://ada:s3cret@{address}/d?sslmode={mode}")));
        assert!(words.contains("it does not speak TLS, and sslmode="), "{words}");
        assert!(!words.contains("s3cret"), "{words}");
        assert_eq!(heard.join().unwrap(), REQUEST, "neither name nor password");
    }
    let (address, heard) = refuse_tls();
    assert!(open(&format!("postgres://ada:s3cret@{address}/d?sslmode=prefer")).is_err());
    let all = heard.join().unwrap();
    assert!(all.starts_with(&REQUEST) && all.len() > REQUEST.len(), "prefer goes on without TLS");
}

/// A certificate for localhost that is its own authority, in a file, with its key.
fn make_certificate(
    folder: &TempDir,
    ended: Option<i32>,
) -> (PathBuf, (CertificateDer<'static>, PrivateKeyDer<'static>)) {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    if let Some(year) = ended {
        params.not_before = rcgen::date_time_ymd(year - 1, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let file = folder.path().join("root.pem");
    std::fs::write(&file, certificate.pem()).unwrap();
    let secret = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    (file, (certificate.der().clone(), secret))
}

/// A server that speaks TLS with this certificate; says whether a client accepted it and said more.
fn accept_tls(
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
) -> (SocketAddr, std::thread::JoinHandle<bool>) {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let accepted = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.read_exact(&mut [0; 8]).unwrap();
        client.write_all(b"S").unwrap();
        let mut session = ServerConnection::new(Arc::new(config)).unwrap();
        let mut first = [0; 8];
        Stream::new(&mut session, &mut client).read_exact(&mut first).is_ok()
    });
    (address, accepted)
}

#[test]
fn a_certificate_that_is_its_own_authority_is_accepted_where_it_is_named_and_not_after_its_end() {
    let connect = |ended, host: &str, mode: &str| {
        let folder = TempDir::new().unwrap();
        let (root, (certificate, key)) = make_certificate(&folder, ended);
        let (address, accepted) = accept_tls(certificate, key);
        let url = format!(
            "postgres://ada@{host}:{}/d?sslmode={mode}&sslrootcert={}&hostaddr=127.0.0.1",
            address.port(),
            root.display()
        );
        let words = refusal(open(&url));
        (accepted.join().unwrap(), words)
    };
    // This server breaks off after the certificate was accepted.
    assert!(connect(None, "localhost", "verify-full").0);
    assert!(connect(None, "db.example", "verify-ca").0);
    let (accepted, words) = connect(None, "db.example", "verify-full");
    assert!(!accepted && words.contains("and not for db.example"), "{words}");
    let (accepted, words) = connect(Some(2020), "localhost", "verify-ca");
    assert!(!accepted && words.contains("its certificate has expired"), "{words}");
}
