//! Forms with files, as clients send them and as they should not.

use crate::world::{World, png, wav};
use axum::body::{Body, Bytes};
use tagstead_server::multipart::{self, FormError, MultipartForm};
use tumblelog::media::Budget;

const TYPE: &str = "multipart/form-data; boundary=\"--x9\"";

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [b"----x9\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat(), &b"----x9--\r\n"[..]].concat()
}

/// Sends a body in pieces of this length, all of them there at once.
fn read(world: &World, body: &[u8], piece: usize) -> Result<MultipartForm, FormError> {
    let pieces: Vec<_> =
        body.chunks(piece).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    let body = Body::from_stream(futures_util::stream::iter(pieces));
    world.wait(multipart::read_multipart(&world.site, &Budget::default(), TYPE, body))
}

fn files(world: &World) -> usize {
    let parts = std::fs::read_dir(world.media.path().join("part"));
    parts.map_or(0, Iterator::count)
}

fn refused(world: &World, body: &[u8]) -> String {
    let told = read(world, body, 10_000).unwrap_err().to_string();
    assert_eq!(files(world), 0, "nothing stays after: {told}");
    told
}

#[test]
fn parts_and_texts_of_one_request_spend_one_budget() {
    let world = World::new();
    // So little that the first picture spends all of it.
    let budget = Budget::new(std::time::Duration::from_micros(1));
    let body = form(&[part("name=\"data[0]\"", &png())]);
    let first = world.wait(multipart::read_multipart(&world.site, &budget, TYPE, Body::from(body.clone())));
    let text = base64(&png());
    let second = world.wait(multipart::from_base64(&world.site, &budget, "data64", &text));
    let third = world.wait(multipart::read_multipart(&world.site, &budget, TYPE, Body::from(body)));
    for told in [second.map(drop), third.map(drop)] {
        let told = told.unwrap_err().to_string();
        assert!(told.contains("decoding the files of this request takes more than"), "{told}");
    }
    drop(first);
    assert_eq!(files(&world), 0);
}

