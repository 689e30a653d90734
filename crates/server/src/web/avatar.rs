//! `/avatar/{name}.svg` and `/avatar/{name}_{side}.png`: a drawing made from a blog's name, symmetrical, in two tones of
//! one colour. Both are the same picture.

use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::http::path;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use model::BlogName;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use tumblelog::media::drawing::{Drawing, hsl};

/// Sides a PNG may have, in pixels: those that the Tumblr API documents.
pub const SIDES: [u32; 9] = [16, 24, 30, 40, 48, 64, 96, 128, 512];

/// Address of a blog's drawing that scales.
pub fn avatar_path(blog: &str) -> String {
    ["/avatar/", blog, ".svg"].concat()
}

/// Address of a blog's drawing as a PNG, one of [`SIDES`] wide and high.
pub fn png_path(blog: &str, side: u32) -> String {
    format!("/avatar/{blog}_{side}.png")
}

/// The file.
pub async fn serve_avatar(uri: Uri) -> Result<Response, PageError> {
    let file =
        path::segments_after(&uri, "/avatar/").and_then(|segments| segments.first().copied()).unwrap_or("");
    let (mime, bytes) = match (file.strip_suffix(".svg"), file.strip_suffix(".png")) {
        (Some(name), _) => ("image/svg+xml", Pattern::of(&blog_name(name)?).to_svg().into_bytes()),
        (None, Some(file)) => ("image/png", png_of(file)?),
        (None, None) => return Err(PageError::NotFound),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        // The drawing depends on the name alone.
        (header::CACHE_CONTROL, Freshness::Always.cache_control()),
    ];
    Ok((headers, bytes).into_response())
}

/// The PNG of `{name}_{side}`.
fn png_of(file: &str) -> Result<Vec<u8>, PageError> {
    let (name, side) = file.rsplit_once('_').ok_or(PageError::NotFound)?;
    // Only documented sizes: an open number would let anybody ask for huge pictures.
    let side = side.parse().ok().filter(|side| SIDES.contains(side)).ok_or(PageError::NotFound)?;
    Pattern::of(&blog_name(name)?).to_drawing().to_png(side).map_err(|error| {
        tracing::error!(%error, "an avatar could not be written");
        PageError::Broken
    })
}

fn blog_name(text: &str) -> Result<BlogName, PageError> {
    BlogName::parse(text).map_err(|_| PageError::NotFound)
}

/// Side of the pattern; a free cell of ground stands around it.
const SIDE: usize = 7;

/// The cells and the hue of a name's drawing.
struct Pattern {
    hue: u16,
    cells: [[bool; SIDE]; SIDE],
}

impl Pattern {
    /// Each cell of the left half and the middle is one bit of the name's hash; the right half mirrors the left.
    fn of(name: &BlogName) -> Self {
        let hash = Sha256::digest(name.as_str().as_bytes());
        let mut cells = [[false; SIDE]; SIDE];
        for (row, line) in cells.iter_mut().enumerate() {
            for (column, cell) in line.iter_mut().enumerate() {
                // Four bits a row make 28 bits in all, the first of the hash; its last bytes give
                // the hue.
                let n = row * SIDE.div_ceil(2) + column.min(SIDE - 1 - column);
                *cell = hash[n / 8] >> (n % 8) & 1 == 1;
            }
        }
        Self { hue: (u16::from(hash[30]) << 8 | u16::from(hash[31])) % 360, cells }
    }

    /// Runs of cells in a row are one stroke of the path.
    fn to_svg(&self) -> String {
        let mut strokes = String::new();
        for (row, line) in self.cells.iter().enumerate() {
            let mut column = 0;
            while column < SIDE {
                let length = line.iter().skip(column).take_while(|cell| **cell).count();
                if length > 0 {
                    let _ = write!(strokes, "M{} {}h{length}v1h-{length}z", column + 1, row + 1);
                }
                // At least one, since an empty cell has a run of length 0.
                column += length.max(1);
            }
        }
        let hue = self.hue;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" shape-rendering=\"crispEdges\">\
             <rect width=\"9\" height=\"9\" fill=\"hsl({hue},48%,84%)\"/>\
             <path fill=\"hsl({hue},52%,32%)\" d=\"{strokes}\"/></svg>"
        )
    }

    fn to_drawing(&self) -> Drawing {
        // The same empty frame that the view box of the SVG leaves.
        let edge = || vec![false; SIDE + 2];
        let line = |cells: &[bool; SIDE]| [&[false][..], cells, &[false]].concat();
        let rows = std::iter::once(edge()).chain(self.cells.iter().map(line)).chain([edge()]);
        Drawing { rows: rows.collect(), ground: hsl(self.hue, 48, 84), ink: hsl(self.hue, 52, 32) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg_of(name: &str) -> String {
        Pattern::of(&blog_name(name).unwrap()).to_svg()
    }

    #[test]
    fn a_name_has_one_face() {
        assert_eq!(svg_of("kendimiz"), svg_of("kendimiz"));
        assert_ne!(svg_of("kendimiz"), svg_of("kendimiz-2"));
        insta::assert_snapshot!(svg_of("mountain-almanac"));
    }
}
