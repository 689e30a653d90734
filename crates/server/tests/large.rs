//! However large a file, a form that brings it takes little memory. A program of its own, because the system counts
//! what a whole process held at most.

#![allow(clippy::unwrap_used, reason = "a test: what fails ends it")]

use axum::body::{Body, Bytes};
use futures_util::stream;
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use tagstead_server::multipart;
use testkit::FakeClock;
use tumblelog::Site;
use tumblelog::media::Budget;

/// Bytes this process held at most so far.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// A form with a film of about so many bytes, every piece of it there as soon as it is asked for.
fn form(bytes: usize) -> Body {
    let mut head =
        b"--x\r\nContent-Disposition: form-data; name=\"0\"; filename=\"film.mp4\"\r\n\r\n".to_vec();
    head.extend(b"\0\0\0\x1cftypmp42\0\0\0\0isommp42iso2");
    head.extend(b"\0\0\0\x38moov\0\0\0\x30trak\0\0\0\x28mdia\0\0\0\x20hdlr\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0");
    let pieces = bytes >> 16;
    head.extend(u32::try_from(8 + (pieces << 16)).unwrap().to_be_bytes());
    head.extend(b"mdat");
    let film = (0..pieces).map(|_| Bytes::from(vec![0x55; 1 << 16]));
    let parts = std::iter::once(Bytes::from(head)).chain(film).chain([Bytes::from_static(b"\r\n--x--\r\n")]);
    Body::from_stream(stream::iter(parts.map(Ok::<_, std::io::Error>)))
}

fn sent(bytes: usize) {
    let database = testkit::sqlite();
    let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 1, [7; 16]).unwrap();
    let media = tempfile::tempdir().unwrap();
    let site = Site::new(store, Arc::new(FakeClock::default()), testkit::ids(), media.path().to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let before = peak();
    let form = runtime
        .block_on(multipart::read_multipart(
            &site,
            &Budget::default(),
            "multipart/form-data; boundary=x",
            form(bytes),
        ))
        .unwrap();
    assert!(form.files[0].1.stored_file().bytes > bytes as u64 - (1 << 17));
    let more = peak() - before;
    assert!(more < 16 << 20, "{more} bytes of memory for {bytes} of film");
}

#[test]
fn a_film_is_not_held_in_memory() {
    sent(100 << 20);
}

#[test]
#[ignore = "writes half a gigabyte: cargo test -p tagstead-server --test large -- --ignored"]
fn the_largest_film_is_not_held_in_memory() {
    sent((500 << 20) - (1 << 16));
}
