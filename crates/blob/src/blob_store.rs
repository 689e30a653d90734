//! What a store of blobs can do.

use crate::blob_name::{BlobName, is_hash};
use crate::error::{Error, Result};
use crate::temporary_file::TemporaryFile;
use model::Time;
use std::fmt;
use std::io::Read;
use std::ops::Range;

/// Blobs of one hash that are asked for at a time: a file and its smaller sizes are fewer than ten.
const PAGE: usize = 100;

/// The bytes of a blob, one after another.
pub type BlobReader = Box<dyn Read + Send>;

/// What is known of a blob without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobStat {
    /// Length in bytes.
    pub length: u64,
}

/// A blob in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobEntry {
    /// Its name.
    pub name: BlobName,
    /// Length in bytes.
    pub length: u64,
    /// When it was written.
    pub modified: Time,
}

/// Part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobPage {
    /// In the order of their names. It may be empty although more follow: files that are no blobs are left out.
    pub entries: Vec<BlobEntry>,
    /// What to ask the next part with; `None` at the end.
    pub next: Option<String>,
}

/// A place for blobs. Its calls block.
pub trait BlobStore: Send + Sync + fmt::Debug {
    /// Keeps files, in this order; they are safe when this returns. What is there already under a name has the same
    /// content and may be left as it is.
    ///
    /// # Errors
    /// When one cannot be written. Those before it are kept.
    fn put(&self, files: Vec<(BlobName, TemporaryFile)>) -> Result<()>;

    /// Opens a range of bytes, which must lie within the blob. The first bytes are at hand when this returns.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] where there is no such blob.
    fn open(&self, name: &BlobName, range: Range<u64>) -> Result<BlobReader>;

    /// What is known of a blob; `None` where there is none.
    ///
    /// # Errors
    /// When the store cannot tell.
    fn stat(&self, name: &BlobName) -> Result<Option<BlobStat>>;

    /// Deletes a blob. One that is not there is no error.
    ///
    /// # Errors
    /// When it may still be there.
    fn delete(&self, name: &BlobName) -> Result<()>;

    /// Up to `limit` blobs, in the order of their names, whose names begin with `prefix`: empty, or two digits or more.
    /// `after` is [`BlobPage::next`] of the part before.
    ///
    /// # Errors
    /// When the store cannot tell.
    fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Result<BlobPage>;

    /// Asks whether the store can be used at all, without changing anything.
    ///
    /// # Errors
    /// With the reason, in words for an operator.
    fn probe(&self) -> Result<()>;

    /// Whether looking at a blob costs no more than a look at a disk of this machine.
    fn is_local(&self) -> bool;

    /// What the place is called, in words for an operator: the same for every process that uses it.
    fn describe_location(&self) -> String;
}

/// Deletes everything under a hash: a file and its smaller sizes. Gives how many there were. `may_delete` is asked right
/// before each: it tells that nobody else has a claim on them meanwhile.
///
/// # Errors
/// When one of them may still be there.
pub fn delete_hash(store: &dyn BlobStore, hash: &str, may_delete: &dyn Fn() -> bool) -> Result<usize> {
    if !is_hash(hash) {
        return Ok(0);
    }
    let (mut deleted, mut after) = (0, None);
    loop {
        let page = store.list(hash, after.as_deref(), PAGE)?;
        // The original is first in the order of names: without it nobody looks for its smaller sizes.
        for entry in &page.entries {
            if !may_delete() {
                return Err(Error::Unavailable(format!("the files of {hash} could not be deleted in time")));
            }
            store.delete(&entry.name)?;
            deleted += 1;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(deleted),
        }
    }
}
