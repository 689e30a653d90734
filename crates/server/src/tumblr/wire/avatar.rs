//! A blog's picture.

use crate::web::avatar::png_path;
use schemars::JsonSchema;
use serde::Serialize;

/// One size of the picture of a blog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Avatar {
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The address of a PNG of this size.
    pub url: String,
}

/// Where a blog's picture is in one of the sizes of [`crate::web::avatar::SIDES`].
pub fn avatar_url(base: &str, blog: &str, side: u32) -> String {
    [base, &png_path(blog, side)].concat()
}

/// The sizes a blog object lists, widest first.
pub fn avatar_sizes(base: &str, blog: &str) -> Vec<Avatar> {
    [512, 128, 96, 64, 48, 40, 30, 24, 16]
        .map(|side| Avatar { width: side, height: side, url: avatar_url(base, blog, side) })
        .into()
}
