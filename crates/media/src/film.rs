//! Sounds and films: what their containers say, and what does not belong to sound and picture overwritten in them.

use crate::container::{Cleaning, flac, id3, iso, ogg, riff, webm};
use crate::error::Result;
use crate::format::Format;
use crate::stored::Stored;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

/// What a container says.
pub(crate) struct Film {
    /// With or without a picture, now that it is known.
    pub format: Format,
    pub facts: Stored,
    /// Bytes of the file were overwritten, or cut off at its end.
    pub changed: bool,
    /// Bytes it has now.
    pub length: u64,
}

/// Reads a sound or film of this format; cleans it where `change` is set.
///
/// # Errors
/// When it is broken, as far as its container tells.
pub(crate) fn read(file: &mut File, format: Format, change: bool) -> Result<Film> {
    let length = file.seek(SeekFrom::End(0))?;
    let (facts, format, cleaning) = look(file, length, format)?;
    let changed = change && !cleaning.is_empty();
    let length = if changed { cleaning.apply(file)? } else { length };
    Ok(Film { format, facts, changed, length })
}

fn look(file: &mut File, length: u64, format: Format) -> Result<(Stored, Format, Cleaning)> {
    let what = format.words();
    let (duration_ms, size, format, cleaning) = match format {
        Format::Mp4 | Format::Mov | Format::M4a => {
            let found = iso::walk(&mut BufReader::new(file), length, what)?;
            let format = match format {
                // The brand is only a claim: the tracks tell whether it is a sound or a film.
                _ if found.pictures == 0 => Format::M4a,
                Format::M4a => Format::Mp4,
                other => other,
            };
            (found.duration_ms, found.size, format, found.cleaning)
        }
        Format::Webm | Format::Weba => {
            let found = webm::walk(file, length)?;
            let format = if found.pictures == 0 { Format::Weba } else { Format::Webm };
            (found.duration_ms, found.size, format, found.cleaning)
        }
        // The tag reader tells how long these last, so this walk only cleans.
        Format::Vorbis | Format::Opus => (None, None, format, ogg::walk(file, what)?),
        Format::Flac => (None, None, format, flac::walk(file, length)?),
        Format::Wav => (None, None, format, riff::walk(file, length)?),
        _ => (None, None, format, id3::walk(file, length, format)?),
    };
    let mut facts = Stored::new(format.kind(), format.mime());
    facts.duration_ms = duration_ms;
    (facts.width, facts.height) = size.unzip();
    Ok((facts, format, cleaning))
}
