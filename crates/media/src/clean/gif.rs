//! GIF: blocks (GIF89a specification); comments, texts and the data of programs go, loops and colour profiles stay.

use super::reader::Reader;
use super::{Clean, pixels};
use crate::disguise;
use crate::error::Result;
use crate::format::Format;
use image::metadata::Orientation;

/// Application extensions that change what is seen.
const KEPT: &[&[u8; 11]] = &[b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

pub(super) fn clean(bytes: &[u8]) -> Result<Clean> {
    let mut from = Reader::new(bytes, "GIF");
    let mut out = from.take(13)?.to_vec();
    out.extend_from_slice(from.take(colours(out.get(10)))?);
    let size = size_at(&out, 6);
    let (mut frames, mut work) = (0, pixels(size));
    loop {
        match from.byte()? {
            0x3b => break,
            0x2c => {
                frames += 1;
                let descriptor = from.take(9)?;
                // A frame may claim to be larger than the screen; the first is what is decoded.
                if frames == 1 {
                    work = work.max(pixels(size_at(descriptor, 4)));
                }
                out.push(0x2c);
                out.extend_from_slice(descriptor);
                out.extend_from_slice(from.take(colours(descriptor.get(8)))?);
                out.push(from.byte()?);
                out.extend(blocks(&mut from)?);
            }
            0x21 => {
                let label = from.byte()?;
                let data = blocks(&mut from)?;
                // The name has a length byte before it.
                let program = || data.get(1..12).is_some_and(|name| KEPT.iter().any(|kept| name == *kept));
                // 0xf9 is the graphic control: delays and the clear colour.
                if label == 0xf9 || (label == 0xff && program()) {
                    out.extend([0x21, label]);
                    out.extend(data);
                }
            }
            _ => return Err(from.broken("a block is of an unknown kind")),
        }
    }
    if frames == 0 {
        return Err(from.broken("it holds no picture"));
    }
    out.push(0x3b);
    disguise::refuse_behind(Format::Gif, from.rest())?;
    Ok(Clean { bytes: out, orientation: Orientation::NoTransforms, animated: frames > 1, size, work })
}

/// Width and height, two bytes each.
fn size_at(bytes: &[u8], at: usize) -> (u32, u32) {
    let side = |at| bytes.get(at..at + 2).map_or(0, |side| u32::from(side[0]) | u32::from(side[1]) << 8);
    (side(at), side(at + 2))
}

/// Bytes of the table of colours that these flags announce.
fn colours(flags: Option<&u8>) -> usize {
    flags.filter(|flags| *flags & 0x80 != 0).map_or(0, |flags| 3 << ((flags & 7) + 1))
}

/// Sub-blocks with their lengths, up to and with the empty one.
fn blocks<'a>(from: &mut Reader<'a>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let length = from.byte()?;
        out.push(length);
        if length == 0 {
            return Ok(out);
        }
        out.extend_from_slice(from.take(usize::from(length))?);
    }
}
