//! Files of posts.

use crate::world::{World, png, wav};
use axum::http::{StatusCode, header};

/// A sound of this many bytes.
fn keep(world: &World, length: usize) -> (String, Vec<u8>) {
    let bytes = wav(length);
    let path = world.media.path().join("in.wav");
    std::fs::write(&path, &bytes).unwrap();
    (world.site.keep_file(&path).unwrap().url(), bytes)
}

#[test]
fn a_file_is_served_whole_and_in_parts() {
    let world = World::new();
    let (url, bytes) = keep(&world, 300_000);
    let whole = world.get(&url);
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &bytes));
    assert_eq!(whole.header(header::CONTENT_TYPE), "audio/wav");
    assert_eq!(whole.header(header::CONTENT_LENGTH), "300000");
    assert!(whole.header(header::CACHE_CONTROL).ends_with("immutable"));
    assert!(whole.header(header::CONTENT_SECURITY_POLICY).ends_with("sandbox"));
    assert_eq!(whole.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");

    for (asked, from, to) in
        [("bytes=0-0", 0, 1), ("bytes=131070-262150", 131_070, 262_151), ("bytes=-5", 299_995, 300_000)]
    {
        let part = world.get_with(&url, header::RANGE, asked);
        assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &bytes[from..to]), "{asked}");
        assert_eq!(part.header(header::CONTENT_RANGE), format!("bytes {from}-{}/300000", to - 1));
    }
    let beyond = world.get_with(&url, header::RANGE, "bytes=300000-");
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header(header::CONTENT_RANGE), "bytes */300000");
    let again = world.get_with(&url, header::IF_NONE_MATCH, whole.header(header::ETAG));
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[test]
fn a_picture_is_served_in_its_sizes_and_nothing_else_is() {
    let world = World::new();
    let upload = world.wait(async {
        let mut intake = world.site.upload().await.unwrap();
        intake.push(&png()).await.unwrap();
        intake.finish().await.unwrap()
    });
    let name = upload.stored().name.clone();
    assert_eq!(world.get(&format!("/media/{name}")).status, StatusCode::NOT_FOUND, "not kept yet");
    let kept = world.wait(world.site.keep_uploads(vec![upload])).unwrap().remove(0);
    for (name, mime) in [(&kept.name, &kept.mime), (&kept.variants[0].name, &kept.variants[0].mime)] {
        let answer = world.get(&format!("/media/{name}"));
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, mime.as_str()));
        assert!(answer.header(header::CACHE_CONTROL).ends_with("immutable"));
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).ends_with("sandbox"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let part = world.get_with(&format!("/media/{name}"), header::RANGE, "bytes=1-3");
        assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &answer.body[1..4]));
    }
    let sha = &name[..64];
    for other in [
        "part",
        "part/x.png",
        &format!("{sha}_9999.jpg"),
        &format!("{sha}.html"),
        &format!("{sha}_..%2f.jpg"),
    ] {
        assert_eq!(world.get(&format!("/media/{other}")).status, StatusCode::NOT_FOUND, "{other}");
    }
}
