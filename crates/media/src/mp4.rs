//! MP4 and MOV (ISO/IEC 14496-12, QuickTime File Format): a walk over the boxes for how long and how large, and for
//! where the place of recording stands. Own code and not a library's: they read the tables of all samples into memory
//! to say how long a film is, and none tells where in the file a box stands, which blanking needs. Not blanked: places
//! recorded second by second in a track of their own, as action cameras do.

use crate::error::{Error, Result};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// Boxes that are looked at.
const BOXES: usize = 20_000;
/// Boxes within boxes.
const DEPTH: usize = 10;
/// Bytes of a box that is read for its fields.
const READ: u64 = 64 << 10;
/// The uuid of a box with XMP.
const XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// What a walk finds.
#[derive(Debug, Default)]
pub(crate) struct Mp4 {
    pub duration_ms: Option<u64>,
    /// Pixels of the first picture track, as shown.
    pub size: Option<(u32, u32)>,
    pub sounds: usize,
    pub pictures: usize,
    /// What is to be made blank.
    pub blank: Vec<Blank>,
    timescale: u32,
    movie: bool,
    /// Numbers of the metadata keys that tell a place, from 1.
    places: Vec<u32>,
    track: (u32, u32),
}

/// Bytes that tell where a film was recorded.
#[derive(Debug)]
pub(crate) struct Blank {
    /// Where the box's type stands, when it becomes free space as a whole.
    pub kind_at: Option<u64>,
    /// What becomes zeros.
    pub bytes: Range<u64>,
}

/// Walks a file of `length` bytes.
///
/// # Errors
/// When a box reaches beyond what holds it, when there is nothing to play, or when there are too many boxes.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64, what: &'static str) -> Result<Mp4> {
    let mut walk = Walk { file, left: BOXES, what, found: Mp4::default() };
    walk.boxes(0..length, None, 0)?;
    let found = walk.found;
    if !found.movie {
        return Err(Error::broken(what, "the table of contents (moov) is missing"));
    }
    if found.sounds + found.pictures == 0 {
        return Err(Error::Refused(format!("the {what} file holds neither sound nor film")));
    }
    Ok(found)
}

struct Walk<'a, F> {
    file: &'a mut F,
    left: usize,
    what: &'static str,
    found: Mp4,
}

struct Box {
    kind: [u8; 4],
    at: u64,
    body: Range<u64>,
}

