//! A file coming in.

use crate::budget::Budget;
use crate::clean;
use crate::decode::{Decoded, Input, Task};
use crate::error::{Error, Result};
use crate::film::{self, Film};
use crate::format::{Format, MediaKind};
use crate::limits::Limits;
use crate::media_files::MediaFiles;
use crate::picture;
use crate::sniff::{self, HEAD};
use crate::stored::{Stored, Variant};
use crate::upload::Upload;
use crate::{clean::Clean, disguise, hash};
use blob::TemporaryFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek};

/// How closely a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Its structure: enough to keep it, quick enough for an archive of thousands. No variants and colours.
    Header,
    /// A picture is decoded as well.
    Whole,
}

/// A file coming in piece by piece. It is written to a temporary file and hashed as it comes; dropped, it is gone.
#[derive(Debug)]
pub struct MediaStore {
    files: MediaFiles,
    part: TemporaryFile,
    limits: Limits,
    budget: Budget,
    head: Vec<u8>,
    format: Option<Format>,
    hasher: Sha256,
    bytes: u64,
}

impl MediaStore {
    pub(crate) fn new(files: MediaFiles, part: TemporaryFile, limits: Limits, budget: Budget) -> Self {
        Self { files, part, limits, budget, head: Vec::new(), format: None, hasher: Sha256::new(), bytes: 0 }
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Error::Refused`] as soon as it is clear that the file is none that is kept, [`Error::TooLarge`] as soon as
    /// it is longer than its kind may be.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(piece.get(..room).unwrap_or(piece));
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
        // Refuse as soon as the head is there, before the rest of a large upload is written.
        if self.format.is_none() && self.head.len() >= HEAD {
            self.format = Some(sniff::sniff(&self.head)?);
        }
        // Before the write, so that an upload never takes more of the disk than its kind may.
        self.within_limit()?;
        self.hasher.update(piece);
        Ok(self.part.append(piece)?)
    }

    fn within_limit(&self) -> Result<()> {
        let kind = self.format.map(Format::kind);
        let limit = self.limits.bytes(kind);
        if self.bytes <= limit {
            return Ok(());
        }
        let what = kind.map_or("files", MediaKind::plural);
        Err(Error::TooLarge(format!("{what} may have at most {} MB; this one is larger", limit >> 20)))
    }

    /// Looks at the whole file. This reads it again and may decode it: not for a thread that others wait for.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is disguised, broken, cut off or beyond the limits.
    pub fn finish(mut self, look: Look) -> Result<Upload> {
        let format = match self.format {
            Some(format) => format,
            // A file shorter than the head was not sniffed while it came in.
            None => *self.format.insert(sniff::sniff(&self.head)?),
        };
        self.within_limit()?;
        disguise::refuse(format, &self.head, self.part.rewound()?)?;
        if format.kind() == MediaKind::Image {
            return self.picture(format, look);
        }
        let film = film::read(self.part.rewound()?, format, true)?;
        // What looked like a film may be a sound, for which there is less room.
        self.format = Some(film.format);
        self.bytes = film.length;
        self.within_limit()?;
        // The hash names the bytes that are kept, so a file that was cleaned is hashed again.
        let hash =
            if film.changed { hash::hash_file(self.part.rewound()?)? } else { hash::hex_of(self.hasher) };
        let view = View { files: &self.files, limits: &self.limits, budget: &self.budget, look };
        let (mut facts, mut parts) = view.film(film, self.part.rewound()?)?;
        facts.name = format!("{hash}.{}", self.format.unwrap_or(format).ending());
        facts.bytes = self.bytes;
        // The original goes last: whoever sees it finds its variants as well.
        parts.push((facts.name.clone(), self.part));
        Ok(Upload::new(self.files, facts, parts))
    }

    /// Its limit is small enough to hold it while it is looked at.
    fn picture(mut self, format: Format, look: Look) -> Result<Upload> {
        let mut bytes = Vec::new();
        self.part.rewound()?.take(self.limits.image).read_to_end(&mut bytes)?;
        let clean = clean::clean(format, &bytes)?;
        // Most files are clean already: their temporary file and hash stay good.
        if clean.bytes != bytes {
            self.part = self.files.part_of(&clean.bytes)?;
            self.hasher = Sha256::new_with_prefix(&clean.bytes);
        }
        // Decoding takes much memory, so the second copy goes before it begins.
        drop(bytes);
        let hash = hash::hex_of(self.hasher);
        let view = View { files: &self.files, limits: &self.limits, budget: &self.budget, look };
        let (facts, mut parts) = view.picture(&hash, format, &clean)?;
        parts.push((facts.name.clone(), self.part));
        Ok(Upload::new(self.files, facts, parts))
    }
}

type LookResult = (Stored, Vec<(String, TemporaryFile)>);

/// How files are looked at, and within what.
struct View<'a> {
    files: &'a MediaFiles,
    limits: &'a Limits,
    budget: &'a Budget,
    look: Look,
}

impl View<'_> {
    fn decode(&self, task: &Task, input: Input<'_>) -> Result<Decoded> {
        self.files.decoder().decode(task, input, self.limits.time, self.budget)
    }

    /// The facts of a picture and its smaller sizes.
    fn picture(&self, hash: &str, format: Format, clean: &Clean) -> Result<LookResult> {
        let mut facts = Stored::new(MediaKind::Image, format.mime());
        facts.name = format!("{hash}.{}", format.ending());
        facts.bytes = clean.bytes.len() as u64;
        facts.animated = clean.animated;
        // By the header alone, so that a decompression bomb is refused before a decoder runs.
        let (width, height) = picture::check_size(format, clean, self.limits)?;
        (facts.width, facts.height) = (Some(width), Some(height));
        let mut parts = Vec::new();
        if self.look == Look::Header {
            return Ok((facts, parts));
        }
        let (orientation, memory) = (clean.orientation.to_exif(), self.limits.memory);
        let task = Task::Picture { format, orientation, memory };
        let Decoded::Picture(shown) = self.decode(&task, Input::Bytes(&clean.bytes))? else {
            return Ok((facts, parts));
        };
        facts.colors = shown.colors;
        facts.blurhash = shown.blurhash;
        for small in shown.small {
            let variant = Variant {
                name: format!("{hash}_{}.{}", small.label, small.format.ending()),
                width: small.width,
                height: small.height,
                mime: small.format.mime().to_owned(),
                square: small.label.ends_with("sq"),
                // Only the first frame is decoded, so the variants of a moving picture do not move.
                still: clean.animated,
            };
            parts.push((variant.name.clone(), self.files.part_of(&small.bytes)?));
            facts.variants.push(variant);
        }
        Ok((facts, parts))
    }

    /// The facts of a sound or film, and the files of its cover.
    fn film(&self, film: Film, file: &mut File) -> Result<LookResult> {
        let mut facts = film.facts;
        // The tag reader is for sound files, and knows no WebM.
        if film.format.kind() != MediaKind::Audio || film.format == Format::Weba {
            return Ok((facts, Vec::new()));
        }
        let cover = match self.decode(&Task::Sound { format: film.format }, Input::File(file)) {
            Ok(Decoded::Sound(sound)) => facts.take_sound(sound),
            Ok(Decoded::Picture(_)) => None,
            // A sound in MP4 that plays is not refused for its tags.
            Err(Error::Refused(_)) if film.format == Format::M4a => None,
            Err(error) => return Err(error),
        };
        let Some(bytes) = cover.filter(|_| self.look == Look::Whole) else { return Ok((facts, Vec::new())) };
        let mut cover = self.files.intake_within(*self.limits, self.budget.clone())?;
        // A sound with a cover that is no good is a sound without one.
        match cover.push(&bytes).and_then(|()| cover.finish(self.look)) {
            Ok(upload) if upload.stored().kind == MediaKind::Image => {
                let (cover, parts) = upload.into_parts();
                facts.cover = Some(Box::new(cover));
                Ok((facts, parts))
            }
            // A disk that fails is not the fault of the cover.
            Err(Error::Io(error)) => Err(Error::Io(error)),
            _ => Ok((facts, Vec::new())),
        }
    }
}

/// The facts of a file that is kept already, and the smaller sizes of a picture.
pub(crate) fn look_again(
    files: &MediaFiles,
    mut file: &mut File,
    name: &str,
    limits: Limits,
) -> Result<Upload> {
    let bytes = file.metadata()?.len();
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    let format = sniff::sniff(&head)?;
    let view = View { files, limits: &limits, budget: &Budget::default(), look: Look::Whole };
    let (mut facts, parts) = if format.kind() == MediaKind::Image {
        file.rewind()?;
        let mut whole = Vec::new();
        (&mut file).take(limits.image).read_to_end(&mut whole)?;
        let clean = clean::clean(format, &whole)?;
        // Variants go by the name of the kept file, even where cleaning would give other bytes
        // today.
        let hash = name.split('.').next().unwrap_or_default();
        view.picture(hash, format, &clean)?
    } else {
        // A kept file must not change: its name is the hash of its bytes.
        view.film(film::read(file, format, false)?, file)?
    };
    facts.name = name.to_owned();
    facts.bytes = bytes;
    Ok(Upload::new(files.clone(), facts, parts))
}
