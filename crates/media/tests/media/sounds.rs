//! What containers say of sounds and films.

use crate::support::{World, flac, holds, mp3, mp4, mp4_box, opus, wav, webm};
use tagstead_media::{Limits, Look, MediaKind};

#[test]
fn each_container_tells_how_long_and_how_large() {
    let world = World::new();
    for (bytes, kind, mime, ending, duration, size) in [
        (mp4(b"mp42", true, &[]), MediaKind::Video, "video/mp4", "mp4", 90_500, Some((640, 360))),
        (mp4(b"qt  ", true, &[]), MediaKind::Video, "video/quicktime", "mov", 90_500, Some((640, 360))),
        (mp4(b"M4A ", false, &[]), MediaKind::Audio, "audio/mp4", "m4a", 90_500, None),
        (mp4(b"mp42", false, &[]), MediaKind::Audio, "audio/mp4", "m4a", 90_500, None),
        (webm(true), MediaKind::Video, "video/webm", "webm", 12_500, Some((640, 360))),
        (webm(false), MediaKind::Audio, "audio/webm", "weba", 12_500, None),
        (wav(), MediaKind::Audio, "audio/wav", "wav", 1_000, None),
        (opus(), MediaKind::Audio, "audio/ogg", "opus", 3_000, None),
        (flac(), MediaKind::Audio, "audio/flac", "flac", 2_000, None),
    ] {
        let kept = world.keep(&bytes);
        assert_eq!((kept.kind, &kept.mime[..], kept.duration_ms), (kind, mime, Some(duration)), "{kept:?}");
        assert_eq!(kept.width.zip(kept.height), size, "{mime}");
        assert!(kept.name.ends_with(&format!(".{ending}")));
        assert_eq!(world.bytes(&kept.name), bytes, "byte for byte");
    }
}

#[test]
fn a_sound_tells_its_title_and_shows_its_cover() {
    let world = World::new();
    let kept = world.keep(&mp3());
    let words = [&kept.title, &kept.artist, &kept.album].map(|words| words.as_deref().unwrap());
    assert_eq!((words, kept.track), (["Istisu", "The Springs", "Warm"], Some(4)));
    assert!((5_100..5_400).contains(&kept.duration_ms.unwrap()), "{:?}", kept.duration_ms);
    let cover = kept.cover.unwrap();
    assert_eq!((cover.width, cover.height, &cover.mime[..]), (Some(200), Some(200), "image/png"));
    assert!(world.folder.stat_file(&cover.name).unwrap().is_some());
    assert_eq!(world.keep(&opus()).title.as_deref(), Some("Spring"));
}

#[test]
fn a_film_does_not_tell_where_it_was_made_and_no_byte_moves() {
    let world = World::new();
    let key = b"mdtacom.apple.quicktime.location.ISO6709";
    let keys = [&[0; 4], &1_u32.to_be_bytes()[..], &u32::try_from(key.len() + 4).unwrap().to_be_bytes(), key]
        .concat();
    let value = mp4_box(b"data", b"\0\0\0\x01\0\0\0\0+40.1234+046.0123/");
    let ilst = mp4_box(b"ilst", &mp4_box(&1_u32.to_be_bytes(), &value));
    let hdlr = mp4_box(b"hdlr", &[0; 25]);
    let udta =
        [mp4_box(b"\xa9xyz", b"\0\x12\x15\xc7+40.1234+046.0123/"), mp4_box(b"loci", b"+40.1234")].concat();
    let extra = [
        mp4_box(b"udta", &[udta, vec![0; 4]].concat()),
        mp4_box(b"meta", &[hdlr, mp4_box(b"keys", &keys), ilst].concat()),
        mp4_box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xacGPS +40.1234"),
    ];
    let film = mp4(b"qt  ", true, &extra.concat());
    assert!(holds(&film, "+40.1234"));
    let kept = world.keep(&film);
    let bytes = world.bytes(&kept.name);
    assert!(!holds(&bytes, "+40.1234"));
    assert_eq!((bytes.len(), kept.duration_ms), (film.len(), Some(90_500)));
    assert_eq!(bytes[bytes.len() - 500..], film[film.len() - 500..]);
    assert_eq!(world.keep(&bytes).name, kept.name, "once more changes nothing");
}

#[test]
fn files_of_real_programs_are_taken() {
    let world = World::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/demo/media");
    let mut films = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let taken = world.folder.take(&entry.path(), Limits::default(), Look::Header);
        let upload = taken.unwrap_or_else(|error| panic!("{}: {error}", entry.path().display()));
        let facts = upload.stored();
        match facts.kind {
            MediaKind::Image => assert!(facts.width.is_some() && facts.height.is_some()),
            MediaKind::Audio => assert!(facts.duration_ms.is_some_and(|ms| ms > 500), "{facts:?}"),
            MediaKind::Video => {
                films += 1;
                assert!(facts.duration_ms.is_some_and(|ms| ms > 500) && facts.width.is_some(), "{facts:?}");
            }
        }
    }
    assert!(films > 0);
}

#[test]
fn a_film_that_lacks_its_table_of_contents_is_refused() {
    let world = World::new();
    let film = mp4(b"mp42", true, &[]);
    let headless = [&film[..20], &film[film.len() - 508..]].concat();
    assert!(world.refusal(&headless).contains("(moov) is missing"));
    let silent = [mp4_box(b"ftyp", b"mp42\0\0\0\0"), mp4_box(b"moov", &[])].concat();
    assert!(world.refusal(&silent).contains("neither sound nor film"));
}
