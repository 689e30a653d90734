//! WebM (EBML, RFC 8794; Matroska, RFC 9559): duration and size, and what is to be overwritten. Elements that a player does
//! not need become void: tags but titles, attachments, chapters, names of files; tracks of anything but sound and pictures
//! go with their blocks.

use super::webm_element::{Element, Elements, broken};
use super::{Cleaning, TAGS, flac, vorbis_comment};
use crate::error::{Error, Result};
use std::io::{Read, Seek};

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const TIMESTAMP_SCALE: u64 = 0x002A_D7B1;
const DURATION: u64 = 0x4489;
const TRACKS: u64 = 0x1654_AE6B;
const TRACK: u64 = 0xAE;
const TRACK_NUMBER: u64 = 0xD7;
const TRACK_TYPE: u64 = 0x83;
const CODEC: u64 = 0x86;
const PRIVATE: u64 = 0x63A2;
const VIDEO: u64 = 0xE0;
const WIDTH: u64 = 0xB0;
const HEIGHT: u64 = 0xBA;
const CLUSTER: u64 = 0x1F43_B675;
const GROUP: u64 = 0xA0;
const BLOCK: u64 = 0xA1;
const SIMPLE_BLOCK: u64 = 0xA3;
const TAGS_ID: u64 = 0x1254_C367;
const TAG: u64 = 0x7373;
const TARGETS: u64 = 0x63C0;
const SIMPLE_TAG: u64 = 0x67C8;
const TAG_NAME: u64 = 0x45A3;
const TAG_TEXT: u64 = 0x4487;
const VOID: u64 = 0xEC;
const SEEK_HEAD: u64 = 0x114D_9B74;
const CUES: u64 = 0x1C53_BB6B;
/// What stands directly in a segment, at which a cluster without a length ends.
const TOP: &[u64] = &[SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS_ID, 0x1941_A469, 0x1043_A770];
/// Of the information: scale, duration, title, date, unique number, and the programs that wrote it, which must be named.
const INFORMATION: &[u64] = &[TIMESTAMP_SCALE, DURATION, 0x7BA9, 0x4461, 0x73A4, 0x4D80, 0x5741];
/// Of a track, what goes: its name, a link to an attachment, and words about its codec.
const WORDS: &[u64] = &[0x536E, 0x7446, 0x0025_8688, 0x003A_9697, 0x003B_4040, 0x0026_B240];
/// Of a cluster: time, place, length of the one before, and blocks.
const IN_CLUSTER: &[u64] = &[0xE7, 0xA7, 0xAB, GROUP, SIMPLE_BLOCK, 0xAF];
/// Of a group of blocks: the block, its duration, what it builds on, what is cut off, and its second layer.
const IN_GROUP: &[u64] = &[BLOCK, 0x9B, 0xFB, 0xFA, 0xA4, 0x75A2, 0x75A1, 0x8E];
/// Names of tags that are kept: what a player shows, and how long ffmpeg says a track is.
const NAMES: &[&str] = &["TITLE", "ARTIST", "ALBUM", "PART_NUMBER", "GENRE", "DURATION"];
/// Elements that are looked at: each block is one, and a long film has hundreds of thousands.
const ELEMENTS: usize = 4_000_000;
/// Tracks in one file.
const MOST_TRACKS: usize = 64;
/// Bytes of a tag's text.
const TEXT: u64 = 4096;

/// What a walk finds.
#[derive(Debug)]
pub(crate) struct Webm {
    pub duration_ms: Option<u64>,
    pub size: Option<(u32, u32)>,
    pub pictures: usize,
    pub cleaning: Cleaning,
}

/// Walks a file of `length` bytes.
///
/// # Errors
/// When it breaks off, when there is nothing to play, or when there are too many elements.
pub(crate) fn walk(file: &mut (impl Read + Seek), length: u64) -> Result<Webm> {
    let found = WebmFinding { scale: 1_000_000, ..WebmFinding::default() };
    let mut walk = Walk { elements: Elements::new(file, ELEMENTS)?, found, cleaning: Cleaning::default() };
    let header = walk.elements.read_element(0, length)?;
    let segment = walk.elements.read_element(header.end, length)?;
    if segment.id != SEGMENT || header.endless {
        return Err(broken("its segment is missing"));
    }
    walk.segment(&segment)?;
    // Tracks may be listed behind clusters, so their blocks take a second walk, which most files
    // are spared.
    if !walk.found.dropped.is_empty() {
        walk.blocks(&segment)?;
    }
    let Walk { found, mut cleaning, .. } = walk;
    if found.sounds + found.pictures == 0 {
        return Err(Error::Refused("the WebM file holds neither sound nor film".into()));
    }
    // What stands behind the segment is no film, and may be anything.
    if segment.end < length {
        cleaning.cut(segment.end);
    }
    // Nanoseconds a unit, as a float that may be anything.
    let ms =
        found.duration.map(|units| units * found.scale as f64 / 1e6).filter(|ms| ms.is_finite() && *ms > 0.0);
    Ok(Webm {
        duration_ms: ms.map(|ms| ms.round() as u64),
        size: found.size.filter(|(width, height)| *width > 0 && *height > 0),
        pictures: found.pictures,
        cleaning,
    })
}

