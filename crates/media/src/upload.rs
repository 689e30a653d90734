//! A file that was taken in and is not kept yet.

use crate::error::Result;
use crate::folder::Folder;
use crate::part::TemporaryFile;
use crate::stored::Stored;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// A file that was looked at. It lies under a temporary name until it is kept; dropped, it is gone, and nobody who
/// keeps the same content at the same time is touched by that.
#[derive(Debug)]
pub struct Upload {
    folder: Folder,
    stored: Stored,
    /// Variants first: where the original is seen, they are there.
    parts: Vec<(String, TemporaryFile)>,
}

impl Upload {
    pub(crate) fn new(folder: Folder, stored: Stored, parts: Vec<(String, TemporaryFile)>) -> Self {
        Self { folder, stored, parts }
    }

    /// What is known of it, under the names it will have.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    pub(crate) fn into_parts(self) -> (Stored, Vec<(String, TemporaryFile)>) {
        (self.stored, self.parts)
    }

    /// Keeps it for good: on disk when this returns. A content that is kept already is not written again.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn keep(self) -> Result<Stored> {
        let mut folders = BTreeSet::new();
        for (name, part) in self.parts {
            let path =
                self.folder.place_of(&name).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
            part.place_file(&path)?;
            // The folder of two digits may be new: then its own name must be synced in the parent.
            folders.extend(path.ancestors().skip(1).take(2).map(Path::to_owned));
        }
        // The names must outlive a power cut too.
        folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())?;
        Ok(self.stored)
    }
}
