//! However long a film is, taking it in takes little memory. A program of its own, because the system counts what a
//! whole process held at most.

#![allow(clippy::unwrap_used, reason = "a test: what fails ends it")]

use tagstead_media::{Limits, Look, MediaFiles};

/// Bytes this process held at most so far.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// A film of so many bytes, piece by piece.
fn film(bytes: usize, mut push: impl FnMut(&[u8])) {
    let mut moov = b"\0\0\0\x1cftypmp42\0\0\0\0isommp42iso2".to_vec();
    let hdlr = [&b"\0\0\0\x20hdlr\0\0\0\0\0\0\0\0vide"[..], &[0; 12]].concat();
    let trak = [&b"\0\0\0\x30trak\0\0\0\x28mdia"[..], &hdlr].concat();
    moov.extend([&b"\0\0\0\x38moov"[..], &trak].concat());
    moov.extend(u32::try_from(bytes - moov.len()).unwrap().to_be_bytes());
    moov.extend(b"mdat");
    push(&moov);
    let mut left = bytes - moov.len();
    let piece = vec![0x55; 64 << 10];
    while left > 0 {
        let now = left.min(piece.len());
        push(&piece[..now]);
        left -= now;
    }
}

fn taken(bytes: usize) {
    let dir = tempfile::tempdir().unwrap();
    let folder = MediaFiles::in_folder(dir.path().to_owned());
    let mut intake = folder.begin_intake(Limits::default()).unwrap();
    let before = peak();
    film(bytes, |piece| intake.push(piece).unwrap());
    let kept = intake.finish(Look::Whole).unwrap().keep().unwrap();
    assert_eq!((kept.bytes, &kept.mime[..]), (bytes as u64, "video/mp4"));
    let more = peak() - before;
    assert!(more < 4 << 20, "{more} bytes of memory for {bytes} of film");
}

#[test]
fn a_film_is_not_held_in_memory() {
    taken(100 << 20);
}

#[test]
#[ignore = "writes half a gigabyte: cargo test -p tagstead-media --test memory -- --ignored"]
fn the_largest_film_is_not_held_in_memory() {
    taken(500 << 20);
}
