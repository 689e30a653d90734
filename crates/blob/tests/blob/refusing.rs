//! A real server refuses what is wrong, and the words say what.

use crate::common::{name, settings};
use tagstead_blob::{BlobStore, Error, S3Keys, S3Settings, S3Store};

fn refusal(change: impl Fn(&mut S3Settings)) -> Option<String> {
    let mut settings = settings(&testkit::s3_place()?);
    change(&mut settings);
    match S3Store::new(&settings).unwrap().probe() {
        Err(Error::Refused(why)) => Some(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_key_secret_or_bucket_is_named() {
    for (told, change) in [
        ("SignatureDoesNotMatch", (|s| s.keys = S3Keys::new("S3RVER", "guessed")) as fn(&mut S3Settings)),
        ("InvalidAccessKeyId", |s| s.keys = S3Keys::new("NOBODY", "S3RVER")),
        ("NoSuchBucket", |s| s.bucket = "other".into()),
    ] {
        if let Some(why) = refusal(change) {
            assert!(why.contains(told) && why.contains("the media store s3://"), "{told}: {why}");
            assert!(!why.contains("guessed") && !why.contains("X-Amz"), "{why}");
        }
    }
}

#[test]
fn what_a_wrong_secret_asks_for_is_neither_read_nor_changed() {
    let Some(place) = testkit::s3_place() else { return };
    let right = S3Store::new(&settings(&place)).unwrap();
    let wrong = S3Settings { keys: S3Keys::new("S3RVER", "guessed"), ..settings(&place) };
    let wrong = S3Store::new(&wrong).unwrap();
    let (blob, dir) = (name("aa", ".jpg"), tempfile::tempdir().unwrap());
    let file = || tagstead_blob::TemporaryFile::with_bytes(dir.path(), b"secret").unwrap();
    right.put(vec![(blob.clone(), file())]).unwrap();
    assert!(matches!(wrong.open(&blob, 0..3).err(), Some(Error::Refused(_))));
    assert!(matches!(wrong.stat(&blob), Err(Error::Refused(_))));
    assert!(matches!(wrong.delete(&blob), Err(Error::Refused(_))));
    assert!(matches!(wrong.put(vec![(name("bb", ".jpg"), file())]), Err(Error::Refused(_))));
    assert!(right.stat(&blob).unwrap().is_some() && right.stat(&name("bb", ".jpg")).unwrap().is_none());
}

#[test]
fn keys_are_never_shown() {
    let keys = S3Keys::new("the-access-key", "the-secret-key");
    let settings = S3Settings {
        endpoint: "http://127.0.0.1:9".parse().unwrap(),
        bucket: "media".into(),
        prefix: String::new(),
        region: "us-east-1".into(),
        path_style: true,
        keys,
    };
    let store = S3Store::new(&settings).unwrap();
    for shown in [format!("{settings:?}"), format!("{store:?}")] {
        assert!(!shown.contains("the-secret-key"), "{shown}");
    }
}
