//! WebP: chunks in a RIFF file (RFC 9649); EXIF, XMP and what is unknown go.

use super::reader::Reader;
use super::{Clean, exif, orientation};
use crate::disguise;
use crate::error::Result;
use crate::format::Format;
use image::metadata::Orientation;

const KEPT: &[&[u8; 4]] = &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Flags of `VP8X`.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
const ANIMATION: u8 = 0x02;

pub(super) fn clean(bytes: &[u8]) -> Result<Clean> {
    let mut outer = Reader::new(bytes, "WebP");
    outer.take(4)?;
    let length = usize::try_from(u32::from_le_bytes(outer.array()?)).unwrap_or(usize::MAX);
    let body = outer.take(length)?;
    disguise::refuse_behind(Format::Webp, outer.rest())?;
    let mut from = Reader::new(body, "WebP");
    let (mut canvas, mut first) = (None, None);
    from.take(4)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let (mut turn, mut animated, mut extended, mut pictures) = (Orientation::NoTransforms, false, None, 0);
    while !from.rest().is_empty() {
        let kind: [u8; 4] = from.array()?;
        let length = usize::try_from(u32::from_le_bytes(from.array()?)).unwrap_or(usize::MAX);
        let data = from.take(length)?;
        // Chunks are padded to even lengths, but some writers leave out the last byte.
        if length % 2 == 1 && !from.rest().is_empty() {
            from.take(1)?;
        }
        match &kind {
            b"EXIF" => turn = orientation(data),
            b"VP8X" if extended.is_none() => {
                extended = Some(out.len() + 8);
                canvas = data.get(4..10).map(|sides| (canvas_side(&sides[..3]), canvas_side(&sides[3..])));
                animated = data.first().is_some_and(|flags| flags & ANIMATION != 0);
            }
            b"VP8 " | b"VP8L" | b"ANMF" => {
                pictures += 1;
                first = first.or_else(|| bitmap_size(&kind, data));
            }
            _ => {}
        }
        if KEPT.contains(&&kind) {
            chunk(&mut out, &kind, data);
        }
    }
    if pictures == 0 {
        return Err(from.broken("it holds no picture"));
    }
    // Only the extended form has EXIF.
    let tiff = exif(turn).filter(|_| extended.is_some());
    if let Some(tiff) = tiff {
        chunk(&mut out, b"EXIF", &tiff);
    } else {
        turn = Orientation::NoTransforms;
    }
    if let Some(flags) = extended.and_then(|at| out.get_mut(at)) {
        // The flags must agree with the chunks, or strict decoders refuse the file.
        *flags &= !(EXIF | XMP);
        *flags |= if tiff.is_some() { EXIF } else { 0 };
    }
    let total = u32::try_from(out.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(size) = out.get_mut(4..8) {
        size.copy_from_slice(&total.to_le_bytes());
    }
    let size = canvas.or(first).ok_or_else(|| from.broken("it does not say how large it is"))?;
    // A small canvas may hold a huge bitmap, which is decoded all the same.
    let work = super::pixels(size).max(first.map_or(0, super::pixels));
    Ok(Clean { bytes: out, orientation: turn, animated, size, work })
}

/// A side of the canvas, less one, in three bytes.
fn canvas_side(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |side, byte| side << 8 | u32::from(*byte)) + 1
}

/// What a picture itself says of its size (RFC 6386, 9.1; RFC 9649, 3.4).
fn bitmap_size(kind: &[u8; 4], data: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?));
    match kind {
        b"VP8 " => number(6).map(|sides| (sides & 0x3fff, sides >> 16 & 0x3fff)),
        b"VP8L" => number(1).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)),
        _ => None,
    }
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend(kind);
    // Its length was read from four bytes, or is short.
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}
