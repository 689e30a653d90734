//! Files that are not whole yet. They lie in a folder of their own and are locked while their process lives: what is
//! there without a lock was left by a process that died, and is removed.

use crate::error::Result;
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// A file being written; removed when dropped.
#[derive(Debug)]
pub(crate) struct TemporaryFile(NamedTempFile);

impl TemporaryFile {
    /// Makes an empty one.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = NamedTempFile::new_in(folder)?;
        match file.as_file().try_lock() {
            // Where the file system knows no locks, nothing is swept either.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self(file)),
            // Another process sweeps this very file and is about to remove it.
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
        }
    }

    /// One that holds these bytes.
    pub(crate) fn of(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut part = Self::new(folder)?;
        part.0.write_all(bytes)?;
        Ok(part)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// The file, at its beginning.
    pub(crate) fn rewound(&mut self) -> io::Result<&mut File> {
        let file = self.0.as_file_mut();
        file.rewind()?;
        Ok(file)
    }

    /// The file, whole and on disk, under its name for good; what is there already stays. For the name to be on disk
    /// too, its folder must be synchronised.
    pub(crate) fn place_file(self, path: &Path) -> io::Result<()> {
        // The name is the hash of the content, so what is there has the same bytes.
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        std::fs::create_dir_all(folder)?;
        // Before the rename: after a power cut no name may lead to a file without content.
        self.0.as_file().sync_all()?;
        self.0.persist(path)?.unlock()
    }
}

/// Removes what processes that died have left.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // Another process may sweep too: it is gone either way.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub(crate) fn hash(file: &mut File) -> Result<String> {
    file.rewind()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(hasher)),
            n => hasher.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}

pub(crate) fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
