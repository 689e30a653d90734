//! Sounds: duration and what the file says of itself, read by `lofty`.

use crate::error::{Error, Result, guarded};
use crate::format::Format;
use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::{AudioFile, FileType, TaggedFileExt};
use lofty::picture::PictureType;
use lofty::probe::Probe;
use lofty::tag::{Accessor, Tag};
use serde::{Deserialize, Serialize};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes that may be read to find duration and tags, cover included.
const READ: u64 = 64 << 20;
/// Bytes the reader may hold at once.
const HELD: usize = 24 << 20;
/// Code points kept of a title, an artist, an album.
const WORDS: usize = 300;

/// What a sound says of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SoundFacts {
    pub duration_ms: Option<u64>,
    pub title: Option<String>,
    pub artist: Option<String>,
    pub album: Option<String>,
    pub track: Option<u32>,
    /// The bytes of its cover; between processes they follow the rest.
    #[serde(skip)]
    pub cover: Option<Vec<u8>>,
    /// There is a cover.
    pub covered: bool,
}

/// Reads what a sound says of itself.
///
/// # Errors
/// When it is not a sound of this format that can be played, as far as its headers tell.
pub(crate) fn describe(from: impl Read + Seek, format: Format) -> Result<SoundFacts> {
    let kind = match format {
        Format::Mp3 => FileType::Mpeg,
        Format::Aac => FileType::Aac,
        Format::Vorbis => FileType::Vorbis,
        Format::Opus => FileType::Opus,
        Format::Flac => FileType::Flac,
        Format::Wav => FileType::Wav,
        _ => FileType::Mp4,
    };
    let what = format.words();
    let read = guarded(what, || {
        // The library keeps this for each thread, so it is set at every read. A tag may claim any
        // size.
        apply_global_options(GlobalOptions::new().allocation_limit(HELD));
        // The walk over the boxes of MP4 has told how long it is.
        let options = ParseOptions::new().max_junk_bytes(4096).read_properties(format != Format::M4a);
        let mut reader = BufReader::new(Bounded { from, left: READ });
        reader.rewind()?;
        let probe = Probe::with_file_type(reader, kind).options(options);
        probe.read().map_err(|error| Error::broken(what, &error.to_string()))
    })?;
    let mut facts = SoundFacts::default();
    let duration = read.properties().duration();
    if format != Format::M4a {
        // Tags without a frame of sound are nothing that can be played.
        if duration.is_zero() {
            return Err(Error::broken(what, "it holds no sound"));
        }
        facts.duration_ms = u64::try_from(duration.as_millis()).ok();
    }
    let Some(tag) = read.primary_tag().or_else(|| read.first_tag()) else { return Ok(facts) };
    facts.title = words(tag.title().as_deref());
    facts.artist = words(tag.artist().as_deref());
    facts.album = words(tag.album().as_deref());
    facts.track = tag.track();
    facts.cover = cover(tag);
    facts.covered = facts.cover.is_some();
    Ok(facts)
}

fn words(text: Option<&str>) -> Option<String> {
    // The words come from strangers and are shown in pages.
    let text: String = text?.chars().filter(|c| !c.is_control()).take(WORDS).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn cover(tag: &Tag) -> Option<Vec<u8>> {
    let front = tag.pictures().iter().find(|picture| picture.pic_type() == PictureType::CoverFront);
    front.or_else(|| tag.pictures().first()).map(|picture| picture.data().to_vec())
}

/// A file of which not everything is read, whatever it says of itself.
struct Bounded<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        // A hostile header can send the reader back and forth, so bytes read twice count twice.
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.from.seek(to)
    }
}
