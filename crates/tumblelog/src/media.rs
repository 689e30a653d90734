//! Files of posts, kept on disk under the SHA-256 of their bytes, so that one file is kept once and never changes.

use crate::{Error, Result, Site};
use model::Invalid;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The largest file that is kept, in bytes.
pub const FILE_LIMIT: u64 = 500 << 20;

/// The kinds of file a browser may be given as they are: ending and MIME type. SVG is not among them: it can carry
/// scripts.
const KINDS: &[(&str, &str)] = &[
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("m4a", "audio/m4a"),
    ("flac", "audio/x-flac"),
    ("wav", "audio/x-wav"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
];

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name in addresses: 64 hexadecimal digits, a dot, an ending.
    pub name: String,
    /// MIME type found by looking at the bytes.
    pub mime: String,
    /// Pixels, for pictures whose header says so.
    pub size: Option<(u32, u32)>,
}

impl Kept {
    /// Its address on the site.
    pub fn url(&self) -> String {
        format!("/media/{}", self.name)
    }
}

impl Site {
    /// Copies a file into the site. What is there already is not written again.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is no picture, sound or film that browsers show, or too large; [`Error::File`]
    /// when it cannot be read or written.
    pub fn keep_file(&self, from: &Path) -> Result<Kept> {
        let failed = |e: std::io::Error| Error::File(format!("{}: {e}", from.display()));
        let mut file = File::open(from).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() > FILE_LIMIT {
            return Err(Invalid::new(format!("{} is larger than 500 MiB", from.display())).into());
        }
        let mut head = Vec::new();
        (&mut file).take(4096).read_to_end(&mut head).map_err(failed)?;
        let (ending, mime) = kind(&head).ok_or_else(|| {
            Invalid::new(format!("{} is no picture, sound or film that browsers show", from.display()))
        })?;
        let size = imagesize::size(from).ok().filter(|_| mime.starts_with("image/"));
        let size = size.and_then(|s| Some((u32::try_from(s.width).ok()?, u32::try_from(s.height).ok()?)));
        let name = self.copy(head.as_slice().chain(file), ending).map_err(failed)?;
        Ok(Kept { name, mime: mime.to_owned(), size })
    }

    /// Streams bytes to a temporary file while hashing them, then gives it its name.
    fn copy(&self, mut from: impl Read, ending: &str) -> std::io::Result<String> {
        let dir = self.media_dir();
        std::fs::create_dir_all(dir)?;
        let mut part = tempfile::NamedTempFile::new_in(dir)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match from.read(&mut buffer)? {
                0 => break,
                n => {
                    hasher.update(&buffer[..n]);
                    part.write_all(&buffer[..n])?;
                }
            }
        }
        let sha: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{sha}.{ending}");
        let path = path_of(dir, &name);
        if !path.exists() {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            part.as_file().sync_all()?;
            part.persist(path)?;
        }
        Ok(name)
    }

    /// Where a kept file lies and what it is; `None` for a name the site never gives out or a file that is gone.
    pub fn media_path(&self, name: &str) -> Option<(PathBuf, &'static str)> {
        let (sha, ending) = name.split_once('.')?;
        let hex = sha.len() == 64 && sha.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let (_, mime) = KINDS.iter().find(|(known, _)| hex && *known == ending)?;
        let path = path_of(self.media_dir(), name);
        path.is_file().then_some((path, mime))
    }
}

fn path_of(dir: &Path, name: &str) -> PathBuf {
    dir.join(&name[..2]).join(name)
}

fn kind(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let found = infer::get(head)?;
    KINDS.iter().copied().find(|(ending, mime)| *mime == found.mime_type() || *ending == found.extension())
}
