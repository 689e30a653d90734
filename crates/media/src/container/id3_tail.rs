//! Tags at the end of a sound: ID3v1, APE, Lyrics3, and ID3v2 with a footer.

use super::patch::read_at;
use super::{Cleaning, TAGS};
use crate::error::Result;
use std::io::{Read, Seek};

/// Tags that are looked at.
const TRAILING: usize = 16;
/// Items of an APE tag that are kept.
const ITEMS: &[&str] =
    &["title", "artist", "album", "album artist", "track", "disc", "year", "genre", "composer"];

/// Finds where the sound ends between `from` and `length`, and what is kept of the tags behind it.
pub(super) fn walk(
    file: &mut (impl Read + Seek),
    from: u64,
    length: u64,
    cleaning: &mut Cleaning,
) -> Result<()> {
    // From the end backwards, because these tags tell their lengths in their last bytes.
    let (mut end, mut old, mut ape) = (length, None, None);
    for _ in 0..TRAILING {
        let tail = read_at(file, end.saturating_sub(128).max(from), 128.min(end - from))?;
        let last = |n: usize| tail.get(tail.len().saturating_sub(n)..).unwrap_or_default();
        let size = match () {
            () if last(128).starts_with(b"TAG") && tail.len() == 128 => {
                old = Some(cleaned_old(last(128)));
                Some(128)
            }
            () if last(32).starts_with(b"APETAGEX") => {
                let size = ape_length(last(32));
                if let Some(size) = size.filter(|size| *size <= TAGS && *size <= end - from) {
                    ape = cleaned_ape(&read_at(file, end - size, size)?);
                }
                size
            }
            () if last(9) == b"LYRICS200" => lyrics_length(last(15)),
            () if last(9) == b"LYRICSEND" => old_lyrics_length(file, from, end)?,
            () if last(10).starts_with(b"3DI") => Some(u64::from(super::id3_frame::synchsafe(last(4))) + 20),
            () => break,
        };
        // A tag that reaches beyond the beginning of the sound is none.
        let Some(size) = size.filter(|size| *size <= end - from) else { break };
        end -= size;
    }
    // The enhanced ID3v1 stands before the plain one.
    if end - from >= 227 && read_at(file, end - 227, 4)? == b"TAG+" {
        end -= 227;
    }
    // ID3v1 is found only as the last 128 bytes of a file, so APE goes before it.
    if end < length {
        let kept = [ape.unwrap_or_default(), old.unwrap_or_default()].concat();
        cleaning.cut(end + kept.len() as u64);
        cleaning.write(end, kept);
    }
    Ok(())
}

/// ID3v1 without its comment; the number of the track stays.
fn cleaned_old(tag: &[u8]) -> Vec<u8> {
    let mut tag = tag.to_vec();
    let numbered = tag.get(125) == Some(&0);
    let comment = 97..if numbered { 125 } else { 127 };
    if let Some(comment) = tag.get_mut(comment) {
        comment.fill(0);
    }
    tag
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Bytes of an APE tag with its header, by its footer.
fn ape_length(footer: &[u8]) -> Option<u64> {
    let header = if number(footer, 20)? >> 31 == 1 { 32 } else { 0 };
    Some(u64::from(number(footer, 12)?).max(32) + header)
}

/// An APE tag with the items that are kept, without a header; `None` where none is.
fn cleaned_ape(tag: &[u8]) -> Option<Vec<u8>> {
    let footer = tag.get(tag.len().checked_sub(32)?..)?;
    let mut rest = tag.get(if tag.starts_with(b"APETAGEX") { 32 } else { 0 }..tag.len() - 32)?;
    let (mut items, mut count) = (Vec::new(), 0_u32);
    for _ in 0..number(footer, 16)?.min(1000) {
        let size = usize::try_from(number(rest, 0)?).ok()?;
        let end = rest.get(8..)?.iter().position(|byte| *byte == 0)? + 8;
        let key = String::from_utf8_lossy(rest.get(8..end)?).to_ascii_lowercase();
        let (item, after) = rest.split_at_checked(end.checked_add(1)?.checked_add(size)?)?;
        // Bits 1 and 2 say that it is no text.
        let text = number(item, 4)? & 6 == 0;
        if text && (ITEMS.contains(&key.as_str()) || key.starts_with("replaygain_")) {
            items.extend_from_slice(item);
            count += 1;
        }
        rest = after;
    }
    if count == 0 {
        return None;
    }
    let size = u32::try_from(items.len() + 32).ok()?;
    let version = footer.get(8..12)?;
    let footer = [&b"APETAGEX"[..], version, &size.to_le_bytes(), &count.to_le_bytes(), &[0; 12]].concat();
    Some([items, footer].concat())
}

/// Lyrics3 v2: six digits before its last word.
fn lyrics_length(tail: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(tail.get(..6)?).ok()?;
    Some(digits.parse::<u64>().ok()? + 15)
}

/// Lyrics3 v1 has no length, and at most 5,100 bytes.
fn old_lyrics_length(file: &mut (impl Read + Seek), from: u64, end: u64) -> Result<Option<u64>> {
    const MOST: u64 = 5100 + 20;
    let start = end.saturating_sub(MOST).max(from);
    let bytes = read_at(file, start, end - start)?;
    let at = bytes.windows(11).rposition(|window| window == b"LYRICSBEGIN");
    Ok(at.map(|at| bytes.len() as u64 - at as u64))
}
