//! Ogg (RFC 3533): pages that must follow each other to the end of the file. The comments of Vorbis and Opus are cleaned
//! within their bytes; streams of anything else, such as texts shown in time, are made empty.

use super::patch::read_at;
use super::{Cleaning, TAGS, vorbis_comment};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

/// Streams in one file.
const STREAMS: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Vorbis,
    Opus,
    Other,
}

struct Stream {
    codec: Codec,
    /// Packets that have ended.
    packets: usize,
    /// Where the bytes of the comment packet stand, and in which pages.
    comment: Vec<Range<u64>>,
    pages: Vec<Range<u64>>,
}

/// Finds what is to be cleaned.
///
/// # Errors
/// When a page is cut off, something else stands between pages, or there are too many streams.
pub(crate) fn walk(file: &mut (impl Read + Seek), what: &'static str) -> Result<Cleaning> {
    let mut streams: HashMap<u32, Stream> = HashMap::new();
    let (mut cleaning, mut comments) = (Cleaning::default(), Vec::new());
    file.seek(SeekFrom::Start(0))?;
    let mut pages = BufReader::new(&mut *file);
    let mut at = 0;
    while let Some(page) = Page::read(&mut pages, at, what)? {
        at = page.body.end;
        if page.first {
            if streams.len() >= STREAMS {
                return Err(Error::broken(what, "it has too many streams"));
            }
            let stream = Stream { codec: page.codec, packets: 0, comment: Vec::new(), pages: Vec::new() };
            streams.insert(page.serial, stream);
        }
        match streams.get_mut(&page.serial) {
            Some(stream) if stream.codec != Codec::Other => {
                if stream.packets < 2 {
                    stream.take(&page);
                }
                if stream.packets >= 2 && !stream.comment.is_empty() {
                    // Cleaned after the walk, because the reader borrows the file until then.
                    comments.push((
                        stream.codec,
                        std::mem::take(&mut stream.comment),
                        std::mem::take(&mut stream.pages),
                    ));
                }
            }
            // Each of these pages takes memory here, and a file can hold millions of tiny ones.
            _ if cleaning.is_full() => {
                return Err(Error::broken(what, "it has too many pages that are no sound"));
            }
            _ => {
                cleaning.zero(page.body.clone());
                cleaning.seal_page(page.start..page.body.end);
            }
        }
    }
    drop(pages);
    for (codec, ranges, pages) in comments {
        clean_comment(file, codec, &ranges, pages, &mut cleaning, what)?;
    }
    Ok(cleaning)
}

impl Stream {
    /// Follows the packets of a page as far as the second, which holds the comments.
    fn take(&mut self, page: &Page) {
        let mut at = page.body.start;
        for lace in &page.laces {
            let end = at + u64::from(*lace);
            if self.packets == 1 {
                self.comment.push(at..end);
                if self.pages.last() != Some(&(page.start..page.body.end)) {
                    self.pages.push(page.start..page.body.end);
                }
            }
            // A lace of 255 goes on in the next one, on the next page if need be.
            self.packets += usize::from(*lace < 255);
            at = end;
            if self.packets == 2 {
                return;
            }
        }
    }
}

fn clean_comment(
    file: &mut (impl Read + Seek),
    codec: Codec,
    ranges: &[Range<u64>],
    pages: Vec<Range<u64>>,
    cleaning: &mut Cleaning,
    what: &'static str,
) -> Result<()> {
    let mark: &[u8] = if codec == Codec::Opus { b"OpusTags" } else { b"\x03vorbis" };
    let length: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    if length > TAGS {
        return Err(Error::Refused(format!("the {what} file has more than {} MB of tags", TAGS >> 20)));
    }
    let mut packet = Vec::new();
    for range in ranges {
        packet.extend(read_at(file, range.start, range.end - range.start)?);
    }
    let cleaned = packet.strip_prefix(mark).and_then(vorbis_comment::cleaned);
    let mut cleaned = cleaned.ok_or_else(|| Error::broken(what, "its comments cannot be read"))?;
    // Vorbis ends its comments with a bit that is set; anything behind is nobody's.
    if codec == Codec::Vorbis {
        cleaned.push(1);
    }
    let mut whole = [mark, &cleaned].concat();
    whole.resize(packet.len(), 0);
    if whole == packet {
        return Ok(());
    }
    let mut rest = &whole[..];
    for range in ranges {
        let size = usize::try_from(range.end - range.start).unwrap_or(0).min(rest.len());
        let (now, after) = rest.split_at(size);
        cleaning.write(range.start, now.to_vec());
        rest = after;
    }
    pages.into_iter().for_each(|page| cleaning.seal_page(page));
    Ok(())
}

struct Page {
    start: u64,
    body: Range<u64>,
    laces: Vec<u8>,
    serial: u32,
    first: bool,
    codec: Codec,
}

impl Page {
    fn read(file: &mut impl Read, start: u64, what: &'static str) -> Result<Option<Self>> {
        let mut head = Vec::with_capacity(27);
        match file.take(27).read_to_end(&mut head)? {
            0 => return Ok(None),
            27 if head.starts_with(b"OggS") => {}
            _ => return Err(Error::broken(what, "a page does not begin where the one before ends")),
        }
        let segments = u64::from(head.get(26).copied().unwrap_or(0));
        let mut laces = Vec::with_capacity(255);
        file.take(segments).read_to_end(&mut laces)?;
        let length: u64 = laces.iter().map(|length| u64::from(*length)).sum();
        let mut body = Vec::new();
        file.take(length).read_to_end(&mut body)?;
        if laces.len() as u64 != segments || body.len() as u64 != length {
            return Err(Error::broken(what, "its last page is cut off"));
        }
        let begin = start + 27 + segments;
        let codec = match &body {
            body if body.starts_with(b"OpusHead") => Codec::Opus,
            body if body.starts_with(b"\x01vorbis") => Codec::Vorbis,
            _ => Codec::Other,
        };
        let serial =
            head.get(14..).and_then(|bytes| bytes.first_chunk()).copied().map_or(0, u32::from_le_bytes);
        let first = head.get(5).is_some_and(|flags| flags & 2 != 0);
        Ok(Some(Self { start, body: begin..begin + length, laces, serial, first, codec }))
    }
}
