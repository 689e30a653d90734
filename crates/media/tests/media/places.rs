//! The place of a recording is taken out of every container, wherever it stands in it; sound, picture and title stay.

use crate::support::{
    World, chunk, ebml, flac_with, holds, id3, id3_frame, mp3_with, mp4, mp4_box, ogg_page, photo, png,
    wav_with, webm_with, with_chunks,
};
use tagstead_media::Stored;

/// What must be gone, in every file of these tests.
const PLACE: &str = "+40.1234+046.0123/";
const PARTS: &[&str] = &["40.1234", "46.0123", "GPSGPS40", "SecretCamera"];

/// Keeps a file with places in it, and checks that none is left and that the cleaned file is clean.
fn kept(world: &World, name: &str, bytes: &[u8]) -> (Stored, Vec<u8>) {
    assert!(PARTS.iter().any(|part| holds(bytes, part)), "{name} tells a place");
    let upload = world.take(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let kept = upload.keep().unwrap();
    let cleaned = world.bytes(&kept.name);
    for part in PARTS {
        assert!(!holds(&cleaned, part), "{name} still holds {part}");
    }
    assert_eq!(kept.bytes, cleaned.len() as u64, "{name}");
    assert_eq!(world.keep(&cleaned).name, kept.name, "{name}: once more changes nothing");
    (kept, cleaned)
}

fn titles(stored: &Stored) -> [Option<&str>; 3] {
    [stored.title.as_deref(), stored.artist.as_deref(), stored.album.as_deref()]
}

const TITLES: [Option<&str>; 3] = [Some("Istisu"), Some("The Springs"), Some("Warm")];

fn latin(words: &str) -> Vec<u8> {
    [&[0][..], words.as_bytes()].concat()
}

/// Frames of ID3 with three titles and a place in everything else.
fn frames(major: u8) -> Vec<Vec<u8>> {
    let frame = |kind: &str, body: &[u8]| id3_frame(major, kind.as_bytes(), body);
    let utf16: Vec<u8> = PLACE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        frame("TIT2", &latin("Istisu")),
        frame("TXXX", &latin(&format!("location\0{PLACE}"))),
        frame("COMM", &latin(&format!("eng\0recorded at {PLACE}"))),
        frame("COMM", &[&b"\x01eng\xff\xfe\0\0\xff\xfe"[..], &utf16].concat()),
        frame("GEOB", &latin(&format!("application/gpx\0\0\0<wpt {PLACE}>"))),
        frame("PRIV", format!("com.example\0{PLACE}").as_bytes()),
        frame("USLT", &latin(&format!("eng\0{PLACE}"))),
        frame("WXXX", &latin(&format!("\0geo:{PLACE}"))),
        frame("XHDR", PLACE.as_bytes()),
        frame("TENC", &latin(PLACE)),
        frame("TPE1", &latin("The Springs")),
        frame("APIC", &[&b"\0image/jpeg\0\x03at +40.1234\0"[..], &photo(64, 48, 1)].concat()),
        frame("TALB", &latin("Warm")),
    ]
}

#[test]
fn mp3_loses_the_place_in_every_tag() {
    let world = World::new();
    for major in [3, 4] {
        let tag = id3(major, 0, &[frames(major).concat(), PLACE.as_bytes().to_vec()].concat());
        let apev2 = ape(&[("Title", "Istisu"), ("Location", PLACE), ("Comment", PLACE)]);
        let lyrics = format!("LYRICSBEGININD0000210INF{PLACE}");
        let lyrics = format!("{lyrics}{:06}LYRICS200", lyrics.len());
        let old = old_tag("Istisu", PLACE);
        let bytes = mp3_with(&tag, &[apev2, lyrics.into_bytes(), old].concat());
        let (stored, cleaned) = kept(&world, "mp3", &bytes);
        assert_eq!(titles(&stored), TITLES, "ID3v2.{major}");
        let cover = stored.cover.as_ref().unwrap();
        assert_eq!((cover.width, cover.height), (Some(64), Some(48)));
        let sound = &bytes[tag.len()..tag.len() + 200 * 417];
        assert!(cleaned.windows(sound.len()).any(|window| window == sound), "the sound is the same");
        assert!(cleaned.len() < bytes.len() && cleaned.ends_with(&old_tag("Istisu", "")));
        assert!(holds(&cleaned, "APETAGEX"), "the title in the APE tag is kept");
    }
}

