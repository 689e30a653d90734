//! PNG: chunks (W3C PNG, third edition); texts, times and EXIF go, what colours and animation need stays.

use super::reader::Reader;
use super::{Clean, exif, orientation};
use crate::disguise;
use crate::error::Result;
use crate::format::Format;
use image::metadata::Orientation;
use std::io::Read;

/// Chunks without which the picture looks otherwise.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
];

/// Bytes of the largest colour profile that is kept; those of printers have two or three million.
const PROFILE: u64 = 4 << 20;

pub(super) fn clean(bytes: &[u8]) -> Result<Clean> {
    let mut from = Reader::new(bytes, "PNG");
    let mut out = from.take(8)?.to_vec();
    let (mut turn, mut animated, mut pixels, mut header) = (Orientation::NoTransforms, false, None, 0);
    loop {
        let length = usize::try_from(u32::from_be_bytes(from.array()?)).unwrap_or(usize::MAX);
        let kind: [u8; 4] = from.array()?;
        let data = from.take(length)?;
        // Not every file is decoded on its way in, so damage has to be found here.
        if from.array()? != checksum(&kind, data).to_be_bytes() {
            return Err(from.broken("a checksum is wrong"));
        }
        match &kind {
            b"eXIf" => turn = orientation(data),
            b"IHDR" if header == 0 && length != 13 => return Err(from.broken("its header is not one")),
            b"acTL" => animated = data.get(..4).is_some_and(|frames| frames > &[0, 0, 0, 1][..]),
            b"IDAT" if pixels.is_none() => pixels = Some(out.len()),
            _ => {}
        }
        if &kind == b"iCCP" {
            // A profile that unfolds to more than any real one is a trap for whoever opens the picture.
            if profile_in(data, PROFILE).is_some() {
                chunk(&mut out, &kind, data);
            }
        } else if KEPT.contains(&&kind) {
            chunk(&mut out, &kind, data);
        // An upper-case letter says that the picture cannot be shown without this chunk.
        } else if kind[0].is_ascii_uppercase() {
            return Err(from.broken("it has a chunk of an unknown kind"));
        }
        match &kind {
            b"IHDR" => header = out.len(),
            b"IEND" => break,
            _ if header == 0 => return Err(from.broken("its header is missing")),
            _ => {}
        }
    }
    if pixels.is_none() {
        return Err(from.broken("it holds no picture"));
    }
    if let Some(tiff) = exif(turn) {
        let mut turned = Vec::new();
        chunk(&mut turned, b"eXIf", &tiff);
        // Before the pixels, where readers that stop at those still find it.
        out.splice(header..header, turned);
    }
    disguise::refuse_behind(Format::Png, from.rest())?;
    let side = |at: usize| {
        out.get(at..at + 4).map_or(0, |side| side.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
    };
    let size = (side(16), side(20));
    Ok(Clean { bytes: out, orientation: turn, animated, size, work: super::pixels(size) })
}

/// What a decoder needs of a cleaned picture, and its colour profile where that unfolds to at most so many bytes. The
/// decoder would unfold any profile without a limit.
pub(crate) fn split_profile(bytes: &[u8], most: u64) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let mut from = Reader::new(bytes, "PNG");
    let mut out = from.take(8)?.to_vec();
    let mut profile = None;
    while !from.rest().is_empty() {
        let length = usize::try_from(u32::from_be_bytes(from.array()?)).unwrap_or(usize::MAX);
        let kind: [u8; 4] = from.array()?;
        let data = from.take(length)?;
        // The checksum was checked when the picture was cleaned.
        from.take(4)?;
        match &kind {
            b"iCCP" => profile = profile_in(data, most),
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" => chunk(&mut out, &kind, data),
            _ => {}
        }
    }
    Ok((out, profile))
}

/// The profile of an `iCCP` chunk: a name, a zero, the method 0, and the profile in zlib's form.
fn profile_in(data: &[u8], most: u64) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == 0)?;
    let packed = data.get(end + 1..)?.strip_prefix(&[0])?;
    let mut profile = Vec::new();
    // One byte more than allowed tells what is too long from what just fits.
    flate2::read::ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut profile).ok()?;
    (profile.len() as u64 <= most).then_some(profile)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    // Its length was read from four bytes, or is short.
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(kind);
    out.extend_from_slice(data);
    out.extend(checksum(kind, data).to_be_bytes());
}

/// CRC-32 of the kind and the data.
fn checksum(kind: &[u8], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    hasher.finalize()
}
