//! Sounds and films: what their containers say, and the place of recording made blank in them.

use crate::error::{Error, Result};
use crate::format::{Format, Kind};
use crate::mp4::{self, Blank};
use crate::stored::Stored;
use crate::{ogg, sound, webm};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

/// What a container says.
pub(crate) struct Film {
    /// With or without a picture, now that it is known.
    pub format: Format,
    pub facts: Stored,
    pub cover: Option<Vec<u8>>,
    /// Bytes of the file were made blank.
    pub changed: bool,
}

/// Reads a sound or film of this format; makes the place of recording blank where `change` is set.
///
/// # Errors
/// When it is broken, as far as its container tells.
pub(crate) fn read(file: &mut File, format: Format, change: bool) -> Result<Film> {
    let length = file.seek(SeekFrom::End(0))?;
    match format {
        Format::Mp4 | Format::Mov | Format::M4a => iso(file, length, format, change),
        Format::Webm | Format::Weba => matroska(file, length),
        _ => {
            if matches!(format, Format::Vorbis | Format::Opus) {
                file.rewind()?;
                ogg::whole(&mut *file, format.words())?;
            }
            let mut facts = Stored::new(Kind::Audio, format.mime());
            let cover = sound::describe(file, format, &mut facts)?;
            Ok(Film { format, facts, cover, changed: false })
        }
    }
}

fn iso(file: &mut File, length: u64, format: Format, change: bool) -> Result<Film> {
    let found = mp4::walk(&mut BufReader::new(&mut *file), length, format.words())?;
    let format = match format {
        _ if found.pictures == 0 => Format::M4a,
        Format::M4a => Format::Mp4,
        other => other,
    };
    let changed = change && !found.blank.is_empty();
    if changed {
        found.blank.iter().try_for_each(|blank| make_blank(file, blank))?;
    }
    let mut facts = Stored::new(format.kind(), format.mime());
    facts.duration_ms = found.duration_ms;
    (facts.width, facts.height) = found.size.unzip();
    let cover = match format {
        // A sound that plays is not refused for its tags.
        Format::M4a => sound::describe(file, format, &mut facts).or_else(|error| match error {
            Error::Io(error) => Err(Error::Io(error)),
            _ => Ok(None),
        })?,
        _ => None,
    };
    Ok(Film { format, facts, cover, changed })
}

fn matroska(file: &mut File, length: u64) -> Result<Film> {
    let found = webm::walk(&mut BufReader::new(file), length)?;
    let format = if found.pictures == 0 { Format::Weba } else { Format::Webm };
    let mut facts = Stored::new(format.kind(), format.mime());
    facts.duration_ms = found.duration_ms;
    (facts.width, facts.height) = found.size.unzip();
    Ok(Film { format, facts, cover: None, changed: false })
}

fn make_blank(file: &mut File, blank: &Blank) -> io::Result<()> {
    if let Some(at) = blank.kind_at {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(b"free")?;
    }
    file.seek(SeekFrom::Start(blank.bytes.start))?;
    io::copy(&mut io::repeat(0).take(blank.bytes.end - blank.bytes.start), file)?;
    Ok(())
}
