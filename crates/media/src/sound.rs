//! Sounds: duration and what the file says of itself, read by `lofty`.

use crate::error::{Error, Result, guarded};
use crate::format::Format;
use crate::stored::Stored;
use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::{AudioFile, FileType, TaggedFileExt};
use lofty::picture::PictureType;
use lofty::probe::Probe;
use lofty::tag::{Accessor, Tag};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes that may be read to find duration and tags, cover included.
const READ: u64 = 64 << 20;
/// Bytes the reader may hold at once.
const HELD: usize = 24 << 20;
/// Code points kept of a title, an artist, an album.
const WORDS: usize = 300;

/// Adds what the sound says of itself. Gives the bytes of its cover.
///
/// # Errors
/// When it is not a sound of this format that can be played, as far as its headers tell.
pub(crate) fn describe(file: &mut File, format: Format, facts: &mut Stored) -> Result<Option<Vec<u8>>> {
    let kind = match format {
        Format::Mp3 => FileType::Mpeg,
        Format::Aac => FileType::Aac,
        Format::Vorbis => FileType::Vorbis,
        Format::Opus => FileType::Opus,
        Format::Flac => FileType::Flac,
        Format::Wav => FileType::Wav,
        _ => FileType::Mp4,
    };
    if format == Format::Wav {
        riff(file)?;
    }
    file.rewind()?;
    let what = format.words();
    let read = guarded(what, || {
        apply_global_options(GlobalOptions::new().allocation_limit(HELD));
        let reader = BufReader::new(Bounded { file, left: READ });
        let probe = Probe::with_file_type(reader, kind).options(ParseOptions::new().max_junk_bytes(4096));
        probe.read().map_err(|error| Error::broken(what, &error.to_string()))
    })?;
    let duration = read.properties().duration();
    if format != Format::M4a {
        if duration.is_zero() {
            return Err(Error::broken(what, "it holds no sound"));
        }
        facts.duration_ms = u64::try_from(duration.as_millis()).ok();
    }
    let Some(tag) = read.primary_tag().or_else(|| read.first_tag()) else { return Ok(None) };
    facts.title = words(tag.title().as_deref());
    facts.artist = words(tag.artist().as_deref());
    facts.album = words(tag.album().as_deref());
    facts.track = tag.track();
    Ok(cover(tag))
}

fn words(text: Option<&str>) -> Option<String> {
    let text: String = text?.chars().filter(|c| !c.is_control()).take(WORDS).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn cover(tag: &Tag) -> Option<Vec<u8>> {
    let front = tag.pictures().iter().find(|picture| picture.pic_type() == PictureType::CoverFront);
    front.or_else(|| tag.pictures().first()).map(|picture| picture.data().to_vec())
}

/// A WAVE file's length stands in its header; streams that did not know it wrote nothing or the largest number.
fn riff(file: &mut File) -> Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(4))?;
    let mut told = [0; 4];
    file.read_exact(&mut told)?;
    match u32::from_le_bytes(told) {
        0 | u32::MAX => Ok(()),
        told if u64::from(told) + 8 > length => {
            Err(Error::broken("WAV", "it is shorter than its header says"))
        }
        _ => Ok(()),
    }
}

/// A file of which not everything is read, whatever it says of itself.
struct Bounded<'a> {
    file: &'a mut File,
    left: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

impl Seek for Bounded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
