//! Drawings on a grid of cells in two colours, as PNG of any size.

use crate::{Error, Result};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use std::io;

/// A square drawing: cells of ink on a ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The cells row by row, `true` for ink. Every row has as many cells as there are rows.
    pub rows: Vec<Vec<bool>>,
    /// Red, green and blue of the ground.
    pub ground: [u8; 3],
    /// Red, green and blue of the cells.
    pub ink: [u8; 3],
}

impl Drawing {
    /// The drawing as a PNG of `side` pixels by `side`. The same drawing gives the same bytes on every machine.
    ///
    /// # Errors
    /// [`Error::Io`] when the PNG cannot be written, as for a `side` of 0.
    pub fn to_png(&self, side: u32) -> Result<Vec<u8>> {
        let spans = spans(u32::try_from(self.rows.len()).unwrap_or(0), side);
        let pixels = RgbImage::from_fn(side, side, |x, y| {
            let span = |at: u32| spans.get(at as usize).map_or(&[][..], Vec::as_slice);
            Rgb(self.color_of(span(x), span(y)))
        });
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(pixels.as_raw(), side, side, ExtendedColorType::Rgb8)
            .map_err(|error| Error::Io(io::Error::other(error)))?;
        Ok(bytes)
    }

    /// The average of the cells under a pixel, by the area each covers. Whole numbers, so that nothing is rounded
    /// differently elsewhere.
    fn color_of(&self, columns: &[Span], rows: &[Span]) -> [u8; 3] {
        let (mut ink, mut area) = (0, 0);
        for (row, height) in rows {
            for (column, width) in columns {
                let is_ink = self.rows.get(*row).and_then(|row| row.get(*column)).copied().unwrap_or(false);
                ink += u32::from(is_ink) * width * height;
                area += width * height;
            }
        }
        // A drawing without cells covers nothing, and must not divide by zero.
        let area = area.max(1);
        let mix = |ground: u8, full: u8| {
            let sum = u32::from(full) * ink + u32::from(ground) * (area - ink);
            // Half the divisor on top rounds to the nearest whole number.
            u8::try_from((sum + area / 2) / area).unwrap_or(u8::MAX)
        };
        let ([r, g, b], [ink_r, ink_g, ink_b]) = (self.ground, self.ink);
        [mix(r, ink_r), mix(g, ink_g), mix(b, ink_b)]
    }
}

/// A cell, and how much of a pixel it covers.
type Span = (usize, u32);

/// Which cells each pixel of a side lies over. The side is `cells * side` units: a cell is `side` of them wide, and a
/// pixel `cells`.
fn spans(cells: u32, side: u32) -> Vec<Vec<Span>> {
    let overlap = |cell: u32, pixel: u32| {
        let (from, to) = ((cell * side).max(pixel * cells), ((cell + 1) * side).min((pixel + 1) * cells));
        (to > from).then(|| (cell as usize, to - from))
    };
    (0..side).map(|pixel| (0..cells).filter_map(|cell| overlap(cell, pixel)).collect()).collect()
}

/// The color of a hue in degrees, a saturation and a lightness in percent, as CSS `hsl()` has it.
pub fn hsl(hue: u16, saturation: u16, lightness: u16) -> [u8; 3] {
    let (hue, saturation, lightness) = (i32::from(hue % 360), i32::from(saturation), i32::from(lightness));
    // Ten-thousandths: percent times percent.
    let chroma = (100 - (2 * lightness - 100).abs()) * saturation;
    let second = chroma * (60 - (hue % 120 - 60).abs()) / 60;
    let (r, g, b) = match hue / 60 {
        0 => (chroma, second, 0),
        1 => (second, chroma, 0),
        2 => (0, chroma, second),
        3 => (0, second, chroma),
        4 => (second, 0, chroma),
        _ => (chroma, 0, second),
    };
    let least = lightness * 100 - chroma / 2;
    [r, g, b].map(|part| u8::try_from(((part + least) * 255 + 5_000) / 10_000).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends where a picture cannot be read")]

    use super::*;

    fn pixels(drawing: &Drawing, side: u32) -> Vec<[u8; 3]> {
        let png = drawing.to_png(side).unwrap();
        let read = image::load_from_memory(&png).unwrap().to_rgb8();
        assert_eq!(read.dimensions(), (side, side));
        read.pixels().map(|pixel| pixel.0).collect()
    }

    #[test]
    fn cells_are_averaged_by_area() {
        let rows = vec![vec![true, false], vec![false, false]];
        let drawing = Drawing { rows, ground: [0, 0, 0], ink: [200, 100, 40] };
        let ink = [200, 100, 40];
        assert_eq!(pixels(&drawing, 2), [ink, [0; 3], [0; 3], [0; 3]]);
        assert_eq!(pixels(&drawing, 1), [[50, 25, 10]], "a quarter is ink");
        let half = [100, 50, 20];
        let quarter = [50, 25, 10];
        assert_eq!(pixels(&drawing, 3), [ink, half, [0; 3], half, quarter, [0; 3], [0; 3], [0; 3], [0; 3]]);
    }

    #[test]
    fn colors_are_those_of_css() {
        for (hsl_of, rgb) in [
            ((0, 100, 50), [255, 0, 0]),
            ((120, 100, 25), [0, 128, 0]),
            ((240, 100, 50), [0, 0, 255]),
            ((60, 50, 50), [191, 191, 64]),
            ((200, 0, 50), [128, 128, 128]),
            ((360, 52, 100), [255, 255, 255]),
        ] {
            let (hue, saturation, lightness) = hsl_of;
            assert_eq!(hsl(hue, saturation, lightness), rgb, "{hsl_of:?}");
        }
    }
}
