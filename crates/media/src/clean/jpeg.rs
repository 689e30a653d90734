//! JPEG: segments (ITU-T T.81, annex B), EXIF and XMP in APP1, colour profile in APP2, Adobe's transform in APP14.

use super::reader::Reader;
use super::{Clean, exif, orientation};
use crate::disguise;
use crate::error::Result;
use crate::format::Format;
use image::metadata::Orientation;

pub(super) fn clean(bytes: &[u8]) -> Result<Clean> {
    let mut from = Reader::new(bytes, "JPEG");
    let mut kept = KeptSegment::default();
    from.take(2)?;
    loop {
        let marker = marker(&mut from)?;
        match marker {
            0xd9 => break,
            // These markers have no length behind them.
            0x01 | 0xd0..=0xd7 => kept.rest.extend([0xff, marker]),
            0x00 | 0xd8 => return Err(from.broken("a marker is out of place")),
            _ => {
                let length = usize::from(u16::from_be_bytes(from.array()?));
                let payload =
                    from.take(length.checked_sub(2).ok_or_else(|| from.broken("a segment has no length"))?)?;
                // The limits are checked on the first frame; a second one could be larger.
                if is_frame(marker) && kept.frame.is_some() {
                    return Err(from.broken("it holds a second picture"));
                }
                kept.segment(marker, payload);
                if marker == 0xda {
                    // A progressive file of some kilobytes can ask for hundreds of passes over its
                    // pixels.
                    kept.scans += 1;
                    kept.scanned += u64::from(payload.first().copied().unwrap_or(0));
                    let scan = scan_length(from.rest());
                    kept.rest.extend_from_slice(from.take(scan)?);
                }
            }
        }
    }
    let frame = kept.frame.filter(|_| kept.scans > 0).ok_or_else(|| from.broken("it holds no picture"))?;
    // A scan is a pass over the components it names.
    let work = super::pixels(frame.size) * kept.scanned / u64::from(frame.components.max(1));
    disguise::refuse_behind(Format::Jpeg, from.rest())?;
    Ok(Clean {
        orientation: kept.orientation,
        bytes: kept.written(),
        animated: false,
        size: frame.size,
        work,
    })
}

fn marker(from: &mut Reader<'_>) -> Result<u8> {
    if from.byte()? != 0xff {
        return Err(from.broken("a marker is missing"));
    }
    loop {
        match from.byte()? {
            // Any number may fill the space before a marker.
            0xff => {}
            marker => return Ok(marker),
        }
    }
}

/// Bytes up to the next marker that is no restart.
fn scan_length(rest: &[u8]) -> usize {
    // 0xff00 is a stuffed byte of the scan, 0xffd0 to 0xffd7 are restarts, and 0xffff is filling.
    let end = rest.windows(2).position(|pair| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]));
    end.unwrap_or(rest.len())
}

struct KeptSegment {
    jfif: Option<Vec<u8>>,
    orientation: Orientation,
    rest: Vec<u8>,
    frame: Option<Frame>,
    scans: usize,
    /// Components of all scans.
    scanned: u64,
}

/// What the start of the frame says.
#[derive(Clone, Copy)]
struct Frame {
    size: (u32, u32),
    components: u8,
}

impl Frame {
    fn parse(payload: &[u8]) -> Option<Self> {
        let &[_, h1, h2, w1, w2, components, ..] = payload else { return None };
        let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
        Some(Self { size: (side(w1, w2), side(h1, h2)), components })
    }
}

/// Start of frame, and not a table of codes.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

impl Default for KeptSegment {
    fn default() -> Self {
        Self {
            jfif: None,
            orientation: Orientation::NoTransforms,
            rest: Vec::new(),
            frame: None,
            scans: 0,
            scanned: 0,
        }
    }
}

impl KeptSegment {
    fn segment(&mut self, marker: u8, payload: &[u8]) {
        match marker {
            // The small picture inside is left out: it may show what was cut away.
            0xe0 if payload.starts_with(b"JFIF\0") => {
                if let Some(density) = payload.get(..12).filter(|_| self.jfif.is_none()) {
                    self.jfif = Some([density, &[0, 0]].concat());
                }
            }
            0xe1 if payload.starts_with(b"Exif\0\0") => self.orientation = orientation(payload),
            0xe2 if payload.starts_with(b"ICC_PROFILE\0") => segment(&mut self.rest, marker, payload),
            // Without this segment decoders guess the colour space, and CMYK comes out inverted.
            0xee if payload.starts_with(b"Adobe") => segment(&mut self.rest, marker, payload),
            0xe0..=0xef | 0xfe => {}
            _ => {
                if is_frame(marker) {
                    self.frame = Frame::parse(payload);
                }
                segment(&mut self.rest, marker, payload);
            }
        }
    }

    fn written(self) -> Vec<u8> {
        let mut out = vec![0xff, 0xd8];
        // JFIF has to be the first segment.
        if let Some(jfif) = self.jfif {
            segment(&mut out, 0xe0, &jfif);
        }
        if let Some(tiff) = exif(self.orientation) {
            segment(&mut out, 0xe1, &[b"Exif\0\0", &tiff[..]].concat());
        }
        out.extend(self.rest);
        out.extend([0xff, 0xd9]);
        out
    }
}

fn segment(out: &mut Vec<u8>, marker: u8, payload: &[u8]) {
    // It was read from a segment, or is shorter than one.
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(payload);
}
