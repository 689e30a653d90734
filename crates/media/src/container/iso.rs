//! MP4 and MOV (ISO/IEC 14496-12, QuickTime File Format): a walk over the boxes for how long and how large, and for
//! what is to be overwritten: boxes that a player does not need become free space. Tracks of anything but sound and
//! pictures, in which action cameras write places second by second, go with their samples.

use super::iso_samples::Samples;
use super::patch::read_at;
use super::{Cleaning, iso_tags};
use crate::error::{Error, Result};
use std::io::{Read, Seek};
use std::ops::Range;

/// Boxes that are looked at.
const BOXES: usize = 20_000;
/// Boxes within boxes.
const DEPTH: usize = 10;
/// Bytes of a box that is read for its fields.
const READ: u64 = 64 << 10;
/// Bytes that are read in all.
const READS: u64 = 64 << 20;
/// Boxes of each level that a player needs; those that are walked into are named where that is done.
const TOP: &[&[u8; 4]] = &[
    b"ftyp", b"styp", b"sidx", b"ssix", b"moof", b"mfra", b"mdat", b"pdin", b"prft", b"wide", b"moov",
    b"imda",
];
const MOVIE: &[&[u8; 4]] = &[b"mvhd", b"trak", b"mvex", b"iods"];
const TRACK: &[&[u8; 4]] = &[b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"load", b"txas", b"matt"];

/// What a walk finds.
#[derive(Debug, Default)]
pub(crate) struct Mp4 {
    pub duration_ms: Option<u64>,
    /// Pixels of the first picture track, as shown.
    pub size: Option<(u32, u32)>,
    pub sounds: usize,
    pub pictures: usize,
    pub cleaning: Cleaning,
    timescale: u32,
    movie: bool,
    /// The film goes on in fragments, whose samples no table of the movie lists.
    fragments: bool,
    /// A track that goes has been met.
    dropped: bool,
    /// Numbers of the metadata keys whose values are kept, from 1; none where there is no list of keys.
    keys: Option<Vec<u32>>,
    track: Track,
}

/// The track that is being walked.
#[derive(Debug, Default)]
struct Track {
    size: (u32, u32),
    handler: Option<[u8; 4]>,
    samples: Samples,
}

/// Walks a file of `length` bytes.
///
/// # Errors
/// When a box reaches beyond what holds it, when there is nothing to play, or when there are too many boxes.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64, what: &'static str) -> Result<Mp4> {
    let mut walk = Walk { file, left: BOXES, bytes: READS, what, found: Mp4::default() };
    walk.boxes(0..length, None, 0)?;
    let found = walk.found;
    // Fragments have sample tables of their own, so the samples of the track could not be erased.
    if found.dropped && found.fragments {
        return Err(Error::Refused(format!(
            "the {what} file has a track beside sound and picture, such as a camera writes places in, and comes in \
             fragments; save it without that track"
        )));
    }
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
    bytes: u64,
    what: &'static str,
    found: Mp4,
}

