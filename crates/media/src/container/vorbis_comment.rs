//! Comments of Vorbis, Opus and FLAC (Vorbis I, 5): names and values.

use super::picture;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Names whose values are kept: what a player shows, and what it plays by.
const KEPT: &[&str] = &[
    "TITLE",
    "ARTIST",
    "ALBUM",
    "ALBUMARTIST",
    "TRACKNUMBER",
    "TRACKTOTAL",
    "TOTALTRACKS",
    "DISCNUMBER",
    "DISCTOTAL",
    "TOTALDISCS",
    "GENRE",
    "DATE",
    "COMPOSER",
    "PERFORMER",
    "VERSION",
    "ISRC",
    "WAVEFORMATEXTENSIBLE_CHANNEL_MASK",
    "REPLAYGAIN_TRACK_GAIN",
    "REPLAYGAIN_TRACK_PEAK",
    "REPLAYGAIN_ALBUM_GAIN",
    "REPLAYGAIN_ALBUM_PEAK",
    "R128_TRACK_GAIN",
    "R128_ALBUM_GAIN",
];
const PICTURE: &str = "METADATA_BLOCK_PICTURE";

/// The comments at the beginning of these bytes without those that are not kept, in exactly as many bytes: what becomes
/// free is filled with spaces behind the name of the encoder. `None` where they cannot be read.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    let vendor = counted(&mut rest)?;
    let count = u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?);
    let mut comments = Vec::new();
    // A false count ends at the first comment that is not there.
    for _ in 0..count {
        comments.push(counted(&mut rest)?);
    }
    let used = bytes.len() - rest.len();
    let kept: Vec<Vec<u8>> = comments.iter().filter_map(|comment| kept(comment)).collect();
    let needed: usize = kept.iter().map(|comment| 4 + comment.len()).sum::<usize>() + 8 + vendor.len();
    let fill = used.checked_sub(needed)?;
    let mut out = Vec::with_capacity(used);
    push(&mut out, &[vendor, &vec![b' '; fill]].concat());
    out.extend(u32::try_from(kept.len()).ok()?.to_le_bytes());
    kept.iter().for_each(|comment| push(&mut out, comment));
    Some(out)
}

fn kept(comment: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(comment).ok()?;
    let (name, value) = text.split_once('=')?;
    let name = name.to_ascii_uppercase();
    if name == PICTURE {
        let block = picture::cleaned_block(&BASE64_STANDARD.decode(value).ok()?, None)?;
        let again = format!("{PICTURE}={}", BASE64_STANDARD.encode(block)).into_bytes();
        // The packet keeps its length, so no comment may grow.
        return (again.len() <= comment.len()).then_some(again);
    }
    KEPT.contains(&name.as_str()).then(|| comment.to_vec())
}

fn push(out: &mut Vec<u8>, text: &[u8]) {
    // It is no longer than what it was read from.
    out.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(text);
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_le_bytes(take(rest, 4)?.try_into().ok()?);
    take(rest, usize::try_from(length).ok()?)
}
