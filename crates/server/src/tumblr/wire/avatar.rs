//! A blog's picture.

use crate::web;
use serde::Serialize;

/// Sides of an avatar that may be asked for, in pixels.
pub const SIZES: [u32; 9] = [16, 24, 30, 40, 48, 64, 96, 128, 512];

/// One size of an avatar.
#[derive(Debug, Clone, Serialize)]
pub struct Avatar {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Address of the picture. The same for every size: it is drawn, and scales.
    pub url: String,
}

/// Where a blog's picture is.
pub fn url(base: &str, blog: &str) -> String {
    [base, &web::avatar::path(blog)].concat()
}

/// The sizes a blog object lists, widest first.
pub fn sizes(base: &str, blog: &str) -> Vec<Avatar> {
    [512, 128, 96, 64].map(|side| Avatar { width: side, height: side, url: url(base, blog) }).into()
}
