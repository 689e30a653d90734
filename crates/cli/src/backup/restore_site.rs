//! Restores a backup where there is no site: verified first, then all of it or nothing.

use super::failure::{fail_at, fail_database, fail_table};
use super::interrupt::Interrupt;
use super::manifest::{Manifest, table_file};
use super::media_files::{copy_synced, media_place};
use super::start_progress;
use super::unfinished_folder::create_folder;
use super::verify_backup::{ListedFile, verify_files};
use crate::{Failure, Outcome};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use store::DatabaseUrl;
use store::backup::{BackupError, Table, TableReader, ensure_empty, ensure_known_schema, restore_tables};

/// How the name of the folder begins in which media files wait.
const PREFIX: &str = ".restore-unfinished-";

/// What is to be restored, and where to.
pub struct RestoreJob {
    pub url: DatabaseUrl,
    /// The data folder of the new site.
    pub data: PathBuf,
    pub source: PathBuf,
    pub interrupt: Interrupt,
}

impl RestoreJob {
    /// Reads all of the backup.
    pub fn verify_source(&self) -> Result<Manifest, Failure> {
        let manifest = Manifest::read_from(&self.source)?;
        verify_files(&self.source, &manifest, &self.interrupt)?;
        Ok(manifest)
    }

    /// Restores it.
    pub fn restore_site(&self) -> Result<Manifest, Failure> {
        let manifest = Manifest::read_from(&self.source)?;
        ensure_known_schema(&manifest.schema()).map_err(fail_database)?;
        self.ensure_vacant()?;
        let listed = verify_files(&self.source, &manifest, &self.interrupt)?;
        crate::data::make_writable(&self.data)?;
        let staging = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&self.data);
        let staging = staging.map_err(|error| fail_at(&self.data, &error))?;
        let staged = staging.path().join("media");
        self.copy_media(&listed, &staged)?;
        let mut feed =
            TableFeed { job: self, manifest: &manifest, staged, moved: false, path: PathBuf::new() };
        if let Err(error) = restore_tables(&self.url, &manifest.schema(), &mut feed) {
            // Back, so that they go with the staging folder.
            if feed.moved {
                let _ = std::fs::rename(self.media(), &feed.staged);
            }
            return Err(fail_table(&feed.path, error));
        }
        Ok(manifest)
    }

    fn media(&self) -> PathBuf {
        self.data.join("media")
    }

    fn ensure_vacant(&self) -> Outcome {
        ensure_empty(&self.url).map_err(fail_database)?;
        let media = self.media();
        match std::fs::read_dir(&media).map(|mut entries| entries.next().is_none()) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(fail_at(&media, &error)),
            Ok(true) => {}
            Ok(false) => {
                return Err(Failure::Usage(format!(
                    "{} holds files already; a backup is restored where there is no site",
                    media.display()
                )));
            }
        }
        let entries = std::fs::read_dir(&self.data).into_iter().flatten().flatten();
        let is_left =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        match entries.map(|entry| entry.path()).find(is_left) {
            None => Ok(()),
            Some(left) => Err(Failure::Usage(format!(
                "{} is a restore that is under way or was broken off; remove it if it was, then run this again",
                left.display()
            ))),
        }
    }

    /// Copies and not second names: the new files belong to whoever restores, and the backup stays as it is.
    fn copy_media(&self, listed: &[ListedFile], staged: &Path) -> Outcome {
        create_folder(staged).map_err(|error| fail_at(staged, &error))?;
        let mut progress = start_progress("media files");
        for file in listed {
            let place = media_place(&file.name);
            let (from, to) = (self.source.join("media").join(&place), staged.join(&place));
            let copied = File::open(&from)
                .and_then(|from| to.parent().map_or(Ok(()), create_folder).map(|()| from))
                .and_then(|from| copy_synced(from, &to, &self.interrupt))
                .map_err(|error| fail_at(&to, &error))?;
            if copied.sha256 != file.sha256 {
                return Err(Failure::Failed(anyhow::anyhow!("{} changed while it was read", from.display())));
            }
            progress.add(1);
        }
        Ok(())
    }
}

/// Hands the tables of a backup to the database.
struct TableFeed<'j> {
    job: &'j RestoreJob,
    manifest: &'j Manifest,
    /// Where the media files wait.
    staged: PathBuf,
    /// Whether they have their place.
    moved: bool,
    /// The file that is read, for messages.
    path: PathBuf,
}

impl TableReader for TableFeed<'_> {
    fn open_table(&mut self, table: &Table) -> Result<Box<dyn Read>, BackupError> {
        self.job.interrupt.ensure_wanted()?;
        self.path = table_file(&self.job.source, &table.name);
        let input = BufReader::with_capacity(256 << 10, File::open(&self.path)?);
        Ok(Box::new(InterruptedRead(input, self.job.interrupt.clone())))
    }

    fn end_table(&mut self, table: &Table, rows: u64) -> Result<(), BackupError> {
        match self.manifest.tables.iter().find(|entry| entry.name == table.name) {
            Some(entry) if entry.rows == rows => Ok(()),
            Some(entry) => Err(BackupError::Content(format!(
                "{rows} rows were restored and the backup names {}; nothing was kept",
                entry.rows
            ))),
            None => {
                Err(BackupError::Content("the manifest does not name this table; nothing was kept".into()))
            }
        }
    }

    fn before_keep(&mut self) -> Result<(), BackupError> {
        self.job.interrupt.ensure_wanted()?;
        self.path = self.job.media();
        // Onto an empty folder too.
        std::fs::rename(&self.staged, &self.path)?;
        self.moved = true;
        Ok(())
    }
}

/// Ends when the work is interrupted.
struct InterruptedRead<R>(R, Interrupt);

impl<R: Read> Read for InterruptedRead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1.ensure_wanted()?;
        self.0.read(buffer)
    }
}
