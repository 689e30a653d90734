//! The kept files: taken in through temporary files of this machine, kept in a store of blobs.

use crate::budget::Budget;
use crate::decode::Decoder;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::intake::{Look, MediaStore};
use crate::limits::Limits;
use crate::upload::Upload;
use blob::{BlobName, BlobReader, BlobStore, FolderStore, TemporaryFile};
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

/// The folder of files that are not whole yet, in the folder of media.
const PARTS: &str = "part";

/// What is known of a kept file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStat {
    /// MIME type.
    pub mime: &'static str,
    /// Length in bytes.
    pub length: u64,
}

/// The kept files, and how others are taken in; shared by cloning.
#[derive(Debug, Clone)]
pub struct MediaFiles {
    store: Arc<dyn BlobStore>,
    /// For files on their way in: a folder of this machine, wherever files are kept.
    parts: PathBuf,
    // Clones share it, so that leftovers are swept once in a process.
    swept: Arc<Once>,
    decoder: Decoder,
}

impl MediaFiles {
    /// Files in a folder of this machine, which is made when the first one comes.
    pub fn in_folder(path: PathBuf) -> Self {
        let parts = path.join(PARTS);
        Self::new(Arc::new(FolderStore::new(path)), parts)
    }

    /// Files in a store. Those that are not whole yet lie in the folder `parts`; of a folder store it must be on the same
    /// file system.
    pub fn new(store: Arc<dyn BlobStore>, parts: PathBuf) -> Self {
        Self { store, parts, swept: Arc::new(Once::new()), decoder: Decoder::in_process() }
    }

    /// The same files in another store.
    #[must_use]
    pub fn with_store(mut self, store: Arc<dyn BlobStore>) -> Self {
        self.store = store;
        self
    }

    /// The same, whose files this decoder looks into.
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
        let found = self.stat_file(name)?.ok_or_else(|| missing_file(name))?;
        // Readers of formats go back and forth, so they get a file of this machine; no longer one than is ever kept.
        let length = found.length.min(limits.longest());
        let mut reader = self.open_file(name, 0..length)?;
        let mut local = self.part()?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer).map_err(blob::Error::from_reader)? {
                0 => break,
                read => local.append(buffer.get(..read).unwrap_or_default())?,
            }
        }
        crate::intake::look_again(self, local.rewound()?, name, limits)
    }

    /// What is known of a kept file without reading it; `None` for a name that is never given out or a file that is gone.
    ///
    /// # Errors
    /// When the store cannot tell.
    pub fn stat_file(&self, name: &str) -> Result<Option<FileStat>> {
        let (Some(blob), Some(mime)) = (BlobName::parse(name), mime_of(name)) else { return Ok(None) };
        Ok(self.store.stat(&blob)?.map(|found| FileStat { mime, length: found.length }))
    }

    /// Opens a range of bytes of a kept file.
    ///
    /// # Errors
    /// When the file is gone or the store does not work.
    pub fn open_file(&self, name: &str, range: Range<u64>) -> Result<BlobReader> {
        let blob = BlobName::parse(name).ok_or_else(|| missing_file(name))?;
        Ok(self.store.open(&blob, range)?)
    }

    /// Where the files are kept.
    pub fn store(&self) -> &Arc<dyn BlobStore> {
        &self.store
    }

    pub(crate) fn part(&self) -> Result<TemporaryFile> {
        // The first upload clears what dead processes left; later ones need not look again.
        self.swept.call_once(|| blob::sweep_temporary_files(&self.parts));
        Ok(TemporaryFile::new(&self.parts)?)
    }

    pub(crate) fn part_of(&self, bytes: &[u8]) -> Result<TemporaryFile> {
        Ok(TemporaryFile::with_bytes(&self.parts, bytes)?)
    }
}

/// The MIME type of a kept file by its name; `None` for a kind that is not kept.
pub fn mime_of(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        // Kept by earlier versions; taken no more, because nothing here can look inside.
        "avif" => Some("image/avif"),
        ending => Some(Format::from_ending(ending)?.mime()),
    }
}

fn missing_file(name: &str) -> Error {
    Error::Refused(format!("no file is kept as {name}"))
}