impl<F: Read + Seek> Walk<'_, F> {
    fn broken(&self, why: &str) -> Error {
        Error::broken(self.what, why)
    }

    fn boxes(&mut self, within: Range<u64>, parent: Option<[u8; 4]>, depth: usize) -> Result<()> {
        if depth > DEPTH {
            return Err(self.broken("its boxes are nested too deeply"));
        }
        let mut at = within.start;
        // QuickTime ends some lists with four zeros.
        while within.end.saturating_sub(at) >= 8 {
            let found = self.header(at, within.end, depth == 0)?;
            at = found.body.end;
            self.visit(&found, parent, depth)?;
        }
        if depth == 0 && at != within.end {
            return Err(self.broken("it ends within a box"));
        }
        Ok(())
    }

    fn header(&mut self, at: u64, end: u64, top: bool) -> Result<Box> {
        self.left = self.left.checked_sub(1).ok_or_else(|| self.broken("it has too many boxes"))?;
        let head: [u8; 8] = self.array(at)?;
        let [a, b, c, d, kind @ ..] = head;
        let (from, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 if top => (at + 8, end - at),
            // Four zeros at the end of a list, with what follows them.
            0 => (end, end - at),
            1 => (at + 16, u64::from_be_bytes(self.array(at + 8)?)),
            size => (at + 8, u64::from(size)),
        };
        let stop = at.checked_add(size).filter(|stop| *stop <= end && *stop >= from);
        let stop = stop.ok_or_else(|| self.broken("a box reaches beyond the end of what holds it"))?;
        Ok(Box { kind, at, body: from..stop })
    }

    fn visit(&mut self, found: &Box, parent: Option<[u8; 4]>, depth: usize) -> Result<()> {
        let inside = |body: &Range<u64>| (body.clone(), Some(found.kind), depth + 1);
        let (within, parent, depth) = match (&found.kind, parent.as_ref()) {
            (b"moov", None) => {
                self.found.movie = true;
                inside(&found.body)
            }
            (b"trak", Some(b"moov")) => {
                self.found.track = (0, 0);
                inside(&found.body)
            }
            (b"mdia", Some(b"trak")) | (b"mvex", Some(b"moov")) | (b"udta", _) => inside(&found.body),
            (b"meta", _) => {
                // ISO gives it a version, QuickTime does not: what follows is `hdlr` in both.
                let skip = if self.array::<8>(found.body.start).is_ok_and(|head| head.ends_with(b"hdlr")) {
                    0
                } else {
                    4
                };
                let start = (found.body.start + skip).min(found.body.end);
                self.found.places.clear();
                inside(&(start..found.body.end))
            }
            (b"ilst", Some(b"meta")) => inside(&found.body),
            _ => return self.leaf(found, parent),
        };
        self.boxes(within, parent, depth)
    }

    fn leaf(&mut self, found: &Box, parent: Option<[u8; 4]>) -> Result<()> {
        match (&found.kind, parent.as_ref()) {
            (b"mvhd", Some(b"moov")) => self.movie(&found.body)?,
            (b"mehd", Some(b"mvex")) => {
                let body = self.read(&found.body)?;
                let duration =
                    if body.first() == Some(&1) { long(&body, 4) } else { word(&body, 4).map(u64::from) };
                self.lasts(duration);
            }
            (b"tkhd", Some(b"trak")) => {
                let body = self.read(&found.body)?;
                self.found.track = shown(&body).unwrap_or_default();
            }
            (b"hdlr", Some(b"mdia")) => match self.read(&found.body)?.get(8..12) {
                Some(b"soun") => self.found.sounds += 1,
                Some(b"vide") => {
                    self.found.pictures += 1;
                    let size = Some(self.found.track).filter(|(width, height)| *width > 0 && *height > 0);
                    self.found.size = self.found.size.or(size);
                }
                _ => {}
            },
            (b"keys", Some(b"meta")) => {
                let body = self.read(&found.body)?;
                self.found.places = places(&body);
            }
            (kind, Some(b"ilst")) if self.found.places.contains(&u32::from_be_bytes(*kind)) => {
                // The value behind the header of its `data`: kind and language stay.
                let start = (found.body.start + 16).min(found.body.end);
                self.found.blank.push(Blank { kind_at: None, bytes: start..found.body.end });
            }
            (b"\xa9xyz" | b"loci", _) => self.blank(found),
            (b"uuid", _) if self.array::<16>(found.body.start).is_ok_and(|id| id == XMP) => self.blank(found),
            (b"XMP_", Some(b"udta")) => self.blank(found),
            _ => {}
        }
        Ok(())
    }

    fn blank(&mut self, found: &Box) {
        self.found.blank.push(Blank { kind_at: Some(found.at + 4), bytes: found.body.clone() });
    }

    fn movie(&mut self, at: &Range<u64>) -> Result<()> {
        let body = self.read(at)?;
        let (scale, duration) = match body.first() {
            Some(1) => (word(&body, 20), long(&body, 24)),
            _ => (word(&body, 12), word(&body, 16).filter(|n| *n != u32::MAX).map(u64::from)),
        };
        self.found.timescale = scale.unwrap_or(0);
        self.lasts(duration.filter(|n| *n != u64::MAX));
        Ok(())
    }

    fn lasts(&mut self, duration: Option<u64>) {
        let ms = |units: u64| {
            let ms = u128::from(units) * 1000 / u128::from(self.found.timescale.max(1));
            u64::try_from(ms).unwrap_or(u64::MAX)
        };
        // A film in fragments has no duration here, but may have one in `mehd`.
        if let Some(units) = duration.filter(|units| *units > 0 && self.found.timescale > 0) {
            self.found.duration_ms = Some(ms(units));
        }
    }

    fn read(&mut self, body: &Range<u64>) -> Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(body.start))?;
        let mut bytes = Vec::new();
        (&mut *self.file).take((body.end - body.start).min(READ)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self, at: u64) -> Result<[u8; N]> {
        let end = at.checked_add(N as u64).ok_or_else(|| self.broken("it ends within a box"))?;
        self.read(&(at..end))?.try_into().map_err(|_| self.broken("it ends within a box"))
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Pixels of a track, turned as its matrix says.
fn shown(tkhd: &[u8]) -> Option<(u32, u32)> {
    let matrix = if tkhd.first() == Some(&1) { 52 } else { 40 };
    let (a, b) = (word(tkhd, matrix)?, word(tkhd, matrix + 4)?);
    let (width, height) = (word(tkhd, matrix + 36)? >> 16, word(tkhd, matrix + 40)? >> 16);
    Some(if a == 0 && b != 0 { (height, width) } else { (width, height) })
}

/// Which of the keys of QuickTime metadata tell a place.
fn places(keys: &[u8]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut rest = keys.get(8..).unwrap_or_default();
    for number in 1..=1000_u32 {
        let Some(size) = word(rest, 0).and_then(|size| usize::try_from(size).ok()).filter(|size| *size >= 8)
        else {
            break;
        };
        let Some((key, after)) = rest.split_at_checked(size) else { break };
        let name = String::from_utf8_lossy(key.get(8..).unwrap_or_default()).to_ascii_lowercase();
        if ["location", "gps", "xmp"].iter().any(|word| name.contains(word)) {
            found.push(number);
        }
        rest = after;
    }
    found
}
