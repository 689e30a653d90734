//! ID3v2 (id3.org, 2.2 to 2.4) at the beginning of MP3 and AAC, and the other tags at the end.

use super::patch::read_at;
use super::{Cleaning, TAGS, id3_frame, id3_tail};
use crate::error::{Error, Result};
use crate::format::Format;
use std::io::{Read, Seek};

/// Tags at the beginning that are looked at.
const LEADING: usize = 16;

/// Finds what is to be cleaned in a file of `length` bytes.
///
/// # Errors
/// When its tags break off or are too large.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64, format: Format) -> Result<Cleaning> {
    let mut cleaning = Cleaning::default();
    let mut at = 0;
    for _ in 0..LEADING {
        let Some(size) = tag_length(&read_at(file, at, 10)?) else { break };
        if at + size > length {
            return Err(Error::broken(format.words(), "its tags reach beyond the end"));
        }
        if size > TAGS {
            let most = TAGS >> 20;
            return Err(Error::Refused(format!(
                "the {} file has more than {most} MB of tags; send it with a smaller cover",
                format.words()
            )));
        }
        let tag = read_at(file, at, size)?;
        match cleaned_tag(&tag) {
            Some(bytes) => cleaning.write(at, bytes),
            // An empty tag of the same length.
            None => cleaning.write(at, empty(&tag)),
        }
        at += size;
    }
    id3_tail::walk(file, at, length, &mut cleaning)?;
    Ok(cleaning)
}

/// Bytes of a tag with its header and footer, by its header.
fn tag_length(head: &[u8]) -> Option<u64> {
    let &[b'I', b'D', b'3', major, _, flags, a, b, c, d] = head else { return None };
    // Sizes have seven bits a byte: a top bit that is set means that this is no tag.
    if [a, b, c, d].iter().any(|byte| byte & 0x80 != 0) {
        return None;
    }
    let size = [a, b, c, d].iter().fold(0, |size, byte| size << 7 | u64::from(*byte));
    Some(10 + size + if major == 4 && flags & 0x10 != 0 { 10 } else { 0 })
}

/// A tag with the frames that are kept, in as many bytes; `None` for a version that is not known.
pub(super) fn cleaned_tag(tag: &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(tag_length(tag.get(..10)?)?).ok()?;
    let (major, flags) = (*tag.get(3)?, *tag.get(5)?);
    let footer = if major == 4 && flags & 0x10 != 0 { 10 } else { 0 };
    let body = tag.get(10..length.checked_sub(footer)?)?;
    let whole;
    // From 2.4 on, each frame says for itself whether zeros were put in.
    let mut frames = if flags & 0x80 != 0 && major < 4 {
        whole = id3_frame::without_stuffing(body);
        &whole[..]
    } else {
        body
    };
    if flags & 0x40 != 0 {
        frames = match major {
            // The size of the extended header leaves out its own four bytes in 2.3, and counts them
            // in 2.4.
            3 => frames.get(usize::try_from(number(frames)?).ok()?.checked_add(4)?..)?,
            4 => frames.get(usize::try_from(id3_frame::synchsafe(frames.get(..4)?)).ok()?..)?,
            // In 2.2 the flag says that all is compressed, in a way nobody settled on.
            _ => return None,
        };
    }
    let kept = id3_frame::kept(major, frames)?;
    let mut out = empty(tag);
    out.get_mut(10..10 + kept.len())?.copy_from_slice(&kept);
    Some(out)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.first_chunk()?))
}

/// A tag of the same length without frames; a footer becomes padding.
fn empty(tag: &[u8]) -> Vec<u8> {
    let mut out = vec![0; tag.len()];
    let size = tag.len().saturating_sub(10);
    let header = [
        b'I',
        b'D',
        b'3',
        tag.get(3).copied().unwrap_or(4),
        0,
        0,
        (size >> 21 & 0x7f) as u8,
        (size >> 14 & 0x7f) as u8,
        (size >> 7 & 0x7f) as u8,
        (size & 0x7f) as u8,
    ];
    out.iter_mut().zip(header).for_each(|(to, byte)| *to = byte);
    out
}
