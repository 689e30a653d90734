//! A bucket that fails for a moment is asked again; one that fails for good is told as such.

use crate::common::name;
use crate::fake_server::{FakeServer, Turn};
use std::io::Read;
use tagstead_blob::{BlobStore, Error, TemporaryFile};

fn error_of(code: &str) -> Vec<u8> {
    format!("<Error><Code>{code}</Code><Message>words that are not shown</Message></Error>").into_bytes()
}

#[test]
fn a_read_that_breaks_off_is_repeated_without_what_was_read() {
    let piece = 512 << 10;
    let server = FakeServer::start(vec![
        Turn::Hang,
        Turn::BreakOff(piece, vec![1; 1000]),
        Turn::Say(206, vec![1; piece]),
        Turn::BreakOff(10, vec![2; 3]),
        Turn::Say(503, error_of("SlowDown")),
        Turn::Say(206, vec![2; 10]),
    ]);
    let blob = name("ab", ".mp4");
    let mut bytes = Vec::new();
    server.store.open(&blob, 5..(5 + piece as u64 + 10)).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!((bytes.len(), bytes[piece - 1], bytes[piece]), (piece + 10, 1, 2));
    let first = format!("GET /media/{} bytes=5-{}", blob.path(), piece + 4);
    let second = format!("GET /media/{} bytes={}-{}", blob.path(), piece + 5, piece + 14);
    assert_eq!(
        server.requests(),
        [[&first; 3], [&second; 3]].concat().into_iter().cloned().collect::<Vec<_>>()
    );
}

#[test]
fn after_three_attempts_it_is_unavailable_and_then_asked_once() {
    let server = FakeServer::start(vec![Turn::Say(500, error_of("InternalError"))]);
    let blob = name("ab", ".jpg");
    let error = server.store.open(&blob, 0..3).err().unwrap();
    let told = "the media store s3://media does not work now: it answered 500 (InternalError)";
    assert!(matches!(&error, Error::Unavailable(why) if why == told), "{error}");
    assert_eq!(server.requests().len(), 3);
    assert!(matches!(server.store.stat(&blob), Err(Error::Unavailable(_))));
    assert_eq!(server.requests().len(), 4, "while it is known to fail, one attempt is enough");
}

#[test]
fn a_store_that_works_again_is_patient_again() {
    let ok = || Turn::Say(200, b"x".to_vec());
    let bad = || Turn::Say(503, Vec::new());
    let server = FakeServer::start(vec![bad(), bad(), bad(), ok(), bad(), bad(), ok()]);
    let blob = name("ab", ".jpg");
    assert!(server.store.stat(&blob).is_err());
    server.store.stat(&blob).unwrap();
    server.store.stat(&blob).unwrap();
    assert_eq!(server.requests().len(), 7);
}

#[test]
fn a_deletion_is_asked_for_once_and_one_of_nothing_is_done() {
    for (turn, works) in [(Turn::Say(503, Vec::new()), false), (Turn::Say(404, error_of("NoSuchKey")), true)]
    {
        let server = FakeServer::start(vec![turn]);
        assert_eq!(server.store.delete(&name("ab", ".jpg")).is_ok(), works);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_file_is_sent_whole_again() {
    let server = FakeServer::start(vec![
        Turn::Say(503, Vec::new()),
        Turn::Say(400, error_of("RequestTimeout")),
        Turn::Say(200, Vec::new()),
    ]);
    let dir = tempfile::tempdir().unwrap();
    let mut file = TemporaryFile::new(dir.path()).unwrap();
    file.append(b"whole").unwrap();
    let blob = name("ab", ".jpg");
    server.store.put(vec![(blob.clone(), file)]).unwrap();
    let line = format!("PUT /media/{} whole", blob.path());
    assert_eq!(server.requests(), vec![line; 3]);
}

#[test]
fn what_is_refused_is_asked_once() {
    for (status, code, told) in [
        (403, "AccessDenied", "refuses: it answered 403 (AccessDenied)"),
        (403, "RequestTimeTooSkewed", "refuses: it answered 403 (RequestTimeTooSkewed)"),
        (301, "PermanentRedirect", "another region"),
        (404, "NoSuchBucket", "there is no such bucket"),
    ] {
        let server = FakeServer::start(vec![Turn::Say(status, error_of(code))]);
        let error = server.store.probe().unwrap_err();
        assert!(matches!(&error, Error::Refused(why) if why.contains(told)), "{error}");
        assert_eq!(server.requests().len(), 1, "{code}");
    }
}

#[test]
fn an_answer_without_end_is_not_read() {
    // A range of ten bytes is asked for; a store that knows no ranges sends more than is ever held.
    let server = FakeServer::start(vec![Turn::Say(200, vec![0; 5 << 20])]);
    assert!(matches!(server.store.open(&name("ab", ".mp4"), 0..10), Err(Error::Unavailable(_))));
}

#[test]
fn a_store_that_is_not_there_is_unavailable() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut settings = crate::common::settings(&testkit::S3Place {
        endpoint: format!("http://{gone}"),
        bucket: "media",
        prefix: "p".into(),
        access: "KEY",
        secret: "SECRET",
    });
    for endpoint in [format!("http://{gone}"), "http://nowhere.invalid".into()] {
        settings.endpoint = endpoint.parse().unwrap();
        let store = tagstead_blob::S3Store::with_pauses(&settings, &[]).unwrap();
        let error = store.probe().unwrap_err().to_string();
        assert!(error.starts_with("the media store s3://media/p does not work now"), "{error}");
        assert!(!error.contains("X-Amz"), "{error}");
    }
}
