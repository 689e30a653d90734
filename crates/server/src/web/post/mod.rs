//! Pages about one post.

pub mod duplicates;
pub mod post_page;
pub mod why;
