//! What a tag is: how it is written, the fold under which its spellings meet, hashtags and words in text,
//! language, its place in an address, and the query language. Pure functions; all input is taken as hostile.

mod chars;
mod clean;
mod distance;
mod fold;
pub mod hashtag;
pub mod language;
mod link;
pub mod path;
pub mod query;
pub mod words;

pub use chars::{is_combining, is_digit, is_ignorable, is_letter, is_mark};
pub use clean::{MAX_IMPORTED, MAX_NAME, clean, clean_imported};
pub use distance::distance;
pub use fold::{TagFold, fold};
