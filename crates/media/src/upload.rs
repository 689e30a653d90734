//! A file that was taken in and is not kept yet.

use crate::error::Result;
use crate::media_files::MediaFiles;
use crate::stored::Stored;
use blob::{BlobName, TemporaryFile};
use std::io;

/// A file that was looked at. It lies under a temporary name until it is kept; dropped, it is gone, and nobody who
/// keeps the same content at the same time is touched by that.
#[derive(Debug)]
pub struct Upload {
    files: MediaFiles,
    stored: Stored,
    /// Variants first: where the original is seen, they are there.
    parts: Vec<(String, TemporaryFile)>,
}

impl Upload {
    pub(crate) fn new(files: MediaFiles, stored: Stored, parts: Vec<(String, TemporaryFile)>) -> Self {
        Self { files, stored, parts }
    }

    /// What is known of it, under the names it will have.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    pub(crate) fn into_parts(self) -> (Stored, Vec<(String, TemporaryFile)>) {
        (self.stored, self.parts)
    }

    /// Keeps it for good: safe when this returns. A content that is kept already may be left as it is.
    ///
    /// # Errors
    /// When a file cannot be kept.
    pub fn keep(self) -> Result<Stored> {
        let named = |(name, part): (String, TemporaryFile)| {
            BlobName::parse(&name).map(|name| (name, part)).ok_or(io::ErrorKind::InvalidInput)
        };
        let files =
            self.parts.into_iter().map(named).collect::<Result<Vec<_>, _>>().map_err(io::Error::from)?;
        self.files.store().put(files)?;
        Ok(self.stored)
    }
}