pub(super) struct Box {
    pub kind: [u8; 4],
    pub at: u64,
    pub body: Range<u64>,
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
            // A box without a size goes on to the end of the file, which only a box of the top can.
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
                // The handler may stand behind other boxes, so a track is judged where it ends.
                self.found.track = Track::default();
                self.boxes(found.body.clone(), Some(found.kind), depth + 1)?;
                return self.end_track(found);
            }
            (b"mdia", Some(b"trak"))
            | (b"minf", Some(b"mdia"))
            | (b"stbl", Some(b"minf"))
            | (b"mvex", Some(b"moov"))
            | (b"udta", Some(b"moov" | b"trak")) => inside(&found.body),
            (b"meta", Some(b"moov" | b"trak" | b"udta")) => {
                // ISO gives it a version, QuickTime does not: what follows is `hdlr` in both.
                let skip = if self.array::<8>(found.body.start).is_ok_and(|head| head.ends_with(b"hdlr")) {
                    0
                } else {
                    4
                };
                let start = (found.body.start + skip).min(found.body.end);
                // Each box of metadata has keys of its own.
                self.found.keys = None;
                inside(&(start..found.body.end))
            }
            (b"ilst", Some(b"meta")) => inside(&found.body),
            _ => return self.leaf(found, parent),
        };
        self.boxes(within, parent, depth)
    }

    fn leaf(&mut self, found: &Box, parent: Option<[u8; 4]>) -> Result<()> {
        match (&found.kind, parent.as_ref()) {
            // What somebody left in free space is nobody's business.
            (b"free" | b"skip", _) => self.found.cleaning.zero(found.body.clone()),
            (kind, None) => {
                self.found.fragments |= kind == b"moof";
                self.keep_only(found, TOP);
            }
            (b"mvhd", Some(b"moov")) => self.movie(&found.body)?,
            (b"mehd", Some(b"mvex")) => {
                let body = self.read(&found.body)?;
                let duration =
                    if body.first() == Some(&1) { long(&body, 4) } else { word(&body, 4).map(u64::from) };
                self.lasts(duration);
            }
            (b"tkhd", Some(b"trak")) => {
                let body = self.read(&found.body)?;
                self.found.track.size = shown(&body).unwrap_or_default();
            }
            (b"hdlr", Some(b"mdia")) => {
                let body = self.read(&found.body)?;
                self.found.track.handler = body.get(8..12).and_then(|kind| kind.first_chunk().copied());
            }
            (kind, Some(b"stbl")) => self.found.track.samples.see(kind, &found.body),
            (b"keys", Some(b"meta")) => {
                let body = self.read(&found.body)?;
                self.found.keys = Some(iso_tags::kept_keys(&body));
            }
            (b"hdlr", Some(b"meta")) => {}
            (_, Some(b"ilst")) => return self.item(found),
            (_, Some(b"moov")) => self.keep_only(found, MOVIE),
            (_, Some(b"trak")) => self.keep_only(found, TRACK),
            (_, Some(b"udta")) => self.keep_only(found, iso_tags::USER_DATA),
            (_, Some(b"meta")) => self.keep_only(found, &[]),
            _ => {}
        }
        Ok(())
    }

    fn keep_only(&mut self, found: &Box, kept: &[&[u8; 4]]) {
        if !kept.contains(&&found.kind) {
            self.blank(found);
        }
    }

    /// An item of a list of metadata: a value of a key that has a number, or a box named for what it says.
    fn item(&mut self, found: &Box) -> Result<()> {
        if let Some(kept) = &self.found.keys {
            if !kept.contains(&u32::from_be_bytes(found.kind)) {
                // The value behind the header of its `data`: kind and language stay.
                let start = (found.body.start + 16).min(found.body.end);
                self.found.cleaning.zero(start..found.body.end);
            }
            return Ok(());
        }
        if !iso_tags::clean_item(self.file, found, &mut self.found.cleaning)? {
            self.blank(found);
        }
        Ok(())
    }

    /// Makes a box free space.
    fn blank(&mut self, found: &Box) {
        // A new name in the same bytes leaves every offset in the file right.
        self.found.cleaning.write(found.at + 4, b"free".to_vec());
        self.found.cleaning.zero(found.body.clone());
    }

    fn end_track(&mut self, found: &Box) -> Result<()> {
        let track = std::mem::take(&mut self.found.track);
        match track.handler.as_ref() {
            Some(b"soun") => self.found.sounds += 1,
            Some(b"vide") => {
                self.found.pictures += 1;
                let size = Some(track.size).filter(|(width, height)| *width > 0 && *height > 0);
                self.found.size = self.found.size.or(size);
            }
            _ => {
                self.found.dropped = true;
                for range in track.samples.ranges(self.file, self.what)? {
                    self.found.cleaning.zero(range);
                }
                self.blank(found);
            }
        }
        Ok(())
    }

    fn movie(&mut self, at: &Range<u64>) -> Result<()> {
        let body = self.read(at)?;
        let (scale, duration) = match body.first() {
            // Version 1 has times of 64 bits, so its fields lie further back.
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
        let length = (body.end - body.start).min(READ);
        self.bytes = self.bytes.checked_sub(length).ok_or_else(|| self.broken("it has too many boxes"))?;
        Ok(read_at(self.file, body.start, length)?)
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