#[derive(Default)]
struct WebmFinding {
    scale: u64,
    duration: Option<f64>,
    size: Option<(u32, u32)>,
    sounds: usize,
    pictures: usize,
    tracks: usize,
    /// Numbers of the tracks that go.
    dropped: Vec<u64>,
}

/// The track that is being walked.
#[derive(Default)]
struct Track {
    number: u64,
    kind: u64,
    codec: String,
    private: Option<Element>,
    size: (u32, u32),
}

struct Walk<F> {
    elements: Elements<F>,
    found: WebmFinding,
    cleaning: Cleaning,
}

impl<F: Read + Seek> Walk<F> {
    /// Gives each element between two places to `visit`, which tells where the next begins.
    fn each(
        &mut self,
        mut at: u64,
        end: u64,
        mut visit: impl FnMut(&mut Self, &Element) -> Result<u64>,
    ) -> Result<()> {
        while at < end {
            let element = self.elements.read_element(at, end)?;
            if element.endless && element.id != CLUSTER {
                return Err(broken("an element has no length"));
            }
            at = visit(self, &element)?;
        }
        Ok(())
    }

    fn segment(&mut self, segment: &Element) -> Result<()> {
        self.each(segment.start, segment.end, |walk, element| {
            match element.id {
                CLUSTER => return walk.cluster(element),
                INFO => walk.each(element.start, element.end, Self::information)?,
                TRACKS => walk.each(element.start, element.end, |walk, element| match element.id {
                    TRACK => walk.track(element),
                    _ => walk.void(element),
                })?,
                TAGS_ID => walk.each(element.start, element.end, |walk, element| match element.id {
                    TAG => walk.tag(element),
                    _ => walk.void(element),
                })?,
                SEEK_HEAD | CUES => {}
                _ => return walk.void(element),
            }
            Ok(element.end)
        })
    }

    /// Makes an element void: of as many bytes, and all of them zero.
    fn void(&mut self, element: &Element) -> Result<u64> {
        if self.cleaning.is_full() {
            return Err(broken("it has too many elements that are neither sound nor picture"));
        }
        let length = element.end - element.at;
        let mut head = vec![VOID as u8];
        match length {
            // One length byte reaches to 126, as 127 means an unknown length; the long form has
            // eight bytes.
            2..=128 => head.push(0x80 | (length - 2) as u8),
            _ => head.extend((length.saturating_sub(9) | 1 << 56).to_be_bytes()),
        }
        let start = element.at + head.len() as u64;
        self.cleaning.write(element.at, head);
        self.cleaning.zero(start..element.end);
        Ok(element.end)
    }

    fn information(&mut self, element: &Element) -> Result<u64> {
        match element.id {
            TIMESTAMP_SCALE => self.found.scale = self.elements.unsigned(element)?,
            DURATION => self.found.duration = self.elements.float(element)?,
            id if INFORMATION.contains(&id) => {}
            _ => return self.void(element),
        }
        Ok(element.end)
    }

    fn track(&mut self, whole: &Element) -> Result<u64> {
        self.found.tracks += 1;
        if self.found.tracks > MOST_TRACKS {
            return Err(broken("it has too many tracks"));
        }
        let mut track = Track::default();
        self.each(whole.start, whole.end, |walk, element| {
            match element.id {
                TRACK_NUMBER => track.number = walk.elements.unsigned(element)?,
                TRACK_TYPE => track.kind = walk.elements.unsigned(element)?,
                CODEC => {
                    let name = walk.elements.read(element.start, (element.end - element.start).min(64))?;
                    track.codec = String::from_utf8_lossy(&name).into_owned();
                }
                PRIVATE => track.private = Some(element.clone()),
                VIDEO => track.size = walk.video(element)?,
                // Old programs leave text in voids; 0xBF is a checksum, which does not fit any
                // more.
                VOID | 0xBF => return walk.void(element),
                id if WORDS.contains(&id) => return walk.void(element),
                _ => {}
            }
            Ok(element.end)
        })?;
        match track.kind {
            1 => {
                self.found.pictures += 1;
                self.found.size = self.found.size.or(Some(track.size));
            }
            2 => self.found.sounds += 1,
            _ => {
                self.found.dropped.push(track.number);
                return self.void(whole);
            }
        }
        self.private(&track)?;
        Ok(whole.end)
    }

    fn video(&mut self, video: &Element) -> Result<(u32, u32)> {
        let mut size = (0, 0);
        self.each(video.start, video.end, |walk, element| {
            match element.id {
                WIDTH => size.0 = u32::try_from(walk.elements.unsigned(element)?).unwrap_or(0),
                HEIGHT => size.1 = u32::try_from(walk.elements.unsigned(element)?).unwrap_or(0),
                _ => {}
            }
            Ok(element.end)
        })?;
        Ok(size)
    }