#[test]
fn mp3_with_zeros_put_in_and_with_a_footer_is_read_as_well() {
    let world = World::new();
    // All of 2.3 with a zero behind each 0xff; and 2.4 whose footer repeats the header.
    let stuffed = stuff(&frames(3).concat());
    let (stored, _) = kept(&world, "stuffed", &mp3_with(&id3(3, 0x80, &stuffed), &[]));
    assert_eq!(titles(&stored), TITLES);
    assert!(stored.cover.is_some());
    let mut footed = id3(4, 0x10, &frames(4).concat());
    footed.extend(b"3DI\x04\0\x10\0\0\0\0");
    let (stored, _) = kept(&world, "footed", &mp3_with(&footed, &[]));
    assert_eq!(titles(&stored), TITLES);
    let old =
        [id3_frame(2, b"TT2", &latin("Istisu")), id3_frame(2, b"TXX", &latin(&format!("place\0{PLACE}")))];
    let (stored, _) = kept(&world, "ID3v2.2", &mp3_with(&id3(2, 0, &old.concat()), &[]));
    assert_eq!(stored.title.as_deref(), Some("Istisu"));
}

#[test]
fn numbers_that_players_need_are_kept_in_mp3() {
    let world = World::new();
    let gapless = "eng iTunSMPB\0 00000000 00000210 000007A4";
    let frames = [
        id3_frame(3, b"TIT2", &latin("Istisu")),
        id3_frame(3, b"COMM", &[&b"\0engiTunSMPB\0"[..], gapless.as_bytes()].concat()),
        id3_frame(3, b"TXXX", &latin("REPLAYGAIN_TRACK_GAIN\0-3.20 dB")),
    ];
    let bytes = mp3_with(&id3(3, 0, &frames.concat()), &[]);
    let kept = world.keep(&bytes);
    assert_eq!(world.bytes(&kept.name), bytes, "byte for byte");
}

fn stuff(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| if *byte == 0xff { vec![0xff, 0] } else { vec![*byte] }).collect()
}

fn old_tag(title: &str, comment: &str) -> Vec<u8> {
    let field = |text: &str, length: usize| {
        let mut field = text.as_bytes().to_vec();
        field.resize(length, 0);
        field
    };
    [b"TAG".to_vec(), field(title, 30), field("", 64), field(comment, 28), vec![0, 4, 12]].concat()
}

fn ape(items: &[(&str, &str)]) -> Vec<u8> {
    let item = |(key, value): &(&str, &str)| {
        let length = u32::try_from(value.len()).unwrap().to_le_bytes();
        [&length[..], &[0; 4], key.as_bytes(), &[0], value.as_bytes()].concat()
    };
    let body: Vec<u8> = items.iter().flat_map(item).collect();
    let end = |flags: u32| {
        let size = u32::try_from(body.len() + 32).unwrap().to_le_bytes();
        let count = u32::try_from(items.len()).unwrap().to_le_bytes();
        [&b"APETAGEX"[..], &2000_u32.to_le_bytes(), &size, &count, &flags.to_le_bytes(), &[0; 8]].concat()
    };
    [end(0xa000_0000), body.clone(), end(0x8000_0000)].concat()
}