#[test]
fn files_come_in_any_order_and_in_any_pieces() {
    let world = World::new();
    let sound = wav(90_000);
    let body = form(&[
        part("name=\"1\"; filename=\"a.txt\"\r\nContent-Type: image/jpeg", &png()),
        part("name=\"json\"\r\nContent-Type: application/json", br#"{"content":[]}"#),
        part("name=data[0]; filename=x.bin", &sound),
        part("name=\"data[1]\"", &png()),
        part("name=\"tags\"", "kəlbəcər,honey".as_bytes()),
        part("name=\"tags\"", b""),
        part("name=\"data64\"", b"iVBORw0KGgo="),
    ]);
    // The last is broken off on purpose in the first round, whole in the others.
    assert!(read(&world, &body, 5).unwrap_err().to_string().starts_with("data64: the PNG file is broken"));
    let body = [
        &body[..body.len() - b"iVBORw0KGgo=\r\n----x9--\r\n".len()],
        base64(&png()).as_bytes(),
        b"\r\n----x9--\r\n",
    ]
    .concat();
    for piece in [1, 7, 1000, usize::MAX] {
        let form = read(&world, &body, piece.min(body.len())).unwrap();
        assert_eq!(form.json.as_deref(), Some(r#"{"content":[]}"#));
        assert_eq!(form.texts, [("tags".into(), "kəlbəcər,honey".into()), ("tags".into(), String::new())]);
        let files: Vec<_> = form
            .files
            .iter()
            .map(|(name, upload)| (name.as_str(), upload.stored_file().mime.as_str()))
            .collect();
        let png = "image/png";
        assert_eq!(files, [("1", png), ("data[0]", "audio/wav"), ("data[1]", png), ("data64", png)]);
        assert_eq!(form.files[1].1.stored_file().bytes, 90_000);
    }
    assert_eq!(files(&world), 0, "dropped with the form");
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, n| bits << 8 | u32::from(group.get(n).copied().unwrap_or(0)));
        let letter = |n: usize| char::from(LETTERS[(bits >> (18 - 6 * n)) as usize & 63]);
        out.extend((0..4).map(|n| if n <= group.len() { letter(n) } else { '=' }));
    }
    out
}

#[test]
fn a_file_in_base64_alone_is_taken_too() {
    let world = World::new();
    let text = format!("data:image/png;base64,{}", base64(&png()));
    let upload =
        world.wait(multipart::from_base64(&world.site, &Budget::default(), "data64", &text)).unwrap();
    assert_eq!(upload.stored_file().width, Some(120));
    let told = world
        .wait(multipart::from_base64(&world.site, &Budget::default(), "data64", "not base64!"))
        .unwrap_err()
        .to_string();
    assert!(told.starts_with("the part data64 is not in base64"), "{told}");
}

#[test]
fn what_is_kept_stays_when_another_request_with_the_same_fails() {
    let world = World::new();
    let body = form(&[part("name=data; filename=a", &png())]);
    let (one, other) = (read(&world, &body, 100).unwrap(), read(&world, &body, 100).unwrap());
    let uploads = one.files.into_iter().map(|(_, upload)| upload).collect();
    let kept = world.wait(world.site.keep_uploads(uploads)).unwrap();
    drop(other);
    assert!(world.wait(world.site.stat_media(&kept[0].name)).unwrap().is_some());
    assert_eq!(files(&world), 0);
}

#[test]
fn what_cannot_be_a_form_is_told_with_the_part() {
    let world = World::new();
    let file = part("name=\"0\"; filename=\"a\"", &png());
    for (body, told) in [
        (
            form(&[file.clone(), part("name=\"1\"; filename=\"a\"", b"<html>")]),
            "1: an HTML page is no picture",
        ),
        (form(&[file.clone(), part("name=\"t\"", b"\xff\xfe")]), "the part t is not in UTF-8"),
        (
            form(&[file.clone(), part("name=\"json\"", b"{}"), part("name=\"json\"", b"{}")]),
            "more than one part named json",
        ),
        (form(&[part("x=1", b"")]), "each part of the form needs a name"),
        (form(&[part("name=\"t\"", &vec![b'a'; 1_100_000])]), "the part t has more than 1 MB of words"),
        (
            form(&[
                part("name=\"a\"", &vec![b'a'; 1_000_000]),
                part("name=\"b\"", &vec![b'a'; 1_000_000]),
                part("name=\"c\"", &vec![b'a'; 200_000]),
            ]),
            "more than 2 MB of words in all",
        ),
        (form(&vec![part("name=\"t\"", b"x"); 201]), "more than 200 parts"),
        (form(&vec![file.clone(); 31]), "more than 30 files"),
        (form(std::slice::from_ref(&file))[..120].to_vec(), "the form ends within the part 0"),
        (b"----x9\r\n".to_vec(), "the form ends before its last boundary"),
        (Vec::new(), "the form ends before its last boundary"),
        ([&b"----x9\r\nX: "[..], &vec![b'a'; 600_000]].concat(), "the head of a part is too long"),
        (vec![b'a'; 600_000], "the head of a part is too long, or the boundary"),
    ] {
        let message = refused(&world, &body);
        assert!(message.contains(told), "{message}");
    }
    for wrong in ["application/json", "multipart/form-data", "multipart/form-data; boundary=", "é", ""] {
        let body = Body::from(form(&[]));
        assert!(
            world.wait(multipart::read_multipart(&world.site, &Budget::default(), wrong, body)).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn a_file_that_was_not_chosen_is_none() {
    let world = World::new();
    let body = form(&[part("name=\"data\"; filename=\"\"\r\nContent-Type: application/octet-stream", b"")]);
    assert!(read(&world, &body, 50).unwrap().files.is_empty());
}
