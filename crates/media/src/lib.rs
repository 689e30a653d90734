//! What a file really is. Bytes come in piece by piece and go to a temporary file ([`MediaStore`]); what they are is told
//! by looking at them, never by their name; what should not be published is taken out of them; and they are kept
//! under the SHA-256 of what is left ([`MediaFiles`]), so that one content is kept once and an address never changes its
//! meaning. No database and no HTTP.

mod budget;
mod clean;
mod colors;
mod container;
mod decode;
mod disguise;
pub mod drawing;
mod error;
mod film;
mod format;
mod hash;
mod intake;
mod limits;
mod media_files;
mod picture;
mod sniff;
mod sound;
mod stored;
mod upload;

pub use budget::Budget;
pub use decode::{Decoder, run_worker};
pub use error::{Error, Result};
pub use format::{Format, MediaKind};
pub use intake::{Look, MediaStore};
pub use limits::Limits;
pub use media_files::{FileStat, MediaFiles, mime_of};
pub use picture::{SQUARE, WIDTHS};
pub use stored::{Stored, Variant};
pub use upload::Upload;