/// Comments of Vorbis with three titles and a place.
fn comments() -> Vec<u8> {
    let picture = picture_block(&photo(64, 48, 1), "at +40.1234");
    let list = [
        "TITLE=Istisu".to_owned(),
        format!("LOCATION={PLACE}"),
        format!("GEO_LOCATION={PLACE}"),
        format!("METADATA_BLOCK_PICTURE={}", base64(&picture)),
        "ARTIST=The Springs".to_owned(),
        format!("DESCRIPTION=recorded at {PLACE}"),
        format!("COVERART={}", base64(&photo(8, 8, 1))),
        "ALBUM=Warm".to_owned(),
        "REPLAYGAIN_TRACK_GAIN=-3.2 dB".to_owned(),
    ];
    let counted =
        |text: &str| [&u32::try_from(text.len()).unwrap().to_le_bytes()[..], text.as_bytes()].concat();
    let mut bytes = counted("encoder 1.2");
    bytes.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    list.iter().for_each(|text| bytes.extend(counted(text)));
    bytes
}

fn picture_block(picture: &[u8], description: &str) -> Vec<u8> {
    let counted = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat();
    [
        &3_u32.to_be_bytes()[..],
        &counted(b"image/jpeg"),
        &counted(description.as_bytes()),
        &[0; 16],
        &counted(picture),
    ]
    .concat()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for piece in bytes.chunks(3) {
        let bits =
            piece.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - piece.len()));
        for n in 0..4 {
            let digit = char::from(DIGITS[(bits >> (18 - 6 * n) & 63) as usize]);
            out.push(if n <= piece.len() { digit } else { '=' });
        }
    }
    out
}

#[test]
fn flac_loses_the_place_in_every_block() {
    let world = World::new();
    let blocks = [
        (1, [&[0; 8][..], PLACE.as_bytes()].concat()),
        (4, comments()),
        (2, [&b"riff"[..], PLACE.as_bytes()].concat()),
        (5, [&[0; 300][..], PLACE.as_bytes()].concat()),
        (6, picture_block(&photo(64, 48, 1), "at +40.1234")),
        (77, PLACE.as_bytes().to_vec()),
    ];
    let bytes = flac_with(&blocks, old_tag("Istisu", PLACE));
    let (stored, cleaned) = kept(&world, "flac", &bytes);
    assert_eq!((titles(&stored), stored.duration_ms), (TITLES, Some(2_000)));
    assert_eq!(cleaned.len(), bytes.len(), "no byte moves");
    assert_eq!(stored.cover.unwrap().width, Some(64));
    assert!(holds(&cleaned, "REPLAYGAIN_TRACK_GAIN=-3.2 dB"));
}

#[test]
fn ogg_loses_the_place_in_comments_and_in_other_streams() {
    let world = World::new();
    let head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0";
    // What follows the comments may be padding or anything; the packet goes over two pages.
    let tags = [&b"OpusTags"[..], &comments(), format!("\x01{PLACE}").as_bytes()].concat();
    let (first, second) = tags.split_at(255 * 3);
    let mut first = ogg_page(9, 0, 0, 1, first);
    // A last length of 255 says that the packet goes on.
    first.truncate(27 + 4 + 255 * 3);
    first = reseal(first, &[255, 255, 255], &tags[..255 * 3]);
    let bytes = [
        ogg_page(9, 2, 0, 0, head),
        first,
        ogg_page(9, 1, 0, 2, second),
        ogg_page(7, 2, 0, 0, format!("CMML\0\0\0\0{PLACE}").as_bytes()),
        ogg_page(7, 4, 0, 1, format!("<clip>{PLACE}</clip>").as_bytes()),
        ogg_page(9, 4, 144_000, 3, &[0xfc; 600]),
    ];
    let (stored, cleaned) = kept(&world, "opus", &bytes.concat());
    assert_eq!((titles(&stored), stored.duration_ms), (TITLES, Some(3_000)));
    assert_eq!(stored.cover.unwrap().width, Some(64));
    assert_eq!(cleaned.len(), bytes.concat().len(), "no byte moves");
    assert!(cleaned.ends_with(&bytes[5]), "the sound is the same");
    assert!(sums_hold(&cleaned), "every page has its checksum");
}

