//! `tagstead import`: posts from files of other systems.

use crate::data::{DataArguments, clock, readable};
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::{Failure, Outcome};
use intake::{Incoming, Record};
use model::{Time, clock::SystemClock};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use tumblelog::Site;
use tumblelog::import::BATCH;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    source: Source,
}

#[derive(clap::Subcommand)]
enum Source {
    /// A saved tag page as plain text.
    TagPage {
        file: PathBuf,
        /// When the page was saved, such as 2024-11-20: the ages on it are counted back from here.
        #[arg(long, value_name = "DATE")]
        captured_at: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// JSON of the Tumblr API: whole answers, arrays of posts, or one post a line.
    TumblrJson {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: DataArguments,
    },
    /// A folder made by tumblr-backup with -j.
    TumblrBackup {
        dir: PathBuf,
        #[command(flatten)]
        data: DataArguments,
    },
}

pub async fn run(arguments: Arguments) -> Outcome {
    match arguments.source {
        Source::TagPage { file, captured_at, data } => {
            let text = text_of(&file)?;
            let (at, precision) = Time::parse(&captured_at).map_err(|e| Failure::Usage(e.to_string()))?;
            let page =
                intake::tag_page::read(&text, at, precision).map_err(|e| Failure::Usage(e.to_string()))?;
            import(&data.open(clock(None)?)?, page.records.into_iter()).await
        }
        Source::TumblrJson { files, data } => {
            for file in &files {
                readable(file)?;
            }
            let site = data.open(clock(None)?)?;
            let records = files.iter().flat_map(|file| records_of(file));
            import(&site, records).await
        }
        Source::TumblrBackup { dir, data } => {
            let records = intake::backup::read(&dir).map_err(|e| Failure::Usage(e.to_string()))?;
            import(&data.open(std::sync::Arc::new(SystemClock))?, records).await
        }
    }
}

fn text_of(file: &Path) -> Result<String, Failure> {
    let bytes =
        std::fs::read(file).map_err(|e| Failure::Usage(format!("{} cannot be read: {e}", file.display())))?;
    String::from_utf8(bytes).map_err(|e| {
        Failure::Usage(format!(
            "{} is not UTF-8 text (byte {}); save it as UTF-8",
            file.display(),
            e.utf8_error().valid_up_to()
        ))
    })
}

fn records_of(file: &Path) -> Box<dyn Iterator<Item = Record>> {
    let name = file.display().to_string();
    match std::fs::File::open(file) {
        Ok(open) => Box::new(intake::tumblr::read(BufReader::new(open), &name)),
        Err(e) => Box::new(std::iter::once(Record::Fault(intake::Fault {
            at: name,
            message: format!("cannot be read: {e}"),
        }))),
    }
}

/// What an import came to.
#[derive(Default)]
struct Tally {
    added: usize,
    known: usize,
    faults: usize,
}

/// Keeps records batch by batch; each batch is one transaction, so a run that is broken off goes on where it was.
#[expect(clippy::print_stdout, reason = "the summary is the command's result")]
async fn import(site: &Site, records: impl Iterator<Item = Record>) -> Outcome {
    site.expect_import().await?;
    let mut progress = Progress::new("posts", None);
    let mut tally = Tally::default();
    let mut pipeline = Pipeline::new(site);
    let mut batch: Vec<Incoming> = Vec::new();
    let mut weight = 0;
    for record in records {
        match record {
            Record::Post(post) => {
                weight += 1 + post.media.len() * 100;
                batch.push(*post);
            }
            Record::Fault(fault) => {
                tally.faults += 1;
                progress.say(&format!("{}: {}", fault.at, fault.message));
            }
        }
        if weight >= BATCH {
            let done = pipeline.push(std::mem::take(&mut batch)).await?;
            tally.take(done, &mut progress);
            weight = 0;
        }
    }
    let done = pipeline.push(batch).await?;
    tally.take(done, &mut progress);
    while let Some(done) = pipeline.next().await? {
        tally.take(Some(done), &mut progress);
    }
    site.fold().await?;
    drop(progress);
    let mut compared = Progress::new("posts compared", None);
    site.find_all_copies(|count| compared.add(count)).await?;
    drop(compared);
    println!(
        "{} posts added, {} were there already, {} records skipped",
        tally.added, tally.known, tally.faults
    );
    Ok(())
}

impl Tally {
    fn take(&mut self, outcome: Option<tumblelog::import::Outcome>, progress: &mut Progress) {
        let Some(outcome) = outcome else { return };
        // A file that is skipped leaves its post, which counts as added.
        for (at, why) in outcome.refused.iter().chain(&outcome.faults) {
            progress.say(&format!("{at}: {why}"));
        }
        self.added += outcome.added;
        self.known += outcome.known;
        self.faults += outcome.refused.len() + outcome.faults.len();
        progress.add((outcome.added + outcome.known + outcome.refused.len()) as u64);
    }
}
