//! A folder that gets its name when it is whole, and goes when it does not become so.

use super::failure::fail_at;
use crate::Failure;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How the names of unfinished backups begin.
const PREFIX: &str = ".tagstead-backup-unfinished-";

/// A folder beside the one it will become.
pub struct UnfinishedFolder {
    folder: TempDir,
    target: PathBuf,
}

impl UnfinishedFolder {
    /// Makes it, for its owner alone: it will hold secrets.
    ///
    /// # Errors
    /// [`Failure::Usage`] where the target is there already or its parent cannot be written.
    pub fn make_beside(target: &Path) -> Result<Self, Failure> {
        ensure_vacant(target)?;
        let parent = parent_of(target);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent).map_err(|error| {
            Failure::Usage(format!("nothing can be written in {}: {error}", parent.display()))
        })?;
        Ok(Self { folder, target: target.to_owned() })
    }

    /// Where it is now.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Other unfinished folders at the same place.
    pub fn others(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(parent_of(&self.target)).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path()).filter(|path| *path != self.path());
        let is_unfinished =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        paths.filter(is_unfinished).collect()
    }

    /// Gives it its name.
    pub fn keep_folder(self) -> Result<(), Failure> {
        // Names of files are on disk before the name of the folder, so that a power cut leaves no backup without files.
        sync_folders(self.path()).map_err(|error| fail_at(self.path(), &error))?;
        ensure_vacant(&self.target)?;
        // Onto an empty folder of that name too.
        std::fs::rename(self.path(), &self.target).map_err(|error| fail_at(&self.target, &error))?;
        let parent = parent_of(&self.target);
        File::open(parent).and_then(|folder| folder.sync_all()).map_err(|error| fail_at(parent, &error))
    }
}

fn parent_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Fails where there is more than an empty folder.
fn ensure_vacant(target: &Path) -> Result<(), Failure> {
    let vacant = match std::fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => target.file_name().is_some(),
        Err(error) => return Err(Failure::Usage(format!("{}: {error}", target.display()))),
    };
    if vacant {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{} is there already and is not empty; name a folder that is not there, such as one with today's date",
        target.display()
    )))
}

fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

/// Makes a new file that only its owner may read.
pub fn create_file(path: &Path) -> io::Result<BufWriter<File>> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    Ok(BufWriter::with_capacity(256 << 10, file))
}

/// Makes a folder that only its owner may enter, and those above it.
pub fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
