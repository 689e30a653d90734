//! Files that are two things at once: a picture to us and a page, an archive or a document to somebody else.

use crate::error::{Error, Result};
use crate::format::Format;
use crate::sniff::{contains, markup};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// A ZIP's end record is at most this far from the end: 22 bytes and a comment of 65,535.
const TAIL: u64 = 22 + 65_535;
/// Within these first bytes readers of PDF and guessers of HTML look.
const FRONT: usize = 1024;

/// Refuses a file whose beginning or end is that of something else too.
pub(crate) fn refuse(format: Format, head: &[u8], file: &mut File) -> Result<()> {
    let front = head.get(..FRONT).unwrap_or(head);
    if contains(front, b"%PDF-") {
        return Err(both(format, "a PDF document"));
    }
    if let Some(what) = markup(front) {
        return Err(both(format, what));
    }
    // A ZIP is read from its end, so a picture with one behind it opens as both.
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    if zip(&tail) { Err(both(format, "a ZIP archive")) } else { Ok(()) }
}

/// Whether a ZIP's end record stands here and its comment ends with the file.
fn zip(tail: &[u8]) -> bool {
    tail.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x05\x06").any(|(at, _)| {
        match tail.get(at + 20..at + 22) {
            // The mark occurs by chance in pictures too; only a record that ends the file counts.
            Some(&[low, high]) => at + 22 + usize::from(u16::from_le_bytes([low, high])) == tail.len(),
            _ => false,
        }
    })
}

/// Refuses foreign data behind the end of a picture. What cameras put there (another picture, a short film, padding)
/// is cut off by the caller.
pub(crate) fn refuse_behind(format: Format, behind: &[u8]) -> Result<()> {
    let front = behind.get(..FRONT).unwrap_or(behind);
    // Searched for and not only compared at the start: padding may stand before.
    let archive = [&b"PK\x03\x04"[..], b"Rar!\x1a", b"7z\xbc\xaf\x27", b"%PDF-"]
        .iter()
        .any(|mark| contains(front, mark));
    match markup(front) {
        Some(what) => Err(both(format, what)),
        None if archive => Err(both(format, "an archive")),
        None => Ok(()),
    }
}

fn both(format: Format, what: &str) -> Error {
    Error::Refused(format!(
        "the file is {} and {what} at once; send the {} alone",
        format.words(),
        match format.kind() {
            crate::MediaKind::Image => "picture",
            crate::MediaKind::Audio => "sound",
            crate::MediaKind::Video => "film",
        }
    ))
}
