//! WAVE (RIFF, Microsoft and IBM 1991; EBU Tech 3285): chunks. What is not kept becomes a chunk of junk.

use super::patch::read_at;
use super::{Cleaning, TAGS, id3};
use crate::error::{Error, Result};
use std::io::{Read, Seek};
use std::ops::Range;

/// Chunks that are looked at.
const CHUNKS: usize = 10_000;
/// What is played, and how.
const KEPT: &[&[u8; 4]] = &[b"fmt ", b"data", b"fact", b"cue ", b"smpl", b"inst", b"plst", b"slnt"];
/// What a list of information may say.
const WORDS: &[&[u8; 4]] = &[b"INAM", b"IART", b"IPRD", b"ITRK", b"IPRT", b"IGNR", b"ICRD"];

fn broken(why: &str) -> Error {
    Error::broken("WAV", why)
}

/// Finds what is to be cleaned in a file of `length` bytes.
///
/// # Errors
/// When it is shorter than its header says, or has too many chunks.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64) -> Result<Cleaning> {
    let mut cleaning = Cleaning::default();
    let told = number(&read_at(file, 4, 4)?).ok_or_else(|| broken("it ends within its header"))?;
    let end = match told {
        // Streams that did not know their length wrote nothing or the largest number.
        0 | 0xffff_ffff => length,
        told if told + 8 > length => return Err(broken("it is shorter than its header says")),
        told => told + 8,
    };
    // What stands behind the RIFF is no sound, and may be anything.
    if end < length {
        cleaning.cut(end);
    }
    // Lists share the count, so that nested ones cannot begin it anew.
    chunks(file, 12..end, &mut cleaning, &mut CHUNKS.clone(), None)?;
    Ok(cleaning)
}

fn chunks(
    file: &mut (impl Read + Seek),
    within: Range<u64>,
    cleaning: &mut Cleaning,
    left: &mut usize,
    list: Option<&[&[u8; 4]]>,
) -> Result<()> {
    let mut at = within.start;
    while within.end.saturating_sub(at) >= 8 {
        *left = left.checked_sub(1).ok_or_else(|| broken("it has too many chunks"))?;
        let head = read_at(file, at, 8)?;
        let (Some(kind), Some(size)) =
            (head.first_chunk::<4>().copied(), number(head.get(4..).unwrap_or_default()))
        else {
            return Err(broken("it ends within a chunk"));
        };
        let start = at + 8;
        // The last chunk of a stream may not know its length.
        let body = start..start.saturating_add(size).min(within.end);
        // Chunks are padded to even lengths.
        let after = body.end + (size & 1);
        match &kind {
            kind if list.unwrap_or(KEPT).contains(&kind) => {}
            b"LIST" if list.is_none() && read_at(file, start, 4)? == b"INFO" => {
                chunks(file, start + 4..body.end, cleaning, left, Some(WORDS))?;
            }
            b"id3 " | b"ID3 " if list.is_none() && size <= TAGS => {
                let tag = read_at(file, start, body.end - start)?;
                match id3::cleaned_tag(&tag) {
                    Some(bytes) => cleaning.write(start, bytes),
                    None => junk(cleaning, at, body.clone()),
                }
            }
            _ => junk(cleaning, at, body.clone()),
        }
        at = after;
    }
    Ok(())
}

fn junk(cleaning: &mut Cleaning, at: u64, body: Range<u64>) {
    cleaning.write(at, b"JUNK".to_vec());
    cleaning.zero(body);
}

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from(u32::from_le_bytes(*bytes.first_chunk()?)))
}
