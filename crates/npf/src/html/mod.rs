//! HTML in and out.
//!
//! In: any HTML at all becomes blocks, in one pass over its tokens, without a tree. Out: only markup this crate
//! writes itself, every text and address escaped, so that what is stored cannot become markup.

mod build;
mod card;
mod color;
mod element;
mod embed;
mod escape;
mod flow;
mod ink;
mod inline;
mod picture;
mod picture_out;
mod place;
mod player;
mod relative;
mod render;
mod surplus;
mod token;

pub use build::{parse, parse_at};
pub use picture_out::NO_DESCRIPTION;
pub use relative::resolve_address;
pub use render::{Options, Page, Rendered, render};

pub(crate) use color::is_color;
pub(crate) use inline::is_linkable;

#[cfg(test)]
mod token_tests;
