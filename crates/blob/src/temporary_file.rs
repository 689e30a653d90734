//! Files that are not whole yet. They lie in a folder of their own and are locked while their process lives: what is
//! there without a lock was left by a process that died, and is removed.

use std::fs::{File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// A file being written; removed when dropped.
#[derive(Debug)]
pub struct TemporaryFile(NamedTempFile);

impl TemporaryFile {
    /// Makes an empty one in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn new(folder: &Path) -> io::Result<Self> {
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
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn with_bytes(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut part = Self::new(folder)?;
        part.0.write_all(bytes)?;
        Ok(part)
    }

    /// Writes at its end.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// The file, at its beginning.
    ///
    /// # Errors
    /// When it cannot be rewound.
    pub fn rewound(&mut self) -> io::Result<&mut File> {
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
pub fn sweep_temporary_files(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // Another process may sweep too: it is gone either way.
            let _ = std::fs::remove_file(path);
        }
    }
}
