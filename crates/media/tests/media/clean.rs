//! What was not meant for readers is gone; the pixels are the same.

use crate::support::{World, chunk, exif, gif, holds, jpeg, photo, png, profile, webp, with_chunks};
use image::metadata::Orientation;

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().into_rgba8().into_raw()
}

#[test]
fn a_photo_does_not_tell_where_it_was_taken() {
    let world = World::new();
    let photo = photo(300, 200, 1);
    assert!(holds(&photo, "GPSGPS") && holds(&photo, "GPSLatitude") && holds(&photo, "Secret"));
    let kept = world.keep(&photo);
    let bytes = world.bytes(&kept.name);
    for word in ["GPS", "Secret", "Exif", "xmpmeta", "MPF"] {
        assert!(!holds(&bytes, word), "{word}");
    }
    assert!(holds(&bytes, "ColourProfile"));
    assert_eq!(pixels(&bytes), pixels(&photo), "nothing was compressed again");
    assert_eq!(world.keep(&bytes).name, kept.name, "cleaning what is clean changes nothing");
    for variant in &kept.variants {
        assert!(!holds(&world.bytes(&variant.name), "GPS"));
    }
}

#[test]
fn the_orientation_alone_stays_and_counts() {
    let world = World::new();
    let kept = world.keep(&photo(300, 200, 6));
    assert_eq!((kept.width, kept.height), (Some(200), Some(300)), "as it is shown");
    let bytes = world.bytes(&kept.name);
    assert!(!holds(&bytes, "GPS") && !holds(&bytes, "Secret"));
    let at = bytes.windows(6).position(|window| window == b"Exif\0\0").unwrap();
    assert_eq!(Orientation::from_exif_chunk(&bytes[at + 6..]), Some(Orientation::Rotate90));
    let variant = &kept.variants[0];
    assert_eq!((variant.width, variant.height), (100, 150));
    let small = image::load_from_memory(&world.bytes(&variant.name)).unwrap().into_rgb8();
    // Red was at the left; turned to the right it is at the top.
    assert!(small.get_pixel(50, 10).0[0] > 60 && small.get_pixel(50, 140).0[0] < 60);
    assert_eq!(world.keep(&bytes).name, kept.name);
}

#[test]
fn a_png_keeps_its_profile_and_loses_its_words() {
    let world = World::new();
    let plain = png(120, 80);
    let icc = chunk(b"iCCP", &[b"name\0\0".to_vec(), deflated(&profile())].concat());
    let words = [
        icc,
        chunk(b"tEXt", b"Comment\0SecretComment"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPSLatitude"),
        chunk(b"eXIf", &exif(3)),
        chunk(b"tIME", b"\x07\xe8\x01\x01\0\0\0"),
        chunk(b"prVt", b"SecretMaker"),
    ];
    let kept = world.keep(&with_chunks(&plain, &words));
    let bytes = world.bytes(&kept.name);
    for word in ["GPS", "Secret", "tEXt", "iTXt", "tIME"] {
        assert!(!holds(&bytes, word), "{word}");
    }
    assert!(holds(&bytes, "iCCP") && holds(&bytes, "eXIf"));
    assert_eq!(pixels(&bytes), pixels(&plain));
    assert_eq!(world.keep(&bytes).name, kept.name);
    let plainly = world.keep(&plain);
    assert_eq!(world.bytes(&plainly.name), plain, "what is clean stays byte for byte");
}

/// Zlib with one stored block.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let length = u16::try_from(bytes.len()).unwrap();
    [&[0x78, 1, 1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes, &(b << 16 | a).to_be_bytes()]
        .concat()
}

#[test]
fn a_gif_loses_its_comment_and_moves_on() {
    let world = World::new();
    let plain = gif(3, 60, 40);
    let end = plain.len() - 1;
    let comment = b"\x21\xfe\x0dSecretComment\0";
    let xmp = b"\x21\xff\x0bXMP DataXMP\x03GPS\0";
    let kept = world.keep(&[&plain[..end], comment, xmp, &[0x3b]].concat());
    assert!(kept.animated);
    assert_eq!(world.bytes(&kept.name), plain);
    assert!(kept.variants.iter().all(|variant| variant.still));
}

#[test]
fn a_webp_loses_what_stands_behind_its_picture() {
    let world = World::new();
    let plain = webp(60, 40);
    let picture = &plain[12..];
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let pad = vec![0; data.len() % 2];
        [&kind[..], &u32::try_from(data.len()).unwrap().to_le_bytes(), data, &pad].concat()
    };
    let extended = chunk(b"VP8X", &[0x0c, 0, 0, 0, 59, 0, 0, 39, 0, 0]);
    let body = [
        b"WEBP".to_vec(),
        extended,
        picture.to_vec(),
        chunk(b"EXIF", &exif(8)),
        chunk(b"XMP ", b"GPSLatitude!"),
    ];
    let body = body.concat();
    let whole = [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat();
    let kept = world.keep(&whole);
    let bytes = world.bytes(&kept.name);
    assert!(!holds(&bytes, "GPS") && !holds(&bytes, "Secret") && !holds(&bytes, "XMP "));
    assert_eq!((kept.width, kept.height), (Some(40), Some(60)));
    assert_eq!(pixels(&bytes), pixels(&plain));
    assert_eq!(world.keep(&bytes).name, kept.name);
}

#[test]
fn what_a_camera_puts_behind_a_picture_is_cut_off() {
    let world = World::new();
    let plain = jpeg(80, 80);
    for behind in [vec![0; 50], jpeg(20, 20), crate::support::mp4(b"mp42", true, &[])] {
        let kept = world.keep(&[plain.clone(), behind].concat());
        assert_eq!(world.bytes(&kept.name), plain);
    }
}
