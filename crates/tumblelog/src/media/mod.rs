//! Files of posts: uploads, kept files, files of posts not yet published.

pub(crate) mod blocking;
pub(crate) mod kept_files;
pub(crate) mod media_facts;
pub(crate) mod media_store;
pub(crate) mod orphaned_files;
pub(crate) mod pending_files;
pub(crate) mod post_media;
pub(crate) mod post_media_backfill;
pub(crate) mod upload;

pub use media_store::{FileStat, MediaReader};
pub use orphaned_files::OrphanStep;

pub use kept_files::{
    Budget, Decoder, KeptFile, MediaKind, Stored, Variant, drawing, media_objects, media_url, poster_media,
    run_worker,
};
