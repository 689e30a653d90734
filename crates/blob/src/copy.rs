//! Copying blobs from one store to another.

use crate::blob_name::BlobName;
use crate::blob_store::{BlobEntry, BlobStore};
use crate::error::{Error, Result};
use crate::temporary_file::TemporaryFile;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// Bytes that are read at a time.
const PIECE: usize = 128 << 10;

/// What came of copying a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is there now, and was read back.
    Written,
    /// One of this length was there already.
    Present,
    /// It was deleted meanwhile.
    Gone,
}

/// Copies a blob. What is read is held against the SHA-256 in the name of an original, and what was written is read back.
/// Temporary files go to `parts`, which is on the same file system as a folder that is copied to.
///
/// # Errors
/// When one of the stores fails; [`Error::Damaged`] when the bytes are not those of the name, or come back as others.
pub fn copy_blob(from: &dyn BlobStore, to: &dyn BlobStore, blob: &BlobEntry, parts: &Path) -> Result<Copied> {
    let name = &blob.name;
    let there = to.stat(name)?;
    if there.is_some_and(|found| found.length == blob.length) {
        return Ok(Copied::Present);
    }
    let mut file = TemporaryFile::new(parts)?;
    let written = match hash_blob(from, name, blob.length, |piece| file.append(piece)) {
        Err(Error::Missing(_)) => return Ok(Copied::Gone),
        hash => hash?,
    };
    if name.is_original() && written != name.hash() {
        return Err(Error::Damaged(format!("{name} is damaged where it is kept: its SHA-256 is {written}")));
    }
    if there.is_some() {
        // It has another length, and `put` may leave what is there as it is.
        to.delete(name)?;
    }
    to.put(vec![(name.clone(), file)])?;
    let back = hash_blob(to, name, blob.length, |_| Ok(()))?;
    if back != written {
        return Err(Error::Damaged(format!("{name} came back with other bytes than were written")));
    }
    Ok(Copied::Written)
}

/// The SHA-256 of a blob in hexadecimal, which is read piece by piece.
fn hash_blob(
    store: &dyn BlobStore,
    name: &BlobName,
    length: u64,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<String> {
    let mut reader = store.open(name, 0..length)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = reader.read(&mut buffer).map_err(Error::from_reader)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hasher.update(piece);
        take(piece)?;
    }
}
