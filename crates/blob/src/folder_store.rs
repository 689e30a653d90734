//! A folder of this machine: two digits of the hash, then the name.

use crate::blob_name::BlobName;
use crate::blob_store::{BlobEntry, BlobPage, BlobReader, BlobStat, BlobStore};
use crate::error::{Error, Result};
use crate::temporary_file::TemporaryFile;
use model::Time;
use std::collections::BTreeSet;
use std::fs::{DirEntry, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Blobs in a folder, which is made when the first one comes.
#[derive(Debug, Clone)]
pub struct FolderStore {
    root: PathBuf,
}

impl FolderStore {
    /// The folder at `root`.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn path_of(&self, name: &BlobName) -> PathBuf {
        self.root.join(name.path())
    }

    /// The folders of two digits that may hold what is asked for, in order.
    fn digit_folders(&self, prefix: &str, after: &str) -> Result<Vec<String>> {
        let wanted = |digits: &String| {
            digits.len() == 2
                && digits.bytes().all(|b| b.is_ascii_hexdigit())
                && (prefix.starts_with(digits.as_str()) || prefix.is_empty())
                // A folder that was left in the middle is read again.
                && after.get(..2).is_none_or(|last| last <= digits.as_str())
        };
        Ok(sorted_names(&self.root)?.into_iter().filter(wanted).collect())
    }
}

impl BlobStore for FolderStore {
    fn put(&self, files: Vec<(BlobName, TemporaryFile)>) -> Result<()> {
        let mut folders = BTreeSet::new();
        for (name, file) in files {
            let path = self.path_of(&name);
            file.place_file(&path)?;
            // The folder of two digits may be new: then its own name must be synced in the parent.
            folders.extend(path.ancestors().skip(1).take(2).map(Path::to_owned));
        }
        // The names must outlive a power cut too; once for all files of a picture.
        Ok(folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())?)
    }

    fn open(&self, name: &BlobName, range: Range<u64>) -> Result<BlobReader> {
        let mut file = File::open(self.path_of(name)).map_err(|error| tell_missing(error, name))?;
        file.seek(SeekFrom::Start(range.start))?;
        Ok(Box::new(file.take(range.end.saturating_sub(range.start))))
    }

    fn stat(&self, name: &BlobName) -> Result<Option<BlobStat>> {
        match std::fs::metadata(self.path_of(name)) {
            Ok(found) => Ok(found.is_file().then_some(BlobStat { length: found.len() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn delete(&self, name: &BlobName) -> Result<()> {
        match std::fs::remove_file(self.path_of(name)) {
            // One that is gone already is no error: a deletion may be repeated.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Result<BlobPage> {
        let after = after.unwrap_or_default();
        let mut page = BlobPage::default();
        for digits in self.digit_folders(prefix, after)? {
            let folder = self.root.join(&digits);
            for file in sorted_names(&folder)? {
                let place = format!("{digits}/{file}");
                if place.as_str() <= after || !file.starts_with(prefix) {
                    continue;
                }
                let Some(name) = BlobName::from_path(&place) else { continue };
                if page.entries.len() >= limit {
                    page.next = page.entries.last().map(|entry| entry.name.path());
                    return Ok(page);
                }
                // It may be deleted while the list is made.
                page.entries.extend(read_entry(&folder.join(file), name)?);
            }
        }
        Ok(page)
    }

    fn probe(&self) -> Result<()> {
        match std::fs::metadata(&self.root) {
            Ok(found) if !found.is_dir() => {
                Err(Error::Settings(format!("{} is a file and no folder for media", self.root.display())))
            }
            Ok(_) => Ok(()),
            // It is made when the first file comes.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn is_local(&self) -> bool {
        true
    }

    fn describe_location(&self) -> String {
        "folder".to_owned()
    }
}

fn tell_missing(error: io::Error, name: &BlobName) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(name.to_string()),
        _ => error.into(),
    }
}

/// The names in a folder, in order; none where there is no such folder.
fn sorted_names(folder: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries?,
    };
    // A name that is not in UTF-8 is none of ours.
    let name = |entry: io::Result<DirEntry>| entry.map(|entry| entry.file_name().into_string().ok());
    let mut names =
        entries.map(name).collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect::<Vec<_>>();
    names.sort_unstable();
    Ok(names)
}

fn read_entry(path: &Path, name: BlobName) -> Result<Option<BlobEntry>> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => {
            let modified = time_of(found.modified()?);
            Ok(Some(BlobEntry { name, length: found.len(), modified }))
        }
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn time_of(time: SystemTime) -> Time {
    let millis = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Time(i64::try_from(millis).unwrap_or(i64::MAX))
}
