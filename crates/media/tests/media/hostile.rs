//! Whatever bytes come: no panic, no large allocation, nothing left behind.

use crate::support::{World, clear_png, flac, gif, mp3, mp4, mp4_box, opus, photo, png, wav, webm, webp};
use fastrand::Rng;
use tagstead_media::{Error, Limits, Look};

fn whole() -> Vec<Vec<u8>> {
    let udta = mp4_box(b"udta", &mp4_box(b"\xa9xyz", b"+40.1234"));
    vec![
        photo(64, 48, 6),
        png(40, 30),
        clear_png(20, 20),
        gif(2, 20, 20),
        webp(30, 20),
        mp4(b"mp42", true, &udta),
        mp4(b"M4A ", false, &[]),
        webm(true),
        wav(),
        mp3(),
        opus(),
        flac(),
    ]
}

/// Changes a few bytes, cuts, doubles or joins.
fn mutated(rng: &mut Rng, files: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = rng.choice(files).unwrap().clone();
    for _ in 0..rng.usize(1..6) {
        let at = rng.usize(0..bytes.len().max(1));
        match rng.u8(0..8) {
            0 => bytes.truncate(at.max(4)),
            1 => {
                let end = (at + rng.usize(1..64)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => bytes.extend_from_slice(rng.choice(files).unwrap()),
            3 if bytes.len() > at + 4 => bytes[at..at + 4]
                .copy_from_slice(&rng.choice([0, u32::MAX, 0x7fff_ffff, 1]).unwrap().to_be_bytes()),
            _ if at < bytes.len() => bytes[at] = rng.u8(..),
            _ => {}
        }
    }
    bytes
}

#[test]
fn mutations_and_truncations_are_taken_or_refused() {
    // With the second seed, a library that reads Ogg gives up in a panic: that is a refusal too.
    [3, 16].into_iter().for_each(survived);
}

fn survived(seed: u64) {
    let world = World::new();
    let files = whole();
    let limits = Limits { memory: 16 << 20, ..Limits::default() };
    let mut rng = Rng::with_seed(seed);
    let mut taken = 0;
    for round in 0..3000 {
        let bytes = mutated(&mut rng, &files);
        let look = if round % 4 == 0 { Look::Whole } else { Look::Header };
        match world.take_with(&bytes, limits, look) {
            Ok(upload) => {
                taken += 1;
                let facts = upload.stored();
                assert!(facts.width.unwrap_or(0) <= 65_535 && facts.bytes <= bytes.len() as u64 + 200);
            }
            Err(Error::Io(error)) => panic!("{error}"),
            Err(error) => assert!(error.to_string().len() < 500, "{error}"),
        }
    }
    assert!(taken > 100, "{taken} were taken");
    assert_eq!(world.files(), Vec::<String>::new());
}

#[test]
fn every_truncation_of_a_small_file_is_survived() {
    let world = World::new();
    for bytes in whole() {
        for length in (0..bytes.len().min(400)).chain([bytes.len() - 1]) {
            let _ = world.take_with(&bytes[..length], Limits::default(), Look::Header);
        }
    }
}

#[test]
fn boxes_without_end_are_refused() {
    let world = World::new();
    let mut nested = mp4_box(b"udta", &[]);
    for _ in 0..200 {
        nested = mp4_box(b"udta", &nested);
    }
    // Only the outermost is one that a player may read; the rest is made blank without being walked.
    assert!(world.take(&mp4(b"mp42", true, &nested)).is_ok());
    let many = mp4(b"mp42", true, &mp4_box(b"udta", &mp4_box(b"free", &[]).repeat(30_000)));
    assert!(world.refusal(&many).contains("too many boxes"));
}
