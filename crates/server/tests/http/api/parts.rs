//! Multipart bodies as real clients send and sign them, and as strangers do.

use super::ask::told;
use crate::consent::asking;
use crate::signing::Client;
use crate::world::{World, png, wav};
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use serde_json::Value;
use tagstead_server::Peer;
use tower::ServiceExt;
use tumblelog::limits::Limit;

const TYPE: &str = "multipart/form-data; boundary=x9";

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [b"--x9\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat(), &b"--x9--\r\n"[..]].concat()
}

/// Sends a body in chunks, without its length.
fn send(world: &World, client: &Client, path: &str, signed: &[(&str, &str)], body: &[u8]) -> (u16, Value) {
    let pieces: Vec<_> =
        body.chunks(1000).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    let request = client.request("POST", path, signed).header(header::CONTENT_TYPE, TYPE);
    let request = request.body(Body::from_stream(futures_util::stream::iter(pieces))).unwrap();
    told(&world.ask(request), path)
}

fn read(world: &World, client: &Client, id: &str, npf: bool) -> Value {
    let path = format!("/v2/blog/ada/posts?id={id}&npf={npf}");
    let answer = world.ask(client.request("GET", &path, &[]).body(Body::empty()).unwrap());
    let (status, mut value) = told(&answer, &path);
    assert_eq!(status, 200, "{value}");
    value["response"]["posts"][0].take()
}

/// Files that are kept, and those that are on their way.
fn files(world: &World) -> (usize, usize) {
    let count = |dir: &std::path::Path| std::fs::read_dir(dir).map_or(0, Iterator::count);
    let root = world.media.path();
    let folders = std::fs::read_dir(root).map_or(0, |all| {
        all.flatten()
            .filter(|one| one.file_name() != "part")
            .map(|one| if one.path().is_dir() { count(&one.path()) } else { 1 })
            .sum()
    });
    (folders, count(&root.join("part")))
}

#[test]
fn blocks_with_files_come_in_any_order() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let json = r#"{"content":[{"type":"text","text":"Seen"},{"type":"image","media":{"identifier":"1"},"alt_text":"A bar"},
        {"type":"audio","media":[{"type":"audio/wav","identifier":"snd"}]}],"tags":"a,b"}"#;
    let json = part("name=\"json\"\r\nContent-Type: application/json", json.as_bytes());
    let picture = part("name=\"1\"; filename=\"a.png\"\r\nContent-Type: image/png", &png());
    let sound = part("name=\"snd\"; filename=\"s\"\r\nContent-Type: audio/wav", &wav(9_000));
    for body in [
        form(&[picture.clone(), sound.clone(), json.clone()]),
        form(&[json.clone(), sound.clone(), picture.clone()]),
    ] {
        let (status, answer) = send(&world, &client, "/v2/blog/ada/posts", &[], &body);
        assert_eq!(status, 201, "{answer}");
        let post = read(&world, &client, answer["response"]["id"].as_str().unwrap(), true);
        assert_eq!(post["content"][1]["media"][0]["width"], 120, "{post:#}");
        assert_eq!(post["content"][1]["alt_text"], "A bar");
        let url = post["content"][2]["media"]["url"].as_str().unwrap();
        assert_eq!(world.get(url.strip_prefix("https://tags.example").unwrap()).body.len(), 9_000);
    }
    assert_eq!(files(&world).1, 0);
    for (body, code, words) in [
        (form(&[json.clone(), sound.clone()]), 8001, "content[1].media[0].identifier"),
        (
            form(&[picture.clone(), part("name=\"9\"; filename=\"b\"", &png()), json.clone(), sound]),
            8005,
            "9: no block",
        ),
        (form(&[part("name=\"1\"; filename=\"b\"", b"<html>"), json.clone()]), 8005, "1: "),
        (form(&[part("name=\"json\"", b"{\"content\":")]), 8001, "json"),
        (form(&[json, picture])[..300].to_vec(), 0, ""),
    ] {
        let (status, answer) = send(&world, &client, "/v2/blog/ada/posts", &[], &body);
        let error = &answer["errors"][0];
        assert_eq!((status, &error["code"]), (400, &code.into()), "{answer}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{answer}");
        assert_eq!(files(&world).1, 0);
    }
}

