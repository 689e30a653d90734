//! `tagstead media copy`: copies media files to another place, so that a site can move there.

use crate::data::{DataArguments, make_clock};
use crate::progress::Progress;
use crate::{Failure, Outcome};
use blob::{BlobEntry, BlobStore, Copied, Error, copy_blob};
use clap::Subcommand;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Files that are listed at a time.
const PAGE: usize = 500;
/// Files that are copied at the same time: most are small, and a network answers slowly.
const AT_ONCE: usize = 8;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Copy all media files to another place. Files that are there already are passed over, so that it can be run again;
    /// what is read is held against the SHA-256 in its name, and what is written is read back. Nothing is deleted.
    Copy {
        /// Where to: folder, or s3://BUCKET/PREFIX. How a store is reached is told by the options that begin with --media-.
        #[arg(long, value_name = "PLACE")]
        to: String,
        #[command(flatten)]
        data: DataArguments,
    },
}

/// What became of the files.
#[derive(Default)]
struct Tally {
    written: u64,
    present: u64,
    damaged: Vec<String>,
    failure: Option<Error>,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the counts are the command's result")]
pub async fn run_media(arguments: Arguments) -> Outcome {
    let Action::Copy { to, data } = arguments.action;
    let site = data.open_existing(make_clock(None)?)?;
    let (from, to) = (Arc::clone(site.media_store()), data.media.open_place(&to, &data.data)?);
    if from.describe_location() == to.describe_location() {
        return Err(Failure::Usage(format!("--to: media are in {} already", to.describe_location())));
    }
    let parts = data.data.join("media/part");
    let tally = tokio::task::spawn_blocking(move || copy_all(&*from, &*to, &parts)).await??;
    for damaged in &tally.damaged {
        eprintln!("{damaged}");
    }
    println!("{} copied, {} there already, {} damaged", tally.written, tally.present, tally.damaged.len());
    match (tally.failure, tally.damaged.len()) {
        (Some(error), _) => Err(Failure::Failed(anyhow::anyhow!("{error}; run it again to go on"))),
        (None, 0) => Ok(()),
        (None, _) => Err(Failure::Failed(anyhow::anyhow!("some files are damaged and were not copied"))),
    }
}

fn copy_all(from: &dyn BlobStore, to: &dyn BlobStore, parts: &Path) -> Result<Tally, Failure> {
    for store in [from, to] {
        store.probe().map_err(|error| Failure::Usage(error.to_string()))?;
    }
    let mut progress = Progress::new("files", None);
    let (tally, mut after) = (Mutex::new(Tally::default()), None);
    loop {
        let page = from.list("", after.as_deref(), PAGE)?;
        copy_page(from, to, &page.entries, parts, &tally);
        progress.add(page.entries.len() as u64);
        let failed = tally.lock().is_ok_and(|tally| tally.failure.is_some());
        match page.next {
            Some(next) if !failed => after = Some(next),
            _ => break,
        }
    }
    tally.into_inner().map_err(|_| Failure::Failed(anyhow::anyhow!("a thread that copied files broke off")))
}

/// Copies the files of a page, several at the same time, until one of the stores fails.
fn copy_page(
    from: &dyn BlobStore,
    to: &dyn BlobStore,
    blobs: &[BlobEntry],
    parts: &Path,
    tally: &Mutex<Tally>,
) {
    std::thread::scope(|scope| {
        for worker in 0..AT_ONCE {
            scope.spawn(move || {
                for blob in blobs.iter().skip(worker).step_by(AT_ONCE) {
                    let copied = copy_blob(from, to, blob, parts);
                    let Ok(mut tally) = tally.lock() else { return };
                    match copied {
                        Ok(Copied::Written) => tally.written += 1,
                        Ok(Copied::Present) => tally.present += 1,
                        Ok(Copied::Gone) => {}
                        Err(Error::Damaged(why)) => tally.damaged.push(why),
                        Err(error) => tally.failure = Some(error),
                    }
                    if tally.failure.is_some() {
                        return;
                    }
                }
            });
        }
    });
}
