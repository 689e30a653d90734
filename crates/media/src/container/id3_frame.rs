//! Frames of ID3v2.

use super::picture;

/// Frames that a player shows or plays by, of 2.3 and 2.4.
const KEPT: &[&[u8; 4]] = &[
    b"TIT1", b"TIT2", b"TIT3", b"TPE1", b"TPE2", b"TPE3", b"TPE4", b"TALB", b"TRCK", b"TPOS", b"TCON",
    b"TCOM", b"TYER", b"TDAT", b"TDRC", b"TDOR", b"TORY", b"TBPM", b"TKEY", b"TLEN", b"TLAN", b"TSRC",
    b"TSOA", b"TSOP", b"TSOT", b"TCMP", b"RVA2",
];
/// The same of 2.2.
const KEPT_OLD: &[&[u8; 3]] = &[
    b"TT1", b"TT2", b"TT3", b"TP1", b"TP2", b"TP3", b"TP4", b"TAL", b"TRK", b"TPA", b"TCO", b"TCM", b"TYE",
    b"TBP",
];
/// Descriptions of comments and texts of one's own that hold nothing but numbers for players.
const NUMBERS: &[&str] = &["itunnorm", "itunsmpb", "replaygain_"];

/// The frames that are kept, one after the other; `None` for a version that is not known.
pub(super) fn kept(major: u8, frames: &[u8]) -> Option<Vec<u8>> {
    let head = match major {
        2 => 6,
        3 | 4 => 10,
        _ => return None,
    };
    let mut out = Vec::new();
    let mut rest = frames;
    while let Some((header, after)) = rest.split_at_checked(head) {
        let length = match major {
            2 => header.get(3..6).map(|size| size.iter().fold(0, |size, byte| size << 8 | u32::from(*byte))),
            3 => header.get(4..8).map(|size| size.iter().fold(0, |size, byte| size << 8 | u32::from(*byte))),
            // Only 2.4 writes the sizes of frames with seven bits a byte.
            _ => header.get(4..8).map(synchsafe),
        };
        // Padding, or what cannot be read: nothing behind it is kept.
        let frame =
            length.filter(|length| *length > 0).and_then(|length| after.split_at_checked(length as usize));
        let Some((body, next)) = frame.filter(|_| header.first() != Some(&0)) else { break };
        let kept = if major == 2 { old_frame(header, body) } else { frame_of(major, header, body) };
        out.extend(kept.unwrap_or_default());
        rest = next;
    }
    Some(out)
}

fn old_frame(header: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let id: &[u8; 3] = header.first_chunk()?;
    KEPT_OLD.contains(&id).then(|| [header, body].concat())
}

fn frame_of(major: u8, header: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let id: &[u8; 4] = header.first_chunk()?;
    let format = *header.get(9)?;
    let plain;
    let body = match (major, format) {
        (_, 0) => body,
        // Zeros that were put in are taken out, and so is the length that stands before.
        (4, flags) if flags & !0x03 == 0 => {
            let body = if flags & 1 != 0 { body.get(4..)? } else { body };
            plain = if flags & 2 != 0 { without_stuffing(body) } else { body.to_vec() };
            &plain[..]
        }
        // Compressed, encrypted or grouped.
        _ => return None,
    };
    let body = match id {
        id if KEPT.contains(&id) => body.to_vec(),
        b"APIC" => picture_frame(body)?,
        b"TXXX" => described(body.get(1..)?, body.first()?).then(|| body.to_vec())?,
        b"COMM" => described(body.get(4..)?, body.first()?).then(|| body.to_vec())?,
        _ => return None,
    };
    let length = u32::try_from(body.len()).ok()?;
    let size = match major {
        4 => [length >> 21, length >> 14, length >> 7, length].map(|part| (part & 0x7f) as u8),
        _ => length.to_be_bytes(),
    };
    // The flags are cleared, since stuffing and the length field were taken out.
    Some([&id[..], &size, &[0, 0], &body].concat())
}

/// Whether a description in this encoding is one that goes with numbers.
fn described(text: &[u8], encoding: &u8) -> bool {
    // ASCII in any of the encodings, once zeros and byte order marks are left out.
    let end = if matches!(encoding, 1 | 2) {
        text.windows(2).step_by(2).position(|pair| pair == [0, 0]).map(|at| at * 2)
    } else {
        text.iter().position(|byte| *byte == 0)
    };
    let words = text.get(..end.unwrap_or(0)).unwrap_or_default();
    let words: String = words
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    NUMBERS.iter().any(|known| words.starts_with(known))
}

/// A cover, cleaned and without its description.
fn picture_frame(body: &[u8]) -> Option<Vec<u8>> {
    let (encoding, rest) = body.split_first()?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (mime, rest) = rest.split_at(end + 1);
    let (kind, rest) = rest.split_first()?;
    let picture = match encoding {
        1 | 2 => {
            let end = rest.chunks_exact(2).position(|pair| pair == [0, 0])? * 2;
            rest.get(end + 2..)?
        }
        _ => rest.get(rest.iter().position(|byte| *byte == 0)? + 1..)?,
    };
    let picture = picture::cleaned(picture)?;
    let made = [&[0][..], mime, &[*kind, 0], &picture].concat();
    // In Latin-1 the empty description is one byte; another encoding of the same stays as it is.
    let made = if *encoding == 3 { [&[3][..], &made[1..]].concat() } else { made };
    // The whole tag keeps its length, so no frame may grow.
    (made.len() <= body.len()).then_some(made)
}

/// Takes out the zeros that keep a tag from looking like sound.
pub(super) fn without_stuffing(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut after = false;
    for byte in bytes {
        if !(after && *byte == 0) {
            out.push(*byte);
        }
        after = *byte == 0xff;
    }
    out
}

/// A number of seven bits a byte.
pub(super) fn synchsafe(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |size, byte| size << 7 | u32::from(byte & 0x7f))
}