#[test]
fn older_posts_with_files_are_signed_in_three_ways() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let texts = [("type", "photo"), ("caption", "Çay & bal"), ("tags", "hot springs,tea")];
    let parts: Vec<_> = texts.iter().map(|(n, v)| part(&format!("name=\"{n}\""), v.as_bytes())).collect();
    let pictures = ["data[1]", "data[0]"].map(|n| part(&format!("name=\"{n}\"; filename=\"p\""), &png()));
    let body = form(&[parts.clone(), pictures.to_vec()].concat());
    let files_first = form(&[pictures.to_vec(), parts].concat());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(texts).finish();
    let twice = format!("/v2/blog/ada/post?{query}");
    for (path, signed, body) in [
        // tumblr.js: the header alone. pytumblr: the query, which says all texts again. tumblr.php: the texts as a form.
        ("/v2/blog/ada/post", &[][..], &body),
        (twice.as_str(), &[], &body),
        ("/v2/blog/ada/post", &texts, &body),
        ("/v2/blog/ada/post", &texts, &files_first),
    ] {
        let (status, answer) = send(&world, &client, path, signed, body);
        assert_eq!(status, 201, "{path}: {answer}");
        let post = read(&world, &client, answer["response"]["id"].as_str().unwrap(), false);
        assert_eq!((&post["type"], &post["caption"]), (&"photo".into(), &"<p>Çay &amp; bal</p>".into()));
        assert_eq!(post["photos"].as_array().map(Vec::len), Some(2));
        assert_eq!(post["tags"], serde_json::json!(["hot springs", "tea"]));
    }
}

#[test]
fn a_strangers_files_are_not_kept() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let body = form(&[part("name=\"type\"", b"photo"), part("name=data; filename=a", &png())]);
    let path = "/v2/blog/ada/post";
    let forged = Client { secret: "wrong".into(), ..client.clone() };
    assert_eq!(send(&world, &forged, path, &[("type", "photo")], &body).0, 401);
    assert_eq!(
        send(&world, &client, path, &[("type", "text")], &body).0,
        401,
        "other words than were signed"
    );
    assert_eq!(
        send(&world, &Client { nonce: Some("same".into()), ..client.clone() }, path, &[], &body).0,
        201
    );
    let kept = files(&world);
    let (status, answer) =
        send(&world, &Client { nonce: Some("same".into()), ..client.clone() }, path, &[], &body);
    assert_eq!(status, 401, "{answer}");
    assert!(answer["errors"][0]["detail"].as_str().unwrap().contains("nonce"));
    // A large body of a stranger is not read to its end.
    let large = form(&[part("name=data; filename=a", &vec![7; 14 << 20])]);
    assert_eq!(send(&world, &forged, path, &[("type", "photo")], &large).0, 401);
    assert_eq!(files(&world), kept);
    let reblog = "/v2/user/like";
    let (status, answer) = send(&world, &client, reblog, &[], &form(&[part("name=a; filename=a", &png())]));
    assert_eq!(status, 400, "{answer}");
    assert_eq!(files(&world), kept);
}

#[test]
fn a_day_without_room_for_pictures_keeps_none() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let picture = || part("name=\"data\"; filename=\"p\"", &png());
    let made = form(&[part("name=\"type\"", b"photo"), picture()]);
    let (status, answer) = send(&world, &client, "/v2/blog/ada/post", &[], &made);
    assert_eq!(status, 201, "{answer}");
    let id = answer["response"]["id"].as_str().unwrap().to_owned();
    let ada = world.wait(world.site.account_named("ada")).unwrap().unwrap().id;
    let photos = || {
        let all = world.wait(world.site.list_limits(ada)).unwrap();
        all.iter().find(|one| one.limit == Limit::Photos).unwrap().used
    };
    let edited = form(&[part("name=\"id\"", id.as_bytes()), part("name=\"type\"", b"photo"), picture()]);
    assert_eq!(send(&world, &client, "/v2/blog/ada/post/edit", &[], &edited).0, 200);
    assert_eq!(photos(), 2, "a picture of an edit counts too");
    world.wait(world.site.spend_limit(ada, Limit::Photos, 248)).unwrap();
    let kept = files(&world);
    let other = part("name=\"data\"; filename=\"p\"", &[&png()[..], b"x"].concat());
    for (path, body) in [
        ("/v2/blog/ada/post", form(&[part("name=\"type\"", b"photo"), other.clone()])),
        (
            "/v2/blog/ada/post/edit",
            form(&[part("name=\"id\"", id.as_bytes()), part("name=\"type\"", b"photo"), other]),
        ),
    ] {
        let (status, answer) = send(&world, &client, path, &[], &body);
        assert_eq!((status, &answer["errors"][0]["code"]), (403, &8004.into()), "{path}: {answer}");
        assert_eq!(files(&world), kept, "{path}");
    }
}

