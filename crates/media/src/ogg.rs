//! Ogg (RFC 3533): whether the pages follow each other to the end of the file.

use crate::error::{Error, Result};
use std::io::{BufReader, Read, Seek};

/// # Errors
/// When a page is cut off or something else stands between pages.
pub(crate) fn whole(file: impl Read + Seek, what: &str) -> Result<()> {
    let mut file = BufReader::new(file);
    loop {
        let mut head = Vec::with_capacity(27);
        match (&mut file).take(27).read_to_end(&mut head)? {
            0 => return Ok(()),
            27 if head.starts_with(b"OggS") => {}
            _ => return Err(Error::broken(what, "a page does not begin where the one before ends")),
        }
        let segments = u64::from(head.get(26).copied().unwrap_or(0));
        let mut lengths = Vec::with_capacity(255);
        (&mut file).take(segments).read_to_end(&mut lengths)?;
        let length: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        let read = std::io::copy(&mut (&mut file).take(length), &mut std::io::sink())?;
        if lengths.len() as u64 != segments || read != length {
            return Err(Error::broken(what, "its last page is cut off"));
        }
    }
}
