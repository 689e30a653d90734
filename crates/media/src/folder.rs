//! The folder in which files are kept: two digits of the hash, then the name.

use crate::budget::Budget;
use crate::decode::Decoder;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::intake::{Look, MediaStore};
use crate::limits::Limits;
use crate::part::{self, TemporaryFile};
use crate::upload::Upload;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

/// Where files are kept; shared by cloning.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    // Clones share it, so that leftovers are swept once in a process.
    swept: Arc<Once>,
    decoder: Decoder,
}

impl Folder {
    /// The folder at `path`, which is made when the first file comes.
    pub fn new(path: PathBuf) -> Self {
        Self { path, swept: Arc::new(Once::new()), decoder: Decoder::in_process() }
    }

    /// The same folder, whose files this decoder looks into.
    #[must_use]
    pub fn with_decoder(mut self, decoder: Decoder) -> Self {
        self.decoder = decoder;
        self
    }

    pub(crate) fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Takes in a file piece by piece.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn begin_intake(&self, limits: Limits) -> Result<MediaStore> {
        self.intake_within(limits, Budget::default())
    }

    /// Takes in a file that shares its processor time with others.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn intake_within(&self, limits: Limits, budget: Budget) -> Result<MediaStore> {
        Ok(MediaStore::new(self.clone(), self.part()?, limits, budget))
    }

    /// Takes in a file that lies elsewhere on this machine.
    ///
    /// # Errors
    /// As [`MediaStore::push`] and [`MediaStore::finish`].
    pub fn take(&self, from: &Path, limits: Limits, look: Look) -> Result<Upload> {
        let mut file = File::open(from)?;
        let mut intake = self.begin_intake(limits)?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match file.read(&mut buffer)? {
                0 => return intake.finish(look),
                n => intake.push(buffer.get(..n).unwrap_or_default())?,
            }
        }
    }

    /// Looks at a kept file anew: its facts, and variants that may be missing. The file itself stays as it is.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such file or it would not be taken today.
    pub fn look_again(&self, name: &str, limits: Limits) -> Result<Upload> {
        let missing = || Error::Refused(format!("no file is kept as {name}"));
        let (path, _) = self.path_of(name).ok_or_else(missing)?;
        crate::intake::look_again(self, &path, name, limits)
    }

    /// Where a kept file lies and its MIME type; `None` for a name that is never given out or a file that is gone.
    pub fn path_of(&self, name: &str) -> Option<(PathBuf, &'static str)> {
        let (stem, ending) = name.split_once('.')?;
        let (sha, size) = stem.split_once('_').map_or((stem, None), |(sha, size)| (sha, Some(size)));
        // The name comes from a URL: only hash digits pass, so that no `..` or slash gets to the
        // disk.
        let hex = sha.len() == 64 && sha.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let sized =
            size.is_none_or(|size| size.len() <= 6 && size.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !hex || !sized {
            return None;
        }
        let mime = match ending {
            // Kept by earlier versions; taken no more, because nothing here can look inside.
            "avif" => "image/avif",
            _ => Format::from_ending(ending)?.mime(),
        };
        let path = self.place_of(name)?;
        path.is_file().then_some((path, mime))
    }

    /// Removes all files of a hash: what was kept under it, and its smaller sizes. Gives how many there were.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn remove(&self, hash: &str) -> Result<usize> {
        let hex = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let Some(folder) =
            self.place_of(hash).filter(|_| hex).and_then(|path| Some(path.parent()?.to_owned()))
        else {
            return Ok(0);
        };
        let entries = match std::fs::read_dir(folder) {
            // A file that is gone already is no error: a removal may be repeated.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut gone = 0;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let rest = name.to_str().and_then(|name| name.strip_prefix(hash));
            // A dot begins the ending of the original, an underscore the label of a variant.
            if rest.is_some_and(|rest| rest.starts_with(['.', '_'])) {
                std::fs::remove_file(entry.path())?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    pub(crate) fn place_of(&self, name: &str) -> Option<PathBuf> {
        Some(self.path.join(name.get(..2)?).join(name))
    }

    fn parts(&self) -> PathBuf {
        self.path.join("part")
    }

    pub(crate) fn part(&self) -> Result<TemporaryFile> {
        // The first upload clears what dead processes left; later ones need not look again.
        self.swept.call_once(|| part::sweep(&self.parts()));
        Ok(TemporaryFile::new(&self.parts())?)
    }

    pub(crate) fn part_of(&self, bytes: &[u8]) -> Result<TemporaryFile> {
        Ok(TemporaryFile::of(&self.parts(), bytes)?)
    }
}
