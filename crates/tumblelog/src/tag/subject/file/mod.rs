//! The text in which sites give each other their subjects: `docs/subjects.md` describes it.

mod claim;
mod cycle;
mod read;
mod write;

pub use claim::Claim;
pub use read::{BYTES, File, SETS, parse_file};
pub(super) use write::{Set, head, write_other, write_set};

/// The first line of a file, which says what it is.
pub const FIRST: &str = "tagstead subjects 1";
/// Longest line, in bytes.
pub const LINE: usize = 20_000;

/// The word of a line that says that the subject is part of another.
const PART_OF: &str = "part of";
