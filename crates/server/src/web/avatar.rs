//! `/avatar/{name}.svg`: a drawing made from a blog's name, symmetrical, in two tones of one colour.

use crate::http::error::Fault;
use crate::http::etag::Fresh;
use crate::http::path;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use model::BlogName;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Address of a blog's drawing.
pub fn path(blog: &str) -> String {
    ["/avatar/", blog, ".svg"].concat()
}

/// The file.
pub async fn show(uri: Uri) -> Result<Response, Fault> {
    let file = path::after(&uri, "/avatar/").and_then(|segments| segments.first().copied()).unwrap_or("");
    let name = file.strip_suffix(".svg").ok_or(Fault::NotFound)?;
    let name = BlogName::parse(name).map_err(|_| Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, Fresh::Always.header()),
    ];
    Ok((headers, draw(name.as_str())).into_response())
}

/// Side of the grid; a free cell of ground stands around it.
const SIDE: usize = 7;

/// Draws a name. Each cell of the left half and the middle is one bit of the name's hash; the right half mirrors
/// the left. Runs of cells in a row are one stroke of the path.
fn draw(name: &str) -> String {
    let hash = Sha256::digest(name.as_bytes());
    let hue = (u16::from(hash[30]) << 8 | u16::from(hash[31])) % 360;
    let bit = |row: usize, column: usize| {
        let n = row * SIDE.div_ceil(2) + column.min(SIDE - 1 - column);
        hash[n / 8] >> (n % 8) & 1 == 1
    };
    let mut strokes = String::new();
    for row in 0..SIDE {
        let mut column = 0;
        while column < SIDE {
            let length = (column..SIDE).take_while(|&c| bit(row, c)).count();
            if length > 0 {
                let _ = write!(strokes, "M{} {}h{length}v1h-{length}z", column + 1, row + 1);
            }
            column += length.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" shape-rendering=\"crispEdges\">\
         <rect width=\"9\" height=\"9\" fill=\"hsl({hue},48%,84%)\"/>\
         <path fill=\"hsl({hue},52%,32%)\" d=\"{strokes}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_face() {
        assert_eq!(draw("kendimiz"), draw("kendimiz"));
        assert_ne!(draw("kendimiz"), draw("kendimiz-2"));
        insta::assert_snapshot!(draw("mountain-almanac"));
    }
}
