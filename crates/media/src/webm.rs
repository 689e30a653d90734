//! WebM (EBML, RFC 8794; Matroska, RFC 9559): duration and size, from the elements before the first cluster. Own code
//! and not a library's: those read cues and tags of any length into memory.

use crate::error::{Error, Result};
use std::io::{Read, Seek, SeekFrom};

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const TIMESTAMP_SCALE: u64 = 0x002A_D7B1;
const DURATION: u64 = 0x4489;
const TRACKS: u64 = 0x1654_AE6B;
const TRACK: u64 = 0xAE;
const TRACK_TYPE: u64 = 0x83;
const VIDEO: u64 = 0xE0;
const WIDTH: u64 = 0xB0;
const HEIGHT: u64 = 0xBA;
const CLUSTER: u64 = 0x1F43_B675;
/// Elements that are looked at.
const ELEMENTS: usize = 20_000;

/// What a walk finds.
#[derive(Debug)]
pub(crate) struct Webm {
    pub duration_ms: Option<u64>,
    pub size: Option<(u32, u32)>,
    pub pictures: usize,
}

/// Walks a file of `length` bytes.
///
/// # Errors
/// When it breaks off, when there is nothing to play, or when there are too many elements.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64) -> Result<Webm> {
    let mut walk = Walk { file, left: ELEMENTS, found: Found { scale: 1_000_000, ..Found::default() } };
    let header = walk.element(0, length)?;
    let segment = walk.element(header.end, length)?;
    if segment.id != SEGMENT {
        return Err(broken("its segment is missing"));
    }
    walk.children(segment.start, segment.end)?;
    let found = walk.found;
    if found.sounds + found.pictures == 0 {
        return Err(Error::Refused("the WebM file holds neither sound nor film".into()));
    }
    // Nanoseconds a unit, as a float that may be anything.
    let ms =
        found.duration.map(|units| units * found.scale as f64 / 1e6).filter(|ms| ms.is_finite() && *ms > 0.0);
    Ok(Webm {
        duration_ms: ms.map(|ms| ms.round() as u64),
        size: found.size.filter(|(width, height)| *width > 0 && *height > 0),
        pictures: found.pictures,
    })
}

#[derive(Default)]
struct Found {
    scale: u64,
    duration: Option<f64>,
    size: Option<(u32, u32)>,
    sounds: usize,
    pictures: usize,
}

struct Walk<'a, F> {
    file: &'a mut F,
    left: usize,
    found: Found,
}

struct Element {
    id: u64,
    start: u64,
    end: u64,
    /// Written as it came, without a length.
    endless: bool,
}

fn broken(why: &str) -> Error {
    Error::broken("WebM", why)
}

impl<F: Read + Seek> Walk<'_, F> {
    fn children(&mut self, mut at: u64, end: u64) -> Result<()> {
        while at < end {
            let element = self.element(at, end)?;
            match element.id {
                // Everything wanted stands before the first cluster, or behind clusters whose lengths are known.
                CLUSTER if element.endless => return Ok(()),
                // Three levels, each named: no file nests deeper than this.
                INFO | TRACKS | TRACK | VIDEO => self.children(element.start, element.end)?,
                TIMESTAMP_SCALE => self.found.scale = self.unsigned(&element)?,
                DURATION => self.found.duration = self.float(&element)?,
                TRACK_TYPE => match self.unsigned(&element)? {
                    1 => self.found.pictures += 1,
                    2 => self.found.sounds += 1,
                    _ => {}
                },
                WIDTH if self.found.pictures <= 1 => {
                    let width = u32::try_from(self.unsigned(&element)?).unwrap_or(0);
                    self.found.size = Some((width, self.found.size.map_or(0, |(_, height)| height)));
                }
                HEIGHT if self.found.pictures <= 1 => {
                    let height = u32::try_from(self.unsigned(&element)?).unwrap_or(0);
                    self.found.size = Some((self.found.size.map_or(0, |(width, _)| width), height));
                }
                _ => {}
            }
            at = element.end;
        }
        Ok(())
    }

    fn element(&mut self, at: u64, end: u64) -> Result<Element> {
        self.left = self.left.checked_sub(1).ok_or_else(|| broken("it has too many elements"))?;
        let (id, id_length) = self.number(at, 4, true)?;
        let (size, size_length) = self.number(at + id_length, 8, false)?;
        let start = at + id_length + size_length;
        let endless = size == (1 << (7 * size_length)) - 1;
        let stop = if endless { Some(end) } else { start.checked_add(size).filter(|stop| *stop <= end) };
        let stop =
            stop.filter(|stop| *stop >= start).ok_or_else(|| broken("an element reaches beyond the end"))?;
        Ok(Element { id, start, end: stop, endless })
    }

    /// A number whose first byte tells its length; an id keeps the bit that tells.
    fn number(&mut self, at: u64, longest: u32, id: bool) -> Result<(u64, u64)> {
        let [first] = self.read(at, 1)?.try_into().map_err(|_| broken("it ends within an element"))?;
        let length = first.leading_zeros() + 1;
        if length > longest {
            return Err(broken("an element has no length"));
        }
        let bytes = self.read(at, u64::from(length))?;
        if bytes.len() as u64 != u64::from(length) {
            return Err(broken("it ends within an element"));
        }
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let mark = 1_u64 << (7 * length);
        Ok((if id { number } else { number & (mark - 1) }, u64::from(length)))
    }

    fn unsigned(&mut self, element: &Element) -> Result<u64> {
        let bytes = self.value(element)?;
        Ok(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn float(&mut self, element: &Element) -> Result<Option<f64>> {
        let bytes = self.value(element)?;
        let single = <[u8; 4]>::try_from(&bytes[..]).map(|bytes| f64::from(f32::from_be_bytes(bytes)));
        let double = <[u8; 8]>::try_from(&bytes[..]).map(f64::from_be_bytes);
        Ok(single.or(double).ok())
    }

    fn value(&mut self, element: &Element) -> Result<Vec<u8>> {
        match element.end - element.start {
            0..=8 => self.read(element.start, element.end - element.start),
            _ => Err(broken("a number is too long")),
        }
    }

    fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        (&mut *self.file).take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