/// A page with these lengths of its parts.
#[allow(clippy::needless_pass_by_value, reason = "calls of a test's builder read better so")]
fn reseal(page: Vec<u8>, laces: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = [&page[..26], &[u8::try_from(laces.len()).unwrap()], laces, body].concat();
    bytes[22..26].fill(0);
    let sum = sum(&bytes);
    bytes[22..26].copy_from_slice(&sum.to_le_bytes());
    bytes
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| (sum << 1) ^ ((sum >> 31) * 0x04c1_1db7))
    })
}

fn sums_hold(mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        let laces = usize::from(bytes[26]);
        let length = 27 + laces + bytes[27..27 + laces].iter().map(|lace| usize::from(*lace)).sum::<usize>();
        let mut page = bytes[..length].to_vec();
        page[22..26].fill(0);
        if sum(&page).to_le_bytes() != bytes[22..26] {
            return false;
        }
        bytes = &bytes[length..];
    }
    true
}

#[test]
fn wave_loses_the_place_in_every_chunk() {
    let world = World::new();
    let list = [
        riff_chunk(b"INAM", b"Istisu\0"),
        riff_chunk(b"ICMT", PLACE.as_bytes()),
        riff_chunk(b"IART", b"The Springs\0"),
        riff_chunk(b"IPRD", b"Warm\0"),
    ];
    let chunks = [
        riff_chunk(b"bext", &[&[0; 300][..], PLACE.as_bytes()].concat()),
        riff_chunk(b"iXML", format!("<LOCATION_GPS>{PLACE}</LOCATION_GPS>").as_bytes()),
        riff_chunk(b"LIST", &[&b"INFO"[..], &list.concat()].concat()),
        riff_chunk(b"LIST", &[&b"adtl"[..], &riff_chunk(b"labl", PLACE.as_bytes())].concat()),
        riff_chunk(b"_PMX", PLACE.as_bytes()),
        riff_chunk(b"JUNK", PLACE.as_bytes()),
    ];
    let bytes = wav_with(&chunks.concat(), format!("behind {PLACE}").as_bytes());
    let (stored, cleaned) = kept(&world, "wav", &bytes);
    assert_eq!((titles(&stored), stored.duration_ms), (TITLES, Some(1_000)));
    assert!(holds(&cleaned, "Istisu") && cleaned.len() < bytes.len());
    let tag = id3(3, 0, &frames(3).concat());
    let (stored, _) = kept(&world, "wav with ID3", &wav_with(&riff_chunk(b"id3 ", &tag), &[]));
    assert_eq!(titles(&stored), TITLES);
}

