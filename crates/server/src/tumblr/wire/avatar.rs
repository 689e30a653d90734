//! A blog's picture.

use crate::web::avatar::png_path;
use serde::Serialize;

/// One size of an avatar.
#[derive(Debug, Clone, Serialize)]
pub struct Avatar {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Address of the picture in this size, a PNG.
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
