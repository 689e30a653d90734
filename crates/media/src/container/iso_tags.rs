//! What MP4 and MOV say of themselves.

use super::iso::Box;
use super::patch::read_at;
use super::{Cleaning, TAGS, picture};
use std::io::{self, Read, Seek};

/// Boxes of user data that are kept: titles and names in the ways of QuickTime and 3GPP, and the kind of a track.
pub(super) const USER_DATA: &[&[u8; 4]] = &[
    b"\xa9nam", b"\xa9ART", b"\xa9alb", b"\xa9gen", b"\xa9wrt", b"\xa9trk", b"titl", b"perf", b"auth",
    b"albm", b"gnre", b"yrrc", b"kind",
];
/// Items of iTunes metadata that are kept.
const ITEMS: &[&[u8; 4]] = &[
    b"\xa9nam", b"\xa9ART", b"\xa9alb", b"\xa9gen", b"\xa9wrt", b"\xa9day", b"aART", b"trkn", b"disk",
    b"gnre", b"cpil", b"pgap", b"tmpo", b"sonm", b"soar", b"soal", b"soaa",
];
/// Keys of QuickTime metadata whose values are kept, without what stands before the last dot.
const KEYS: &[&str] =
    &["title", "displayname", "artist", "author", "album", "genre", "composer", "performer"];
/// Names of free items that hold nothing but numbers for players.
const NUMBERS: &[&str] = &["itunnorm", "itunsmpb", "replaygain_"];
/// Bytes of a free item.
const FREE: u64 = 64 << 10;

/// The numbers, from 1, of the keys whose values are kept.
pub(super) fn kept_keys(keys: &[u8]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut rest = keys.get(8..).unwrap_or_default();
    for number in 1..=1000_u32 {
        let Some(size) = word(rest).and_then(|size| usize::try_from(size).ok()).filter(|size| *size >= 8)
        else {
            break;
        };
        let Some((key, after)) = rest.split_at_checked(size) else { break };
        let name = String::from_utf8_lossy(key.get(8..).unwrap_or_default()).to_ascii_lowercase();
        let last = name.rsplit('.').next().unwrap_or_default();
        if name.starts_with("com.apple.quicktime.") && KEYS.contains(&last) {
            found.push(number);
        }
        rest = after;
    }
    found
}

/// Cleans an item of iTunes metadata; false for one that is not kept.
pub(super) fn clean_item(
    file: &mut (impl Read + Seek),
    item: &Box,
    cleaning: &mut Cleaning,
) -> io::Result<bool> {
    let length = item.body.end - item.body.start;
    Ok(match &item.kind {
        kind if ITEMS.contains(&kind) => true,
        b"covr" if length <= TAGS => {
            let covers = read_at(file, item.body.start, length)?;
            match cleaned_covers(&covers) {
                Some(bytes) => {
                    cleaning.write(item.body.start, bytes);
                    true
                }
                None => false,
            }
        }
        // A free item can hold anything, so its name decides.
        b"----" if length <= FREE => is_number(&read_at(file, item.body.start, length)?),
        _ => false,
    })
}

/// The pictures of a cover, each cleaned and followed by zeros; `None` where one cannot be.
fn cleaned_covers(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = body.to_vec();
    let mut at = 0;
    while at + 16 <= body.len() {
        let size = usize::try_from(word(body.get(at..)?)?).ok()?;
        if size < 16 || body.get(at + 4..at + 8)? != b"data" {
            return None;
        }
        let place = at + 16..at + size;
        let picture = picture::cleaned(body.get(place.clone())?)?;
        let place = out.get_mut(place)?;
        place.fill(0);
        place.get_mut(..picture.len())?.copy_from_slice(&picture);
        at += size;
    }
    // What is left is too short for a box, so no player reads it.
    out.get_mut(at..)?.fill(0);
    Some(out)
}

/// Whether a free item is named as one that holds numbers.
fn is_number(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(size) = word(rest).and_then(|size| usize::try_from(size).ok()).filter(|size| *size >= 12) {
        let Some((part, after)) = rest.split_at_checked(size) else { return false };
        if part.get(4..8) == Some(b"name") {
            let name = String::from_utf8_lossy(part.get(12..).unwrap_or_default()).to_ascii_lowercase();
            return NUMBERS.iter().any(|known| name.starts_with(known));
        }
        rest = after;
    }
    false
}

fn word(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.first_chunk()?))
}
