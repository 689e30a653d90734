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
        let pixels = RgbImage::from_fn(side, side, |x, y| Rgb(self.color_at(x, y, side)));
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(pixels.as_raw(), side, side, ExtendedColorType::Rgb8)
            .map_err(|error| Error::Io(io::Error::other(error)))?;
        Ok(bytes)
    }

    /// The average of the cells under a pixel, by the area each covers. Whole numbers, so that nothing is rounded
    /// differently elsewhere.
    fn color_at(&self, x: u32, y: u32, side: u32) -> [u8; 3] {
        let cells = u32::try_from(self.rows.len()).unwrap_or(1).max(1);
        let mut ink = 0;
        for (row, height) in
            self.rows.iter().zip(0..).filter_map(|(row, at)| covered(row, at, y, cells, side))
        {
            for (cell, width) in
                row.iter().zip(0..).filter_map(|(cell, at)| covered(cell, at, x, cells, side))
            {
                ink += u32::from(*cell) * width * height;
            }
        }
        let area = cells * cells;
        let mix = |ground: u8, full: u8| {
            let sum = u32::from(full) * ink + u32::from(ground) * (area - ink);
            u8::try_from((sum + area / 2) / area).unwrap_or(u8::MAX)
        };
        let [r, g, b] = self.ground;
        let [ink_r, ink_g, ink_b] = self.ink;
        [mix(r, ink_r), mix(g, ink_g), mix(b, ink_b)]
    }
}

/// A row or a cell, with how much of a pixel it covers; `None` where it covers nothing. The side is `cells * side`
/// units: a cell is `side` of them wide, and a pixel `cells`.
fn covered<T>(item: T, at: u32, pixel: u32, cells: u32, side: u32) -> Option<(T, u32)> {
    let from = (at * side).max(pixel * cells);
    let to = ((at + 1) * side).min((pixel + 1) * cells);
    (to > from).then(|| (item, to - from))
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
