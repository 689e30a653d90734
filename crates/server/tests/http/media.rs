//! Files of posts.

use crate::browser::{Browser, account};
use crate::world::{Answer, World, png, wav};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use model::{PostId, State};
use tumblelog::Edit;

/// A post that links to a file.
fn show(world: &World, blog: &str, url: &str, state: State) -> PostId {
    let content =
        serde_json::json!([{"type": "text", "text": "a file"}, {"type": "image", "media": [{"url": url}]}]);
    world.publish_with(blog, &content.to_string(), |new| new.state = state).id
}

/// A sound of this many bytes, in a post that everybody sees.
fn keep(world: &World, length: usize) -> (String, Vec<u8>) {
    let bytes = wav(length);
    let path = world.media.path().join("in.wav");
    std::fs::write(&path, &bytes).unwrap();
    let url = world.wait(world.site.keep_file(&path)).unwrap().url();
    show(world, "almanac", &url, State::Published);
    (url, bytes)
}

#[test]
fn a_file_is_served_whole_and_in_parts() {
    let world = World::new();
    let (url, bytes) = keep(&world, 300_000);
    let whole = world.get(&url);
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &bytes));
    assert_eq!(whole.header(header::CONTENT_TYPE), "audio/wav");
    assert_eq!(whole.header(header::CONTENT_LENGTH), "300000");
    assert_eq!(whole.header(header::CACHE_CONTROL), "public, max-age=3600", "it may be deleted");
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
        let mut intake = world.site.begin_upload().await.unwrap();
        intake.push(&png()).await.unwrap();
        intake.finish_upload().await.unwrap()
    });
    let name = upload.stored_file().name.clone();
    assert_eq!(world.get(&format!("/media/{name}")).status, StatusCode::NOT_FOUND, "not kept yet");
    let kept = world.wait(world.site.keep_uploads(vec![upload])).unwrap().remove(0);
    assert_eq!(world.get(&format!("/media/{name}")).status, StatusCode::NOT_FOUND, "in no post yet");
    show(&world, "almanac", &format!("/media/{name}"), State::Published);
    for (name, mime) in [(&kept.name, &kept.mime), (&kept.variants[0].name, &kept.variants[0].mime)] {
        let answer = world.get(&format!("/media/{name}"));
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, mime.as_str()));
        assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=3600");
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

/// Everything that might go around a check: part of a file, its head, a copy that is still good.
fn every_way(world: &World, url: &str) -> Vec<Answer> {
    let etag = format!("\"{}\"", url.strip_prefix("/media/").unwrap());
    let head = Request::builder().method(Method::HEAD).uri(url).body(Body::empty()).unwrap();
    vec![
        world.get(url),
        world.ask(head),
        world.get_with(url, header::RANGE, "bytes=0-3"),
        world.get_with(url, header::IF_NONE_MATCH, &etag),
        world.get_with(url, header::IF_NONE_MATCH, "*"),
        world.get_with(url, header::IF_RANGE, &etag),
        world.get_with(url, header::AUTHORIZATION, "Bearer nonsense"),
    ]
}

#[test]
fn a_restricted_file_is_there_for_its_owner_alone() {
    let world = World::new();
    let (ada, _) = (account(&world, "ada"), account(&world, "ben"));
    let (owner, other) = (Browser::signed_in(&world, "ada"), Browser::signed_in(&world, "ben"));
    let bytes = wav(5_000);
    let path = world.media.path().join("in.wav");
    std::fs::write(&path, &bytes).unwrap();
    let url = world.wait(world.site.keep_file(&path)).unwrap().url();
    let id = show(&world, "ada", &url, State::Private);
    assert!(every_way(&world, &url).iter().all(|answer| answer.status == StatusCode::NOT_FOUND));
    assert_eq!(other.get(&url).status, StatusCode::NOT_FOUND);
    let mine = owner.get(&url);
    assert_eq!((mine.status, &mine.body), (StatusCode::OK, &bytes));
    assert_eq!(mine.header(header::CACHE_CONTROL), "private, no-store");
    assert_eq!(ada.name.as_str(), "ada");

    let turn = |state| {
        let edit = Edit { state: Some(state), ..Edit::default() };
        world.wait(world.site.edit_post(id, edit)).unwrap();
    };
    turn(State::Published);
    assert_eq!(world.get(&url).header(header::CACHE_CONTROL), "public, max-age=3600");
    assert_eq!(other.get(&url).status, StatusCode::OK);
    turn(State::Draft);
    assert!(every_way(&world, &url).iter().all(|answer| answer.status == StatusCode::NOT_FOUND));
    turn(State::Published);
    world.wait(world.site.delete_post(id)).unwrap();
    assert!(every_way(&world, &url).iter().all(|answer| answer.status == StatusCode::NOT_FOUND));
    assert_eq!(owner.get(&url).status, StatusCode::NOT_FOUND, "deleted for everybody");
}
