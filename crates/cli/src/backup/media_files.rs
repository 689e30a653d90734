//! The media files of a site. Nothing else of backups knows that they lie in a folder.

use super::checksums::{FileSum, copy_hashing, hash_file};
use super::interrupt::Interrupt;
use super::unfinished_folder::{create_file, create_folder};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Where the media files of a site are.
pub struct MediaFiles {
    folder: PathBuf,
    /// The names of the part that was listed last.
    listed: Option<(String, Vec<String>)>,
}

impl MediaFiles {
    /// Those of the site with this data folder.
    pub fn of_site(data: &Path) -> Self {
        Self { folder: data.join("media"), listed: None }
    }

    /// The names of the files of a hash: what was kept under it and its smaller sizes. Ask in the order of hashes.
    pub fn list_names(&mut self, hash: &str) -> io::Result<Vec<String>> {
        let part = hash.get(..2).unwrap_or_default();
        let names = match &self.listed {
            Some((listed, names)) if listed == part => names,
            // One listing serves all hashes with the same beginning.
            _ => &self.listed.insert((part.to_owned(), list_folder(&self.folder.join(part))?)).1,
        };
        // A dot begins the ending of the original, an underscore the label of a smaller size.
        let of_hash =
            |name: &&String| name.strip_prefix(hash).is_some_and(|rest| rest.starts_with(['.', '_']));
        Ok(names.iter().filter(of_hash).cloned().collect())
    }

    /// Puts a file at `to` as well, and gives its checksum; `None` where it is gone.
    pub fn copy_file(&self, name: &str, to: &Path, interrupt: &Interrupt) -> io::Result<Option<FileSum>> {
        let from = self.folder.join(media_place(name));
        if let Some(folder) = to.parent() {
            create_folder(folder)?;
        }
        // Files never change once they are written, so a second name is as good as a copy where the disk is the same. It is
        // read afterwards: a file that is deleted meanwhile is still there under it.
        if std::fs::hard_link(&from, to).is_ok() {
            return hash_file(to, interrupt).map(Some);
        }
        // Another disk, a file system without links, a file of another owner: what it is does not matter to a copy.
        match File::open(&from) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            opened => copy_synced(opened?, to, interrupt).map(Some),
        }
    }
}

/// Copies a file, which is on disk when this is done.
pub fn copy_synced(from: File, to: &Path, interrupt: &Interrupt) -> io::Result<FileSum> {
    let mut out = create_file(to)?;
    let sum = copy_hashing(from, &mut out, interrupt)?;
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(sum)
}

/// The place of a file below a folder of media.
pub fn media_place(name: &str) -> PathBuf {
    Path::new(name.get(..2).unwrap_or_default()).join(name)
}

fn list_folder(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        // Names that are no text are not ours.
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}
