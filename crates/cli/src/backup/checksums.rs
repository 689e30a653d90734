//! SHA-256 of files, taken while they are written or read.

use super::interrupt::Interrupt;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSum {
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Writes through, and knows the checksum of what it wrote. Fails when the work is interrupted.
pub struct HashingWriter<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
    interrupt: Interrupt,
}

impl<W: Write> HashingWriter<W> {
    /// Writes to `out`.
    pub fn new(out: W, interrupt: Interrupt) -> Self {
        Self { out, hash: Sha256::new(), bytes: 0, interrupt }
    }

    /// What was written to, and its checksum.
    pub fn finish(self) -> (W, FileSum) {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        (self.out, FileSum { sha256, bytes: self.bytes })
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.interrupt.ensure_wanted()?;
        let written = self.out.write(bytes)?;
        // What was not written comes again.
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads all of a file into `out`, and gives its checksum.
pub fn copy_hashing(mut from: impl Read, out: impl Write, interrupt: &Interrupt) -> io::Result<FileSum> {
    let mut writer = HashingWriter::new(out, interrupt.clone());
    let mut buffer = vec![0; 256 << 10];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(writer.finish().1),
            n => writer.write_all(buffer.get(..n).unwrap_or_default())?,
        }
    }
}

/// The checksum of a file.
pub fn hash_file(path: &Path, interrupt: &Interrupt) -> io::Result<FileSum> {
    copy_hashing(File::open(path)?, io::sink(), interrupt)
}
