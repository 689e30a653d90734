//! Files of posts.

use crate::world::World;
use axum::http::{StatusCode, header};

/// A file that looks like a PNG to who looks at its first bytes.
fn keep(world: &World, length: usize) -> (String, Vec<u8>) {
    let mut bytes = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    bytes.extend((bytes.len()..length).map(|i| u8::try_from(i % 251).unwrap()));
    let path = world.media.path().join("in.png");
    std::fs::write(&path, &bytes).unwrap();
    (world.site.keep_file(&path).unwrap().url(), bytes)
}

#[test]
fn a_file_is_served_whole_and_in_parts() {
    let world = World::new();
    let (url, bytes) = keep(&world, 300_000);
    let whole = world.get(&url);
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &bytes));
    assert_eq!(whole.header(header::CONTENT_TYPE), "image/png");
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
