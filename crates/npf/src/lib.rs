//! Neue Post Format: blocks, inline ranges and layouts; from and to HTML, Markdown, plain text and legacy types.
//!
//! A [`Document`] is what a post says. It is read leniently and kept whole: fields and blocks this crate does not
//! know stay as they came, so that writing a document back loses nothing. All offsets are Unicode code points.

mod block;
mod document;
mod field;
mod format;
pub mod html;
mod kind;
mod layout;
pub mod legacy;
pub mod markdown;
mod media;
mod normal;
pub mod plain;
mod schema;
mod stream;
pub mod surrogate;
mod title;
pub mod url;
mod validate;
mod walk;

pub use block::{Answer, Audio, Block, Image, Link, Paywall, Poll, Subtype, TextBlock, Video};
pub use document::Document;
pub use format::{Format, FormatKind};
pub use kind::Has;
pub use layout::{Ask, Condensed, Layout, Row, Rows};
pub use media::{Attribution, BlogRef, Media};
pub use validate::Problem;

/// Fields as they came, in their order.
pub type Map = serde_json::Map<String, serde_json::Value>;
