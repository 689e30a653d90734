//! FLAC (RFC 9639): the blocks before the first frame. What is not kept becomes padding.

use super::patch::read_at;
use super::{Cleaning, TAGS, id3_tail, picture, vorbis_comment};
use crate::error::{Error, Result};
use std::io::{Read, Seek};

/// Blocks that are looked at.
const BLOCKS: usize = 1000;
const PADDING: u8 = 1;

fn broken(why: &str) -> Error {
    Error::broken("FLAC", why)
}

/// Finds what is to be cleaned in a file of `length` bytes.
///
/// # Errors
/// When its blocks break off, or there are too many.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64) -> Result<Cleaning> {
    let mut cleaning = Cleaning::default();
    let mut at = 4;
    for _ in 0..BLOCKS {
        let head = read_at(file, at, 4)?;
        let &[flags, a, b, c] = head.as_slice() else { return Err(broken("it ends within its blocks")) };
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        let body = at + 4..at + 4 + size;
        if body.end > length {
            return Err(broken("a block reaches beyond the end"));
        }
        match flags & 0x7f {
            // What the decoder needs, and where to begin when a player jumps.
            0 | 3 => {}
            PADDING => cleaning.zero(body.clone()),
            kind => {
                // A block too large to be held in memory goes unread.
                let cleaned =
                    if size > TAGS { None } else { cleaned(kind, &read_at(file, body.start, size)?) };
                match cleaned {
                    Some(bytes) => cleaning.write(body.start, bytes),
                    None => {
                        // The top bit marks the last block and has to stay.
                        cleaning.write(at, vec![flags & 0x80 | PADDING]);
                        cleaning.zero(body.clone());
                    }
                }
            }
        }
        at = body.end;
        if flags & 0x80 != 0 {
            // Some programs put ID3 tags behind FLAC, although the format has none.
            id3_tail::walk(file, at, length, &mut cleaning)?;
            return Ok(cleaning);
        }
    }
    Err(broken("it has too many blocks"))
}

/// A block of comments or a picture in as many bytes; `None` for one that goes.
fn cleaned(kind: u8, block: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = match kind {
        4 => vorbis_comment::cleaned(block)?,
        6 => picture::cleaned_block(block, Some(block.len()))?,
        _ => return None,
    };
    bytes.resize(block.len(), 0);
    Some(bytes)
}

/// The blocks that another container keeps for the decoder, cleaned in place.
pub(super) fn cleaned_private(private: &[u8]) -> Option<Vec<u8>> {
    let mut out = private.to_vec();
    let mut at = 4;
    loop {
        let &[flags, a, b, c] = private.get(at..at + 4)? else { return None };
        let size = usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?;
        let body = private.get(at + 4..at + 4 + size)?;
        if !matches!(flags & 0x7f, 0 | 3) {
            let cleaned = cleaned(flags & 0x7f, body);
            if cleaned.is_none() {
                *out.get_mut(at)? = flags & 0x80 | PADDING;
            }
            let bytes = cleaned.unwrap_or_else(|| vec![0; size]);
            out.get_mut(at + 4..at + 4 + size)?.copy_from_slice(&bytes);
        }
        at += 4 + size;
        if flags & 0x80 != 0 {
            return Some(out);
        }
    }
}