    /// Cleans the comments that Vorbis and FLAC keep within what the decoder is given.
    fn private(&mut self, track: &Track) -> Result<()> {
        let clean = match track.codec.as_str() {
            "A_VORBIS" => vorbis_private,
            "A_FLAC" => flac::cleaned_private,
            _ => return Ok(()),
        };
        let Some(element) = &track.private else { return Ok(()) };
        let length = element.end - element.start;
        if length > TAGS {
            return Err(broken("its codec's own data are too long"));
        }
        let bytes = self.elements.read(element.start, length)?;
        match clean(&bytes) {
            Some(cleaned) if cleaned != bytes => self.cleaning.write(element.start, cleaned),
            Some(_) => {}
            None => return Err(broken("its codec's own data cannot be read")),
        }
        Ok(())
    }

    /// Gives where the next element begins: a cluster without a length ends where something else of the segment begins.
    fn cluster(&mut self, cluster: &Element) -> Result<u64> {
        self.children(cluster, |walk, element| match element.id {
            GROUP => {
                walk.each(element.start, element.end, |walk, element| match element.id {
                    id if IN_GROUP.contains(&id) => Ok(element.end),
                    _ => walk.void(element),
                })?;
                Ok(element.end)
            }
            id if IN_CLUSTER.contains(&id) => Ok(element.end),
            _ => walk.void(element),
        })
    }

    fn children(
        &mut self,
        cluster: &Element,
        mut visit: impl FnMut(&mut Self, &Element) -> Result<u64>,
    ) -> Result<u64> {
        let mut at = cluster.start;
        while at < cluster.end {
            let element = self.elements.read_element(at, cluster.end)?;
            if cluster.endless && TOP.contains(&element.id) {
                return Ok(at);
            }
            if element.endless {
                return Err(broken("an element has no length"));
            }
            at = visit(self, &element)?;
        }
        Ok(at)
    }

    /// A second walk, over the blocks of tracks that go.
    fn blocks(&mut self, segment: &Element) -> Result<()> {
        self.each(segment.start, segment.end, |walk, element| match element.id {
            CLUSTER => walk.children(element, |walk, element| match element.id {
                SIMPLE_BLOCK if walk.is_dropped(element)? => walk.void(element),
                GROUP => {
                    let mut goes = false;
                    walk.each(element.start, element.end, |walk, inner| {
                        goes |= inner.id == BLOCK && walk.is_dropped(inner)?;
                        Ok(inner.end)
                    })?;
                    if goes { walk.void(element) } else { Ok(element.end) }
                }
                _ => Ok(element.end),
            }),
            _ => Ok(element.end),
        })
    }

    fn is_dropped(&mut self, block: &Element) -> Result<bool> {
        let (track, _) = self.elements.number(block.start, 8, false)?;
        Ok(self.found.dropped.contains(&track))
    }

    fn tag(&mut self, tag: &Element) -> Result<u64> {
        self.each(tag.start, tag.end, |walk, element| match element.id {
            TARGETS => Ok(element.end),
            SIMPLE_TAG if walk.is_kept(element)? => Ok(element.end),
            _ => walk.void(element),
        })?;
        Ok(tag.end)
    }

    /// Whether a tag has a name that is kept, a short text, and nothing within.
    fn is_kept(&mut self, tag: &Element) -> Result<bool> {
        let (mut named, mut plain) = (false, true);
        self.each(tag.start, tag.end, |walk, element| {
            let length = element.end - element.start;
            match element.id {
                TAG_NAME if length <= TEXT => {
                    let name = walk.elements.read(element.start, length)?;
                    let name = String::from_utf8_lossy(&name).trim_end_matches('\0').to_ascii_uppercase();
                    named = NAMES.contains(&name.as_str());
                }
                // Its language, and whether it is the first.
                0x447A | 0x447B | 0x4484 => plain &= length <= 64,
                TAG_TEXT => plain &= length <= TEXT,
                // Binary values and nested tags may hold anything.
                _ => plain = false,
            }
            Ok(element.end)
        })?;
        Ok(named && plain)
    }
}

/// The three headers of Vorbis, laced as in Xiph's way: their count less one, the lengths of all but the last, and they.
fn vorbis_private(private: &[u8]) -> Option<Vec<u8>> {
    let (mut at, mut lengths) = (1, [0_usize; 2]);
    if private.first() != Some(&2) {
        return None;
    }
    for length in &mut lengths {
        loop {
            let byte = *private.get(at)?;
            at += 1;
            *length += usize::from(byte);
            if byte != 255 {
                break;
            }
        }
    }
    let start = at + lengths[0];
    let place = start..start + lengths[1];
    let comments = private.get(place.clone())?.strip_prefix(b"\x03vorbis")?;
    let mut cleaned = [&b"\x03vorbis"[..], &vorbis_comment::cleaned(comments)?, &[1]].concat();
    cleaned.resize(lengths[1], 0);
    let mut out = private.to_vec();
    out.get_mut(place)?.copy_from_slice(&cleaned);
    Some(out)
}
