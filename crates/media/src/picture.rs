//! Pictures: decoded within limits, shown in smaller sizes.

use crate::clean::{Clean, png};
use crate::colors;
use crate::error::{Error, Result, guarded};
use crate::format::Format;
use crate::limits::Limits;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError};
use serde::{Deserialize, Serialize};
use std::io::Cursor;

/// Widths of the sizes that Tumblr's media objects have. None is made that is not smaller than the original.
pub const WIDTHS: &[u32] = &[1280, 640, 540, 500, 400, 250, 100];
/// Side of the square.
pub const SQUARE: u32 = 75;
/// Quality of the JPEGs made here, of 100.
const QUALITY: u8 = 85;
/// Bytes of a colour profile that every small size carries; longer ones are for printers.
const PROFILE: usize = 64 << 10;

/// A picture in a smaller size.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Small {
    /// What stands between the hash and the ending in its name.
    pub label: String,
    pub width: u32,
    pub height: u32,
    pub format: Format,
    /// Between processes they follow the rest.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// What decoding tells.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub small: Vec<Small>,
    pub colors: Vec<String>,
    pub blurhash: Option<String>,
}

/// Width and height as shown, from the header: before any decoder sees the picture.
///
/// # Errors
/// When it is beyond the limits.
pub(crate) fn check_size(format: Format, picture: &Clean, limits: &Limits) -> Result<(u32, u32)> {
    let (width, height) = picture.size;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Error::broken(format.words(), "it has no pixels"));
    }
    if pixels > limits.pixels || width.max(height) > limits.side {
        return Err(Error::Refused(format!(
            "the picture has {width} × {height} pixels; at most {} pixels on a side and {} million in all are accepted",
            limits.side,
            limits.pixels / 1_000_000
        )));
    }
    // Only a JPEG goes over its pixels several times.
    if picture.work > if format == Format::Jpeg { limits.work } else { limits.pixels } {
        return Err(Error::Refused(format!(
            "drawing the {} file of {width} × {height} pixels takes too many passes; save it anew, with fewer scans or \
             smaller",
            format.words()
        )));
    }
    Ok(if turned(picture.orientation) { (height, width) } else { (width, height) })
}

fn turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Decodes a picture, of a moving one the first frame, and makes the smaller sizes.
///
/// # Errors
/// When it cannot be decoded whole, or not within so many bytes of memory.
pub(crate) fn show(format: Format, bytes: &[u8], orientation: u8, memory: u64) -> Result<Shown> {
    guarded(format.words(), || {
        // The PNG decoder unpacks any profile without a limit, so it is given none.
        let (without, profile) = match format {
            Format::Png => {
                let (without, profile) = png::split_profile(bytes, PROFILE as u64)?;
                (Some(without), profile)
            }
            _ => (None, None),
        };
        let mut decoder = decoder(format, without.as_deref().unwrap_or(bytes))?;
        let mut bounds = image::Limits::no_limits();
        // The process has a limit too, but running into that one would end it.
        bounds.max_alloc = Some(memory);
        decoder.set_limits(bounds).map_err(|error| wrong(format, &error))?;
        let profile = profile.or_else(|| decoder.icc_profile().ok().flatten()).filter(|icc| fits(icc));
        let whole = DynamicImage::from_decoder(decoder).map_err(|error| wrong(format, &error))?;
        let whole = upright(whole, Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
        made(&whole, profile.as_deref()).map_err(|error| wrong(format, &error))
    })
}

fn decoder(format: Format, bytes: &[u8]) -> Result<Box<dyn ImageDecoder + '_>> {
    let from = Cursor::new(bytes);
    let made: Result<Box<dyn ImageDecoder>, ImageError> = match format {
        Format::Jpeg => JpegDecoder::new(from).map(|d| Box::new(d) as _),
        Format::Png => PngDecoder::new(from).map(|d| Box::new(d) as _),
        Format::Gif => GifDecoder::new(from).map(|d| Box::new(d) as _),
        _ => WebPDecoder::new(from).map(|d| Box::new(d) as _),
    };
    made.map_err(|error| wrong(format, &error))
}

