//! What is to be overwritten in a file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// Overwrites that are kept in memory, a few dozen bytes each.
const PATCHES: usize = 500_000;
/// Bytes of the largest Ogg page.
const PAGE: u64 = 27 + 255 + 255 * 255;

/// Overwrites that together clean a file.
#[derive(Debug, Default)]
pub(crate) struct Cleaning {
    patches: Vec<Patch>,
    /// Pages of Ogg whose checksums are to be written anew.
    pages: Vec<Range<u64>>,
    /// The file ends here from now on.
    end: Option<u64>,
}

#[derive(Debug)]
enum Patch {
    Bytes(u64, Vec<u8>),
    Zeros(Range<u64>),
}

impl Cleaning {
    pub(super) fn zero(&mut self, range: Range<u64>) {
        // An empty patch would make a clean file count as changed.
        if !range.is_empty() {
            self.patches.push(Patch::Zeros(range));
        }
    }

    pub(super) fn write(&mut self, at: u64, bytes: Vec<u8>) {
        self.patches.push(Patch::Bytes(at, bytes));
    }

    pub(super) fn seal_page(&mut self, page: Range<u64>) {
        // Several patches of one page need one checksum.
        if self.pages.last() != Some(&page) {
            self.pages.push(page);
        }
    }

    pub(super) fn cut(&mut self, end: u64) {
        self.end = Some(end);
    }

    /// Whether there is more to overwrite than any camera or program leaves behind.
    pub(super) fn is_full(&self) -> bool {
        self.patches.len() + self.pages.len() > PATCHES
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.patches.is_empty() && self.end.is_none()
    }

    /// Does it. Gives the length of the file.
    pub(crate) fn apply(&self, file: &mut File) -> io::Result<u64> {
        for patch in &self.patches {
            match patch {
                Patch::Bytes(at, bytes) => {
                    file.seek(SeekFrom::Start(*at))?;
                    file.write_all(bytes)?;
                }
                Patch::Zeros(range) => {
                    file.seek(SeekFrom::Start(range.start))?;
                    io::copy(&mut io::repeat(0).take(range.end - range.start), file)?;
                }
            }
        }
        // Checksums come last, since they cover what the patches have changed.
        for page in &self.pages {
            seal(file, page)?;
        }
        if let Some(end) = self.end {
            file.set_len(end)?;
        }
        file.seek(SeekFrom::End(0))
    }
}

/// Writes the checksum of a page: the CRC-32 of RFC 3533, which no kept library has in this form.
fn seal(file: &mut File, page: &Range<u64>) -> io::Result<()> {
    let mut bytes = read_at(file, page.start, (page.end - page.start).min(PAGE))?;
    if let Some(sum) = bytes.get_mut(22..26) {
        sum.fill(0);
    }
    let sum = bytes.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum >> 31 == 1 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 }
        })
    });
    file.seek(SeekFrom::Start(page.start + 22))?;
    file.write_all(&sum.to_le_bytes())
}

/// Reads so many bytes, or fewer where the file ends.
pub(super) fn read_at(file: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}
