//! Takes out of a picture what was not meant for readers (where it was made, with what, by whom, comments, small
//! pictures of before it was cut) without touching its pixels. Colour profiles stay, and of EXIF the orientation
//! alone: turning the pixels of a JPEG would mean to compress them again. Cleaning what is clean changes nothing.

mod gif;
mod jpeg;
pub(crate) mod png;
mod reader;
mod webp;

use crate::error::{Error, Result};
use crate::format::Format;
use image::metadata::Orientation;

/// A picture without what was not meant for readers.
#[derive(Debug)]
pub(crate) struct Clean {
    pub bytes: Vec<u8>,
    /// How it is to be turned to be seen upright.
    pub orientation: Orientation,
    /// It has several frames.
    pub animated: bool,
    /// Pixels across and down, before it is turned.
    pub size: (u32, u32),
    /// Pixels that decoding goes over, each counted as often as it does.
    pub work: u64,
}

/// Pixels of so many across and down.
fn pixels((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Walks the parts of a picture from its beginning to its end.
///
/// # Errors
/// When it breaks off, or its parts are not those of the format.
pub(crate) fn clean(format: Format, bytes: &[u8]) -> Result<Clean> {
    match format {
        Format::Jpeg => jpeg::clean(bytes),
        Format::Png => png::clean(bytes),
        Format::Gif => gif::clean(bytes),
        Format::Webp => webp::clean(bytes),
        _ => Err(Error::broken(format.words(), "it is no picture")),
    }
}

/// The turn that EXIF asks for; upright where it says nothing that can be read.
fn orientation(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

/// EXIF that says how to turn the picture and nothing else; `None` for one that is upright.
fn exif(orientation: Orientation) -> Option<[u8; 26]> {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    // The low byte of the value in this big-endian directory of one entry.
    tiff[19] = orientation.to_exif();
    (orientation != Orientation::NoTransforms).then_some(tiff)
}