fn riff_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = [&kind[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

fn simple_tag(name: &str, text: &str) -> Vec<u8> {
    ebml(0x67C8, &[ebml(0x45A3, name.as_bytes()), ebml(0x4487, text.as_bytes())].concat())
}

fn webm_parts() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let place = PLACE.as_bytes();
    let tag = [
        ebml(0x63C0, &[]),
        simple_tag("TITLE", "Istisu"),
        simple_tag("LOCATION", PLACE),
        ebml(0x67C8, &[ebml(0x45A3, b"ARTIST"), ebml(0x4485, place)].concat()),
        ebml(0x67C8, &[ebml(0x45A3, b"ALBUM"), ebml(0x4487, b"Warm"), simple_tag("GPS", PLACE)].concat()),
    ];
    let file = [ebml(0x466E, b"gps.gpx"), ebml(0x465C, place)].concat();
    let behind = [
        ebml(0x1254_C367, &ebml(0x7373, &tag.concat())),
        ebml(0x1941_A469, &ebml(0x61A7, &file)),
        ebml(0x1043_A770, place),
        ebml(0xEC, place),
        ebml(0x1234_5678, place),
    ];
    let comments = [&b"\x03vorbis"[..], &comments(), &[1]].concat();
    let lengths =
        [vec![30], vec![255; comments.len() / 255], vec![u8::try_from(comments.len() % 255).unwrap()]]
            .concat();
    let private = [&[2][..], &lengths, &[1; 30], &comments, b"\x05vorbis setup"].concat();
    let vorbis =
        [ebml(0xD7, &[2]), ebml(0x83, &[2]), ebml(0x86, b"A_VORBIS"), ebml(0x63A2, &private)].concat();
    let words =
        [ebml(0xD7, &[3]), ebml(0x83, &[0x11]), ebml(0x86, b"S_TEXT/WEBVTT"), ebml(0x536E, place)].concat();
    let tracks = [ebml(0xAE, &vorbis), ebml(0xAE, &words)].concat();
    let block = |track: u8, body: &[u8]| [&[0x80 | track, 0, 0, 0x80][..], body].concat();
    let cluster = [
        ebml(0xE7, &[0]),
        ebml(0xA3, &block(1, &[7; 40])),
        ebml(0xA3, &block(3, place)),
        ebml(0xA0, &[ebml(0xA1, &block(3, place)), ebml(0x9B, &[9])].concat()),
        ebml(0xA0, &[ebml(0xA1, &block(2, &[8; 40])), ebml(0xEC, place)].concat()),
        ebml(0xBF, &place[..4]),
    ];
    (tracks, cluster.concat(), behind.concat())
}

#[test]
fn webm_loses_the_place_in_tags_attachments_and_other_tracks() {
    let world = World::new();
    let (tracks, cluster, behind) = webm_parts();
    let bytes = webm_with(&tracks, &ebml(0x1F43_B675, &cluster), &behind);
    let (stored, cleaned) = kept(&world, "webm", &bytes);
    assert_eq!((stored.duration_ms, stored.width), (Some(12_500), Some(640)));
    assert_eq!(cleaned.len(), bytes.len(), "no byte moves");
    assert!([[7; 40], [8; 40]].iter().all(|block| cleaned.windows(40).any(|window| window == block)));
    assert!(holds(&cleaned, "Istisu") && !holds(&cleaned, "gps.gpx") && !holds(&cleaned, "WEBVTT"));
}

#[test]
fn webm_whose_clusters_have_no_length_is_cleaned_to_its_end() {
    let world = World::new();
    let (tracks, cluster, behind) = webm_parts();
    // As a browser records it: the length is not known when it is written.
    let endless = [&b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"[..], &cluster].concat();
    let bytes = webm_with(&tracks, &endless.repeat(2), &behind);
    let (stored, cleaned) = kept(&world, "webm in one go", &bytes);
    assert_eq!((stored.width, cleaned.len()), (Some(640), bytes.len()));
}

fn data(body: &[u8]) -> Vec<u8> {
    data_of(1, body)
}

/// A value of a kind: 1 for words, 13 for JPEG, 14 for PNG.
fn data_of(kind: u8, body: &[u8]) -> Vec<u8> {
    mp4_box(b"data", &[&[0, 0, 0, kind, 0, 0, 0, 0], body].concat())
}

#[test]
fn mp4_loses_the_place_in_every_box() {
    let world = World::new();
    let place = PLACE.as_bytes();
    let free =
        [mp4_box(b"mean", b"\0\0\0\0com.apple.iTunes"), mp4_box(b"name", b"\0\0\0\0LOCATION"), data(place)];
    let gapless = [
        mp4_box(b"mean", b"\0\0\0\0com.apple.iTunes"),
        mp4_box(b"name", b"\0\0\0\0iTunSMPB"),
        data(b" 00000840"),
    ];
    let items = [
        mp4_box(b"\xa9nam", &data(b"Istisu")),
        mp4_box(b"\xa9ART", &data(b"The Springs")),
        mp4_box(b"\xa9alb", &data(b"Warm")),
        mp4_box(b"\xa9cmt", &data(place)),
        mp4_box(b"desc", &data(place)),
        mp4_box(b"----", &free.concat()),
        mp4_box(b"----", &gapless.concat()),
        mp4_box(b"covr", &[data_of(13, &photo(64, 48, 1)), data_of(14, &exif_png())].concat()),
    ];
    let hdlr = mp4_box(b"hdlr", b"\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0");
    let meta = mp4_box(b"meta", &[vec![0; 4], hdlr.clone(), mp4_box(b"ilst", &items.concat())].concat());
    let boxes = [
        mp4_box(
            b"udta",
            &[meta, mp4_box(b"\xa9xyz", place), mp4_box(b"GPMF", place), mp4_box(b"free", place)].concat(),
        ),
        mp4_box(b"gps ", place),
        mp4_box(b"uuid", &[&[7; 16], place].concat()),
        mp4_box(b"meta", &[vec![0; 4], hdlr, mp4_box(b"xml ", place), mp4_box(b"idat", place)].concat()),
        mp4_box(b"skip", place),
    ];
    for (brand, picture) in [(b"M4A ", false), (b"mp42", true), (b"qt  ", true)] {
        let behind = [mp4_box(b"free", place), mp4_box(b"uuid", place), mp4_box(b"PICT", place)].concat();
        let bytes = [mp4(brand, picture, &boxes.concat()), behind].concat();
        let (stored, cleaned) = kept(&world, "mp4", &bytes);
        assert_eq!((stored.duration_ms, cleaned.len()), (Some(90_500), bytes.len()), "no byte moves");
        assert!(holds(&cleaned, "Istisu") && holds(&cleaned, "iTunSMPB") && holds(&cleaned, " 00000840"));
        if !picture {
            assert_eq!(titles(&stored), TITLES);
            assert_eq!(stored.cover.unwrap().width, Some(64));
        }
    }
}

fn exif_png() -> Vec<u8> {
    with_chunks(&png(30, 20), &[chunk(b"eXIf", &crate::support::exif(1)), chunk(b"tEXt", PLACE.as_bytes())])
}

#[test]
fn a_track_of_places_goes_with_its_samples() {
    let world = World::new();
    let sample = format!("GPS5{PLACE}");
    let size = u32::try_from(sample.len()).unwrap();
    let tables = |first: u32| {
        let words = |list: &[u32]| list.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>();
        // Two chunks: the first with two samples, the second with one.
        [
            mp4_box(b"stsz", &words(&[0, 0, 3, size, size, size])),
            mp4_box(b"stsc", &words(&[0, 2, 1, 2, 1, 2, 1, 1])),
            mp4_box(b"stco", &words(&[0, 2, first, first + 2 * size + 100])),
        ]
        .concat()
    };
    let track = |first: u32| {
        let hdlr = mp4_box(b"hdlr", b"\0\0\0\0\0\0\0\0meta\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let minf = mp4_box(b"minf", &mp4_box(b"stbl", &tables(first)));
        mp4_box(b"trak", &mp4_box(b"mdia", &[hdlr, minf].concat()))
    };
    let mdat = [sample.repeat(2).as_bytes(), &[9; 100], sample.as_bytes()].concat();
    let before = mp4(b"qt  ", true, &track(0)).len();
    let film = |first| [mp4(b"qt  ", true, &track(first)), mp4_box(b"mdat", &mdat)].concat();
    let bytes = film(u32::try_from(before + 8).unwrap());
    let (stored, cleaned) = kept(&world, "gpmf", &bytes);
    assert_eq!((stored.width, cleaned.len()), (Some(640), bytes.len()));
    assert!(cleaned.windows(100).any(|window| window == [9; 100]), "the samples between are untouched");
    let fragments = [bytes, mp4_box(b"moof", &[])].concat();
    assert!(world.refusal(&fragments).contains("save it without that track"));
}
