//! What a file is, by its first bytes. Names and claimed types are not asked.

use crate::error::{Error, Result};
use crate::format::Format;

/// First bytes that are looked at.
pub(crate) const HEAD: usize = 4096;

/// The format that these first bytes begin. For MP4 and WebM it is settled later whether there is a picture.
///
/// # Errors
/// With what it is instead and what is accepted.
pub(crate) fn sniff(head: &[u8]) -> Result<Format> {
    known(head).ok_or_else(|| Error::found(foreign(head)))
}

fn known(head: &[u8]) -> Option<Format> {
    let at = |from: usize, bytes: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(bytes));
    Some(match head {
        _ if at(0, b"\xff\xd8\xff") => Format::Jpeg,
        _ if at(0, b"\x89PNG\r\n\x1a\n") => Format::Png,
        _ if at(0, b"GIF87a") || at(0, b"GIF89a") => Format::Gif,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => Format::Webp,
        _ if at(0, b"RIFF") && at(8, b"WAVE") => Format::Wav,
        _ if at(0, b"fLaC") => Format::Flac,
        _ if at(0, b"OggS") => return ogg(head),
        _ if at(0, b"ID3") => Format::Mp3,
        _ if at(4, b"ftyp") => return brand(head.get(8..12)?),
        // QuickTime files from before `ftyp` begin with one of these boxes.
        _ if [&b"moov"[..], b"mdat", b"wide"].iter().any(|kind| at(4, kind)) => Format::Mov,
        // Matroska has the same first bytes; the document type in the header tells WebM apart.
        _ if at(0, b"\x1a\x45\xdf\xa3") && contains(head.get(..64).unwrap_or(head), b"webm") => Format::Webm,
        // Last, because a frame header is no signature: two bytes prove little.
        [0xff, second, third, ..] => return frame(*second, *third),
        _ => return None,
    })
}

/// MPEG audio layer 3 or ADTS, by the header of the first frame.
fn frame(second: u8, third: u8) -> Option<Format> {
    let (bitrate, rate) = (third >> 4, (third >> 2) & 3);
    match second {
        // Version 2.5, 2 or 1 and not the reserved one; layer 3.
        _ if second & 0xe6 == 0xe2 && second & 0x18 != 0x08 && bitrate != 15 && bitrate != 0 && rate != 3 => {
            Some(Format::Mp3)
        }
        // ADTS has layer 0 and one of thirteen sample rates.
        _ if second & 0xf6 == 0xf0 && (third >> 2) & 15 < 13 => Some(Format::Aac),
        _ => None,
    }
}

/// The codec is named at the beginning of the first page's first packet.
fn ogg(head: &[u8]) -> Option<Format> {
    let packet = head.get(27 + usize::from(*head.get(26)?)..)?;
    match packet {
        _ if packet.starts_with(b"OpusHead") => Some(Format::Opus),
        _ if packet.starts_with(b"\x01vorbis") => Some(Format::Vorbis),
        _ => None,
    }
}

/// The major brand of an ISO media file.
fn brand(brand: &[u8]) -> Option<Format> {
    match brand {
        b"avif" | b"avis" | b"heic" | b"heix" | b"hevc" | b"hevx" | b"mif1" | b"msf1" | b"crx " | b"jxl " => {
            None
        }
        b"qt  " => Some(Format::Mov),
        b"M4A " | b"M4B " | b"M4P " => Some(Format::M4a),
        _ => Some(Format::Mp4),
    }
}

/// What a file is that is not taken, in words.
fn foreign(head: &[u8]) -> &'static str {
    const SIGNATURES: &[(usize, &[u8], &str)] = &[
        (4, b"ftypavi", "an AVIF picture"),
        (4, b"ftyphe", "a HEIC picture"),
        (4, b"ftypmif1", "a HEIC or AVIF picture"),
        (4, b"ftypmsf1", "a HEIC or AVIF picture"),
        (4, b"ftypcrx", "a raw camera picture"),
        (0, b"\xff\x0a", "a JPEG XL picture"),
        (4, b"JXL ", "a JPEG XL picture"),
        (0, b"PK\x03\x04", "a ZIP archive"),
        (0, b"PK\x05\x06", "a ZIP archive"),
        (0, b"%PDF", "a PDF document"),
        (0, b"Rar!", "a RAR archive"),
        (0, b"7z\xbc\xaf", "a 7z archive"),
        (0, b"\x1f\x8b", "a gzip archive"),
        (0, b"MZ", "a program"),
        (0, b"\x7fELF", "a program"),
        (0, b"#!", "a script"),
        (0, b"BM", "a BMP picture"),
        (0, b"II*\0", "a TIFF picture"),
        (0, b"MM\0*", "a TIFF picture"),
        (0, b"\0\0\x01\0", "an icon"),
        (0, b"8BPS", "a Photoshop picture"),
        (8, b"AVI ", "an AVI film"),
        (0, b"FLV", "a Flash film"),
        (0, b"\x30\x26\xb2\x75", "a Windows Media file"),
        // WebM and known Ogg codecs were taken before: what is left of these two is something else.
        (0, b"\x1a\x45\xdf\xa3", "a Matroska film"),
        (0, b"OggS", "an Ogg file of another codec than Vorbis and Opus"),
    ];
    if head.is_empty() {
        return "an empty file";
    }
    let signed =
        SIGNATURES.iter().find(|(at, bytes, _)| head.get(*at..).is_some_and(|h| h.starts_with(bytes)));
    if let Some((_, _, words)) = signed {
        return words;
    }
    markup(head).unwrap_or(if std::str::from_utf8(head.get(..64).unwrap_or(head)).is_ok() {
        "a text"
    } else {
        "a file of an unknown kind"
    })
}

/// What kind of markup stands in these bytes, where any does.
pub(crate) fn markup(bytes: &[u8]) -> Option<&'static str> {
    // Browsers find tags in any case.
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    let has = |word: &[u8]| contains(&lower, word);
    match () {
        () if has(b"<svg") => Some("an SVG drawing, which can carry scripts,"),
        () if has(b"<!doctype html") || has(b"<html") || has(b"<script") || has(b"<body") => {
            Some("an HTML page")
        }
        () if has(b"<?php") => Some("a PHP script"),
        () if lower.starts_with(b"<?xml") => Some("an XML document"),
        () => None,
    }
}

pub(crate) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
