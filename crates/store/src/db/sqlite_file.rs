//! The file of a SQLite database: made for its owner's eyes alone, and watched, because SQLite itself goes on writing
//! to a file that was deleted under it.

use crate::{Error, Result};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Makes a folder that only its owner may enter, and those above it; one that is there stays as it is.
///
/// # Errors
/// [`Error::Unusable`] with the path and the cause.
pub fn create_private_folder(path: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|e| Error::Unusable(format!("the data folder {} cannot be made: {e}", path.display())))
}

/// Makes an empty file that only its owner may read, unless there is a file. SQLite gives its journal (`-wal`) and its
/// shared memory (`-shm`) the same permissions.
pub(crate) fn create_private_file(path: &Path) -> Result<()> {
    // create_new, so that a file of another program or a link placed here is never cut or changed.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        // An existing file keeps the permissions its operator chose.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(Error::Unusable(format!("{} cannot be made: {e}", path.display()))),
    }
}

/// A database file as it was when it was opened.
#[derive(Debug, Clone)]
pub(crate) struct OpenedFile {
    path: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl OpenedFile {
    /// Of a file that is there.
    pub fn of(path: &Path) -> Result<Self> {
        let metadata = File::open(path).and_then(|file| file.metadata());
        let metadata =
            metadata.map_err(|e| Error::Unusable(format!("{} cannot be opened: {e}", path.display())))?;
        Ok(Self { path: path.to_owned(), identity: (metadata.dev(), metadata.ino()) })
    }

    /// Fails where the path does not lead to the opened file any more.
    pub fn ensure_in_place(&self) -> Result<()> {
        match std::fs::metadata(&self.path) {
            // Device and inode together: an inode number is unique on one device only.
            Ok(now) if (now.dev(), now.ino()) == self.identity => Ok(()),
            Ok(_) => Err(Error::Unavailable(format!(
                "{} was replaced by another file while it was open; restart to use that one",
                self.path.display()
            ))),
            Err(e) => Err(Error::Unavailable(format!("{}: {e}", self.path.display()))),
        }
    }
}
