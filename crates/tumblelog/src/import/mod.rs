//! Imports: batches of posts, and the record of each run.

pub(crate) mod batch;
pub(crate) mod import_files;
pub(crate) mod import_run;

pub use batch::{BATCH, Outcome};
