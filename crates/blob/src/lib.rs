//! Where media files are kept: whole, under names that come from their content, and never changed. [`BlobStore`] is what
//! every place can do; [`FolderStore`] is a folder of this machine, [`S3Store`] a bucket of an S3-compatible store. All
//! calls block: they belong on threads that may wait. No database, and nothing of what the files mean.

mod blob_name;
mod blob_store;
mod copy;
mod error;
mod folder_store;
mod s3;
mod temporary_file;

pub use blob_name::BlobName;
pub use blob_store::{BlobEntry, BlobPage, BlobReader, BlobStat, BlobStore, delete_hash};
pub use copy::{Copied, copy_blob};
pub use error::{Error, Result};
pub use folder_store::FolderStore;
pub use s3::{S3Keys, S3Settings, S3Store};
pub use temporary_file::{TemporaryFile, sweep_temporary_files};
