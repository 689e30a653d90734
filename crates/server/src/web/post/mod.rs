//! Pages about one post.

pub mod duplicates;
pub(crate) mod json_ld;
pub mod post_page;
pub mod why;
