//! Files that are kept in a bucket are served as those of a folder are; one that does not work is told as such.

use crate::browser::{Browser, account};
use crate::world::{Answer, World, wav};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use blob::{S3Keys, S3Settings, S3Store};
use model::State;
use std::sync::Arc;

fn settings(endpoint: &str, prefix: &str) -> S3Settings {
    S3Settings {
        endpoint: endpoint.parse().unwrap(),
        bucket: "media".into(),
        prefix: prefix.into(),
        region: "us-east-1".into(),
        path_style: true,
        keys: S3Keys::new("S3RVER", "S3RVER"),
    }
}

fn keep(world: &World, bytes: &[u8], state: State) -> String {
    let path = world.media.path().join("in.wav");
    std::fs::write(&path, bytes).unwrap();
    let url = world.wait(world.site.keep_file(&path)).unwrap().url();
    let content =
        serde_json::json!([{"type": "audio", "provider": "tumblr", "media": {"url": url}}]).to_string();
    world.publish_with("ada", &content, |new| {
        new.state = state;
        new.tags = vec!["honey".into()];
    });
    url
}

/// Status, headers and body of an answer.
type Seen = (StatusCode, Vec<(String, String)>, Vec<u8>);

/// What a visitor sees of a file, asked for in every way.
fn seen(world: &World, url: &str) -> Vec<Seen> {
    let etag = format!("\"{}\"", url.trim_start_matches("/media/"));
    let ranges =
        ["bytes=0-0", "bytes=131070-700000", "bytes=-5", "bytes=700000-", "bytes=5-2", "bytes=999999999-"];
    let mut answers = vec![
        world.get(url),
        world.ask(Request::builder().method(Method::HEAD).uri(url).body(Body::empty()).unwrap()),
        world.get_with(url, header::IF_NONE_MATCH, &etag),
        world.get(&url.replace(".wav", "_100.wav")),
    ];
    answers.extend(ranges.iter().map(|range| world.get_with(url, header::RANGE, range)));
    let kept = |answer: Answer| {
        let headers = [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ETAG];
        let headers = headers.into_iter().chain([header::CACHE_CONTROL, header::ACCEPT_RANGES]);
        let headers = headers.map(|name| (name.to_string(), answer.header(name).to_owned())).collect();
        (answer.status, headers, answer.body)
    };
    answers.into_iter().map(kept).collect()
}

#[test]
fn a_bucket_serves_what_a_folder_serves() {
    let Some(place) = testkit::s3_place() else { return };
    let store = Arc::new(S3Store::new(&settings(&place.endpoint, &place.prefix)).unwrap());
    let bytes = wav(1_300_000);
    let [folder, bucket] = [World::new(), World::new().with_media_store(store)].map(|world| {
        account(&world, "ada");
        let url = keep(&world, &bytes, State::Published);
        let private = keep(&world, &wav(5_000), State::Private);
        let seen = seen(&world, &url);
        assert_eq!((seen[0].0, &seen[0].2), (StatusCode::OK, &bytes));
        assert_eq!(world.get(&private).status, StatusCode::NOT_FOUND);
        assert_eq!(Browser::signed_in(&world, "ada").get(&private).body, wav(5_000));
        let rss = world.get("/tagged/honey/rss").text();
        assert!(rss.contains("length=\"1300000\" type=\"audio/wav\""), "{rss}");
        assert_eq!(std::fs::read_dir(world.media.path().join("part")).unwrap().count(), 0);
        seen
    });
    for (from_folder, from_bucket) in folder.iter().zip(&bucket) {
        assert_eq!((from_folder.0, &from_folder.1), (from_bucket.0, &from_bucket.1));
        assert!(from_folder.2 == from_bucket.2, "other bytes: {:?}", from_folder.1);
    }
    assert_eq!(folder.len(), bucket.len());
}

#[test]
fn a_store_that_does_not_work_gives_503_and_when_to_come_again() {
    let world = World::new();
    account(&world, "ada");
    let url = keep(&world, &wav(5_000), State::Published);
    // Nobody listens there.
    let broken = S3Store::with_pauses(&settings("http://127.0.0.1:1", ""), &[]).unwrap();
    let world = world.with_media_store(Arc::new(broken));
    for answer in [world.get(&url), world.get_with(&url, header::RANGE, "bytes=0-3")] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header(header::RETRY_AFTER), "60");
        assert!(answer.text().contains("cannot reach its pictures") && !answer.text().contains("127.0.0.1"));
    }
    // The page that shows it is there.
    assert_eq!(world.get("/tagged/honey").status, StatusCode::OK);
}
