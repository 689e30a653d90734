//! What pretends to be something else is refused in words.

use crate::support::{World, gif, jpeg, mp3, mp4, opus, png, segment, wav, webm, webp};

fn zip() -> Vec<u8> {
    [&b"PK\x03\x04\x14\0\0\0\0\0"[..], &[0; 20], b"PK\x05\x06", &[0; 16], &[3, 0], b"end"].concat()
}

#[test]
fn what_is_no_media_is_named_and_what_is_accepted_is_said() {
    let world = World::new();
    for (bytes, found) in [
        (&b""[..], "an empty file"),
        (b"<!DOCTYPE html><p>", "an HTML page"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"PK\x03\x04zip", "a ZIP archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"MZ\x90\0", "a program"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "an AVIF picture"),
        (b"\0\0\0\x1cftypheic\0\0\0\0", "a HEIC picture"),
        (b"BM\0\0\0\0", "a BMP picture"),
        (b"II*\0\x08\0\0\0", "a TIFF picture"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "a Matroska film"),
        (b"just words", "a text"),
        (b"\xfe\xdc\xba\x98", "a file of an unknown kind"),
    ] {
        let told = world.refusal(bytes);
        assert!(told.starts_with(found) && told.contains("accepted are JPEG, PNG"), "{told}");
    }
}

#[test]
fn two_things_at_once_are_refused() {
    let world = World::new();
    let html = b"<html><script>alert(1)</script>";
    for (bytes, found) in [
        ([png(9, 9), zip()].concat(), "PNG and a ZIP archive at once"),
        ([jpeg(9, 9), zip()].concat(), "JPEG and a ZIP archive at once"),
        ([mp3(), zip()].concat(), "MP3 and a ZIP archive at once"),
        ([webp(9, 9), html.to_vec()].concat(), "WebP and an HTML page at once"),
        ([gif(1, 9, 9), vec![0; 2000], zip(), vec![1; 9]].concat(), "taken"),
        (
            [&jpeg(9, 9)[..2], &segment(0xfe, html), &jpeg(9, 9)[2..]].concat(),
            "JPEG and an HTML page at once",
        ),
        ([&b"ID3\x03\0\0\0\0\0\x20%PDF-1.4"[..], &mp3()].concat(), "MP3 and a PDF document at once"),
        (
            mp4(b"mp42", true, &crate::support::mp4_box(b"udta", b"<script>alert(1)")),
            "MP4 and an HTML page at once",
        ),
    ] {
        match world.take(&bytes) {
            Ok(upload) => {
                assert_eq!(found, "taken");
                assert_eq!(upload.stored().bytes, gif(1, 9, 9).len() as u64, "and cut off");
            }
            Err(error) => assert!(error.to_string().contains(found), "{error}"),
        }
    }
}

#[test]
fn what_breaks_off_is_refused() {
    let world = World::new();
    let whole = [
        jpeg(200, 100),
        png(200, 100),
        gif(2, 60, 40),
        webp(60, 40),
        mp4(b"mp42", true, &[]),
        webm(true),
        wav(),
        opus(),
    ];
    for bytes in whole {
        for part in [bytes.len() - 1, bytes.len() * 2 / 3, bytes.len() / 3, 40] {
            let told = world.refusal(&bytes[..part]);
            assert!(told.contains("broken or cut off") || told.contains("is no"), "{told}");
        }
    }
}

#[test]
fn a_header_without_its_picture_is_refused() {
    let world = World::new();
    assert!(world.refusal(&[0xff, 0xd8, 0xff, 0xd9]).contains("JPEG file is broken"));
    assert!(world.refusal(b"GIF89a-12").contains("GIF file is broken"));
    let mut wrong = png(20, 20);
    let at = wrong.len() - 20;
    wrong[at] ^= 1;
    assert!(world.refusal(&wrong).contains("a checksum is wrong"));
    assert!(world.refusal(b"ID3\x03\0\0\0\0\0\0nothing that sounds").contains("MP3 file is broken"));
}