fn wrong(format: Format, error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => {
            Error::Refused("decoding the picture takes more memory than is allowed; send it smaller".into())
        }
        other => Error::broken(format.words(), &other.to_string()),
    }
}

/// A profile for other colours than red, green and blue would be wrong for what is written here.
fn fits(profile: &[u8]) -> bool {
    profile.len() <= PROFILE && profile.get(16..20) == Some(b"RGB ")
}

/// Eight bits a colour, small enough to work on, and turned.
fn upright(whole: DynamicImage, orientation: Orientation) -> DynamicImage {
    let largest = WIDTHS.first().copied().unwrap_or(SQUARE) * 2;
    let (width, height) = (whole.width(), whole.height());
    let across = if turned(orientation) { height } else { width };
    // A plain average is quick and as good as any filter while twice the pixels needed are left.
    let mut image = if across > largest {
        let scaled = |side: u32| scale(side, largest, across);
        whole.thumbnail_exact(scaled(width), scaled(height))
    } else {
        whole
    };
    image = if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() };
    image.apply_orientation(orientation);
    image
}

fn scale(side: u32, to: u32, from: u32) -> u32 {
    let scaled = (u64::from(side) * u64::from(to) + u64::from(from) / 2) / u64::from(from.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

fn made(upright: &DynamicImage, profile: Option<&[u8]>) -> Result<Shown, ImageError> {
    // Only what can be seen through needs PNG: JPEG is much smaller for photographs.
    let clear = upright.as_rgba8().is_some_and(|image| image.pixels().any(|pixel| pixel.0[3] < 255));
    let opaque;
    let upright = if clear {
        upright
    } else {
        opaque = DynamicImage::from(upright.to_rgb8());
        &opaque
    };
    let mut small = Vec::new();
    // Each size is made from the one before, which is less work than from the whole.
    let mut last = upright.clone();
    for &width in WIDTHS.iter().filter(|width| **width < upright.width()) {
        let height = scale(upright.height(), width, upright.width());
        last = last.resize_exact(width, height, FilterType::Lanczos3);
        small.push(written(&last, width.to_string(), clear, profile)?);
    }
    let side = upright.width().min(upright.height());
    // A small square is its own.
    if upright.width() != upright.height() || side > SQUARE {
        let (left, top) = ((upright.width() - side) / 2, (upright.height() - side) / 2);
        let square = upright.crop_imm(left, top, side, side);
        let square = square.thumbnail_exact(side.min(SQUARE), side.min(SQUARE));
        small.push(written(&square, format!("{SQUARE}sq"), clear, profile)?);
    }
    // Colours and blurhash need few pixels, and the smallest size is at hand.
    let tiny = last.thumbnail_exact(last.width().min(64), last.height().min(64)).into_rgba8();
    Ok(Shown {
        small,
        colors: colors::dominant(&tiny),
        blurhash: blurhash::encode(4, 3, tiny.width(), tiny.height(), &tiny).ok(),
    })
}

fn written(
    image: &DynamicImage,
    label: String,
    clear: bool,
    profile: Option<&[u8]>,
) -> Result<Small, ImageError> {
    let mut bytes = Vec::new();
    let profile = profile.map(<[u8]>::to_vec);
    // A profile that the format cannot carry is left out.
    let format = if clear {
        let mut encoder = PngEncoder::new(&mut bytes);
        profile.and_then(|icc| encoder.set_icc_profile(icc).ok());
        image.write_with_encoder(encoder)?;
        Format::Png
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        profile.and_then(|icc| encoder.set_icc_profile(icc).ok());
        image.write_with_encoder(encoder)?;
        Format::Jpeg
    };
    Ok(Small { label, width: image.width(), height: image.height(), format, bytes })
}
