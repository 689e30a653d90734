//! `tagstead backup` and `tagstead restore`: a site in a folder of files with checksums, and back.

mod checksums;
mod failure;
mod interrupt;
mod manifest;
mod media_copies;
mod media_files;
mod restore_site;
mod unfinished_folder;
mod verify_backup;
mod write_backup;

use crate::check::check_opened;
use crate::data::{DataArguments, make_clock};
use crate::progress::Progress;
use crate::{Failure, Outcome};
use interrupt::Interrupt;
use manifest::Manifest;
use restore_site::RestoreJob;
use std::path::{Path, PathBuf};
use write_backup::BackupJob;

#[derive(clap::Args)]
pub struct BackupArguments {
    /// Folder to write, which is not there yet or is empty. It gets its name when the backup is whole.
    #[arg(value_name = "DIR")]
    target: PathBuf,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(clap::Args)]
pub struct RestoreArguments {
    /// Folder that `tagstead backup` wrote.
    #[arg(value_name = "DIR")]
    source: PathBuf,
    /// Verify the backup and restore nothing.
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run_backup(arguments: BackupArguments) -> Outcome {
    let url = arguments.data.existing_url()?;
    let job = BackupJob {
        url,
        data: arguments.data.data,
        target: arguments.target,
        clock: make_clock(None)?,
        interrupt: Interrupt::on_signals()?,
    };
    let target = job.target.clone();
    // On a thread of its own: files and database are read in turn, each of which blocks.
    let manifest = tokio::task::spawn_blocking(move || write_backup::write_backup(&job)).await??;
    print_manifest(&manifest, "backup of", &target);
    complain_of_files(&manifest)
}

pub async fn run_restore(arguments: RestoreArguments) -> Outcome {
    let interrupt = Interrupt::on_signals()?;
    let RestoreArguments { source, verify, data } = arguments;
    let url = data.url()?;
    let job = RestoreJob { url, data: data.data.clone(), source: source.clone(), interrupt };
    let work = move || if verify { job.verify_source() } else { job.restore_site() };
    let manifest = tokio::task::spawn_blocking(work).await??;
    if verify {
        print_manifest(&manifest, "verified the backup of", &source);
        return Ok(());
    }
    print_manifest(&manifest, "restored the backup of", &source);
    // Opening brings the schema to this program's, as a start of the server would.
    let site = data.open_existing(make_clock(None)?)?;
    check_opened(&site, false).await
}

#[expect(clippy::print_stdout, reason = "the summary is the command's result")]
fn print_manifest(manifest: &Manifest, what: &str, folder: &Path) {
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "{what} {} in {}: {} tables with {rows} rows, {} media files, schema version {}",
        manifest.moment,
        folder.display(),
        manifest.tables.len(),
        manifest.media.files,
        manifest.schema_version
    );
}

/// Names files that could not be taken as the database describes them. The backup is whole but for these.
#[expect(clippy::print_stdout, reason = "the findings are the command's result")]
fn complain_of_files(manifest: &Manifest) -> Outcome {
    for name in &manifest.deleted_files {
        println!("deleted while the backup was made: {name}");
    }
    for name in &manifest.missing_files {
        println!("missing on the site: {name}");
    }
    for name in &manifest.damaged_files {
        println!("damaged on the site, its content is not that of its name: {name}");
    }
    match manifest.missing_files.len() + manifest.damaged_files.len() {
        0 => Ok(()),
        count => Err(Failure::Failed(anyhow::anyhow!(
            "the backup was made, but {count} media files of the site are missing or damaged"
        ))),
    }
}

/// Progress over files or rows.
fn start_progress(what: &'static str) -> Progress {
    Progress::new(what, None)
}