#[test]
fn an_edit_that_is_refused_keeps_no_file_and_counts_none() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let made = form(&[part("name=\"json\"", br#"{"content":[{"type":"text","text":"Seen"}]}"#)]);
    let (status, answer) = send(&world, &client, "/v2/blog/ada/posts", &[], &made);
    assert_eq!(status, 201, "{answer}");
    let id = answer["response"]["id"].as_str().unwrap().to_owned();
    let ada = world.wait(world.site.account_named("ada")).unwrap().unwrap().id;
    let photos = || {
        let all = world.wait(world.site.list_limits(ada)).unwrap();
        all.iter().find(|one| one.limit == Limit::Photos).unwrap().used
    };
    let edited = |state: &str| {
        let image = r#"{"type":"image","media":[{"identifier":"1"}]}"#;
        let json = format!(r#"{{"content":[{image}],"state":"{state}"}}"#);
        let body =
            form(&[part("name=\"json\"", json.as_bytes()), part("name=\"1\"; filename=\"a.png\"", &png())]);
        let request = client.request("PUT", &format!("/v2/blog/ada/posts/{id}"), &[]);
        let request = request.header(header::CONTENT_TYPE, TYPE).body(Body::from(body)).unwrap();
        told(&world.ask(request), state)
    };
    let (status, answer) = edited("unapproved");
    assert_eq!(status, 400, "{answer}");
    assert_eq!((photos(), files(&world)), (0, (0, 0)), "{answer}");
    let older = form(&[
        part("name=\"id\"", id.as_bytes()),
        part("name=\"type\"", b"photo"),
        part("name=\"state\"", b"unapproved"),
        part("name=\"data\"; filename=\"p\"", &png()),
    ]);
    let (status, answer) = send(&world, &client, "/v2/blog/ada/post/edit", &[], &older);
    assert_eq!(status, 400, "{answer}");
    assert_eq!((photos(), files(&world)), (0, (0, 0)), "{answer}");
    assert_eq!(edited("published").0, 200);
    assert_eq!(photos(), 1);
}

#[test]
fn one_address_cannot_hold_all_places_for_bodies_of_unknown_senders() {
    let world = World::new();
    let client = asking(&world).trusted(&world);
    let forged = Client { secret: "wrong".into(), ..client };
    let request = |address: [u8; 4], body: Body| {
        let peer = Peer { addr: address.into(), https: true, host: "tags.example".into() };
        let request = forged.request("POST", "/v2/blog/ada/post", &[("type", "photo")]);
        request.header(header::CONTENT_TYPE, TYPE).extension(peer).body(body).unwrap()
    };
    let whole = || Body::from(form(&[part("name=\"type\"", b"photo")]));
    let (slow, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
    world.wait(async {
        let (begun, mut beginnings) = tokio::sync::mpsc::unbounded_channel();
        let mut held = Vec::new();
        for _ in 0..2 {
            // A body of which nothing comes: that it is asked for tells that its place is taken.
            let begun = begun.clone();
            let body = Body::from_stream(futures_util::stream::poll_fn(
                move |_| -> std::task::Poll<Option<Result<Bytes, std::io::Error>>> {
                    begun.send(()).unwrap();
                    std::task::Poll::Pending
                },
            ));
            held.push(tokio::spawn(world.router().oneshot(request(slow, body))));
            beginnings.recv().await.unwrap();
        }
        let status =
            async |address| world.router().oneshot(request(address, whole())).await.unwrap().status();
        assert_eq!(status(slow).await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(other).await, StatusCode::UNAUTHORIZED, "another address is heard");
        for task in held {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
        assert_eq!(status(slow).await, StatusCode::UNAUTHORIZED, "its places are free again");
    });
}

#[test]
fn what_nobody_sends_is_not_read() {
    let world = World::new();
    asking(&world);
    for mime in ["application/json", "application/x-www-form-urlencoded", TYPE] {
        let body = Body::from_stream(futures_util::stream::poll_fn(
            |_| -> std::task::Poll<Option<Result<Bytes, std::io::Error>>> { panic!("it was read") },
        ));
        let request = axum::http::Request::post("/v2/blog/ada/posts").header(header::CONTENT_TYPE, mime);
        let (status, answer) = told(&world.ask(request.body(body).unwrap()), mime);
        assert_eq!(status, 401, "{mime}: {answer}");
    }
}
