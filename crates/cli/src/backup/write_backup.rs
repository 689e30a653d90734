//! Writes a backup: tables out of one snapshot, then the media files that it names, then the manifest.

use super::checksums::HashingWriter;
use super::failure::{fail_at, fail_database, fail_table};
use super::interrupt::Interrupt;
use super::manifest::{MANIFEST, Manifest, TABLES, TableEntry, table_file};
use super::media_copies::copy_media;
use super::media_files::MediaFiles;
use super::start_progress;
use super::unfinished_folder::{UnfinishedFolder, create_file, create_folder};
use crate::{Failure, Outcome};
use model::Clock;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::DatabaseUrl;
use store::backup::{BackupSnapshot, Table};

/// What is to be backed up, and where to.
pub struct BackupJob {
    pub url: DatabaseUrl,
    /// The data folder of the site.
    pub data: PathBuf,
    pub target: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub interrupt: Interrupt,
}

/// Writes the backup; the target is there when it is whole, and not at all otherwise.
pub fn write_backup(job: &BackupJob) -> Result<Manifest, Failure> {
    let folder = UnfinishedFolder::make_beside(&job.target)?;
    // Before the snapshot: what was acknowledged until now is committed, and so in it.
    let moment = job.clock.now().rfc3339();
    let mut snapshot = BackupSnapshot::open(&job.url).map_err(fail_database)?;
    let mut manifest = Manifest::new(moment, snapshot.database_kind(), snapshot.schema());
    write_tables(&mut snapshot, folder.path(), &mut manifest, &job.interrupt)?;
    let hashes = snapshot.named_files().map_err(fail_database)?;
    let referenced = snapshot.referenced_files().map_err(fail_database)?;
    // It ends before the files are copied, which may take long: SQLite's log would grow meanwhile.
    drop(snapshot);
    let mut files = MediaFiles::of_site(&job.data);
    let absent = copy_media(&hashes, &mut files, folder.path(), &mut manifest, &job.interrupt)?;
    let absent = absent.intersection(&referenced).cloned().collect();
    sort_absent(job, absent, &mut manifest)?;
    write_manifest(folder.path(), &manifest)?;
    for other in folder.others() {
        start_progress("").say(&format!(
            "{} is another backup that is being made, or was broken off; remove it if it was",
            other.display()
        ));
    }
    folder.keep_folder()?;
    Ok(manifest)
}

fn write_tables(
    snapshot: &mut BackupSnapshot,
    folder: &Path,
    manifest: &mut Manifest,
    interrupt: &Interrupt,
) -> Outcome {
    let tables = folder.join(TABLES);
    create_folder(&tables).map_err(|error| fail_at(&tables, &error))?;
    let mut progress = start_progress("rows");
    for table in snapshot.tables() {
        let entry = write_table(snapshot, &table, folder, interrupt)?;
        progress.add(entry.rows);
        manifest.tables.push(entry);
    }
    Ok(())
}

fn write_table(
    snapshot: &mut BackupSnapshot,
    table: &Table,
    folder: &Path,
    interrupt: &Interrupt,
) -> Result<TableEntry, Failure> {
    let path = table_file(folder, &table.name);
    let file = create_file(&path).map_err(|error| fail_at(&path, &error))?;
    // The buffer lies before the hash: rows are short.
    let file = file.into_inner().map_err(|error| fail_at(&path, error.error()))?;
    let hashing = HashingWriter::new(file, interrupt.clone());
    let mut out = std::io::BufWriter::with_capacity(256 << 10, hashing);
    let rows = snapshot.write_table(table, &mut out).map_err(|error| fail_table(&path, error))?;
    let hashing = out.into_inner().map_err(|error| fail_at(&path, error.error()))?;
    let (file, sum) = hashing.finish();
    file.sync_all().map_err(|error| fail_at(&path, &error))?;
    Ok(TableEntry {
        name: table.name.clone(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        rows,
        bytes: sum.bytes,
        sha256: sum.sha256,
    })
}

/// Tells files that were deleted since the snapshot from those that the site lost.
fn sort_absent(job: &BackupJob, absent: BTreeSet<String>, manifest: &mut Manifest) -> Outcome {
    if absent.is_empty() {
        return Ok(());
    }
    let now =
        BackupSnapshot::open(&job.url).and_then(|mut now| now.referenced_files()).map_err(fail_database)?;
    for hash in absent {
        let list =
            if now.contains(&hash) { &mut manifest.missing_files } else { &mut manifest.deleted_files };
        list.push(hash);
    }
    Ok(())
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Outcome {
    let path = folder.join(MANIFEST);
    let bytes = manifest.to_bytes()?;
    let write = || {
        let mut file = create_file(&path)?;
        file.write_all(&bytes)?;
        file.into_inner().map_err(|error| error.into_error())?.sync_all()
    };
    write().map_err(|error| fail_at(&path, &error))
}
