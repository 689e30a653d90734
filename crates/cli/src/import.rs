//! `tagstead import`: posts from files of other systems.

use crate::data::{DataArguments, ensure_readable, make_clock};
use crate::media_store::prepare_media;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::{Failure, Outcome};
use intake::{Incoming, Record, RecordFault};
use model::{Clock, Loss, SourceKind, Time, clock::SystemClock};
use std::cell::RefCell;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tumblelog::import::BATCH;
use tumblelog::{NewRun, Site};

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
        name: Name,
        #[command(flatten)]
        data: DataArguments,
    },
    /// JSON of the Tumblr API: whole answers, arrays of posts, or one post a line.
    TumblrJson {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        name: Name,
        #[command(flatten)]
        data: DataArguments,
    },
    /// The imports that were run, newest first, each with the first of what it could not read.
    Log {
        /// How many.
        #[arg(long, default_value_t = 20, value_name = "N")]
        runs: usize,
        #[command(flatten)]
        data: DataArguments,
    },
    /// A folder made by tumblr-backup with -j.
    TumblrBackup {
        dir: PathBuf,
        #[command(flatten)]
        name: Name,
        #[command(flatten)]
        data: DataArguments,
    },
}

#[derive(clap::Args)]
struct Name {
    /// What readers are told the posts came from; the names of the files where not given.
    #[arg(long = "source", value_name = "NAME")]
    given: Option<String>,
}

/// Names of files that are told; more are counted.
const NAMED: usize = 3;
/// Bad records after which a batch is given, however few posts it has.
const UNREAD: usize = 1_000;

impl Name {
    /// Without the folders, which say how this machine is set up.
    fn name_of_paths(self, paths: &[PathBuf]) -> String {
        if let Some(name) = self.given {
            return name;
        }
        let names = paths.iter().filter_map(|path| path.file_name());
        let names: Vec<String> = names.map(|name| printable_name(&name.to_string_lossy())).collect();
        match names.len() {
            0 => ".".to_owned(),
            1..=NAMED => names.join(", "),
            all => format!("{} and {} more", names[..NAMED].join(", "), all - NAMED),
        }
    }
}

fn printable_name(name: &str) -> String {
    // A file may be named with control characters, and its name is shown to readers.
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

pub async fn run_import(arguments: Arguments) -> Outcome {
    match arguments.source {
        Source::TagPage { file, captured_at, name, data } => {
            let text = text_of(&file)?;
            let (at, precision) = Time::parse(&captured_at).map_err(|e| Failure::Usage(e.to_string()))?;
            let page =
                intake::tag_page::read(&text, at, precision).map_err(|e| Failure::Usage(e.to_string()))?;
            let captured = Some((at, precision));
            let run = NewRun { kind: SourceKind::TagPage, label: name.name_of_paths(&[file]), captured };
            let read = FilesRead::default();
            let records = read.watch_records(&run.label, page.records.into_iter());
            import_records(&open_with_media(&data, make_clock(None)?).await?, run, records).await?;
            read.check_all()
        }
        Source::Log { runs, data } => print_runs(&data.open_existing(make_clock(None)?)?, runs).await,
        Source::TumblrJson { files, name, data } => {
            // All files are tried before the first is read: a mistyped name should not stop a run
            // halfway.
            for file in &files {
                ensure_readable(file)?;
            }
            let site = open_with_media(&data, make_clock(None)?).await?;
            let run =
                NewRun { kind: SourceKind::TumblrJson, label: name.name_of_paths(&files), captured: None };
            let read = FilesRead::default();
            let records = files
                .iter()
                .flat_map(|file| read.watch_records(&file.display().to_string(), records_of(file)));
            import_records(&site, run, records).await?;
            read.check_all()
        }
        Source::TumblrBackup { dir, name, data } => {
            let records = intake::backup::read(&dir).map_err(|e| Failure::Usage(e.to_string()))?;
            let read = FilesRead::default();
            let records = read.watch_records(&dir.display().to_string(), records);
            let run =
                NewRun { kind: SourceKind::TumblrBackup, label: name.name_of_paths(&[dir]), captured: None };
            import_records(&open_with_media(&data, Arc::new(SystemClock)).await?, run, records).await?;
            read.check_all()
        }
    }
}

/// Opens a site whose store of media is there and is that of the server.
async fn open_with_media(data: &DataArguments, clock: Arc<dyn Clock>) -> Result<Site, Failure> {
    let site = data.open(clock)?;
    prepare_media(&site, false).await?;
    Ok(site)
}

/// Words of a file may hold what a terminal takes for orders.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[expect(clippy::print_stdout, reason = "the list is the command's result")]
async fn print_runs(site: &Site, runs: usize) -> Outcome {
    for read in site.list_import_runs(runs).await? {
        let run = read.run;
        let end = run.ended.map_or(format!("not finished, last heard of {}", run.heard.rfc3339()), |at| {
            format!("ended {}", at.rfc3339())
        });
        println!("{} {} “{}” begun {}, {end}", run.id, run.kind, run.label, run.begun.rfc3339());
        let totals = Tally {
            added: run.added,
            known: run.known,
            lost: [run.faults, run.lost_parts, run.missing_files],
        };
        println!("  {totals}");
        for (at, why) in site.import_faults(run.id).await? {
            println!("  {}: {}", on_one_line(&at), on_one_line(&why));
        }
    }
    Ok(())
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
        Err(e) => {
            let fault = RecordFault::record(name, format!("cannot be read: {e}"));
            Box::new(std::iter::once(Record::Fault(fault)))
        }
    }
}

/// Which inputs had records and gave no post: the command fails then, after it has kept what the others gave.
#[derive(Default, Clone)]
struct FilesRead(Rc<RefCell<Vec<String>>>);

impl FilesRead {
    /// The records of an input, watched.
    fn watch_records<I: Iterator<Item = Record>>(
        &self,
        name: &str,
        records: I,
    ) -> impl Iterator<Item = Record> + use<I> {
        let (mut records, name, nothing) = (records, name.to_owned(), self.0.clone());
        let (mut posts, mut faults) = (0_u64, 0_u64);
        std::iter::from_fn(move || {
            let next = records.next();
            match &next {
                Some(Record::Post(_)) => posts += 1,
                Some(Record::Fault(_)) => faults += 1,
                None if posts == 0 && faults > 0 => nothing.borrow_mut().push(name.clone()),
                None => {}
            }
            next
        })
    }

    fn check_all(&self) -> Outcome {
        let nothing = self.0.borrow();
        if nothing.is_empty() {
            return Ok(());
        }
        Err(Failure::Failed(anyhow::anyhow!("no post could be read from {}", nothing.join(", "))))
    }
}

/// What an import came to.
#[derive(Default)]
struct Tally {
    added: u64,
    known: u64,
    /// Records that were not kept, parts of posts that were lost, and files that are missing.
    lost: [u64; 3],
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [records, parts, files] = self.lost;
        write!(
            f,
            "{} posts added, {} were there already, {records} records skipped, {parts} parts of posts lost, {files} files missing",
            self.added, self.known
        )
    }
}

/// Keeps records batch by batch; each batch is one transaction, so a run that is broken off goes on where it was. What
/// became of it is written down with every batch, and that it came to its end at the end.
#[expect(clippy::print_stdout, reason = "the summary is the command's result")]
async fn import_records(site: &Site, run: NewRun, records: impl Iterator<Item = Record>) -> Outcome {
    let run = match site.begin_import(run).await {
        Err(tumblelog::Error::Invalid(invalid)) => return Err(Failure::Usage(invalid.to_string())),
        begun => begun?,
    };
    site.expect_import().await?;
    let mut progress = Progress::new("posts", None);
    let mut tally = Tally::default();
    let mut pipeline = Pipeline::new(site, Some(run));
    let mut batch: Vec<Incoming> = Vec::new();
    let mut unread = Vec::new();
    let mut weight = 0;
    for record in records {
        match record {
            Record::Post(post) => {
                // A file has to be read and looked at, which takes as long as many posts.
                weight += 1 + post.media.len() * 100;
                batch.push(*post);
            }
            Record::Fault(fault) => {
                tally.add_losses(fault.loss, 1);
                progress.say(&format!("{}: {}", fault.at, fault.message));
                unread.push(fault);
            }
        }
        // A file of nothing but faults must not fill the memory either.
        if weight >= BATCH || unread.len() >= UNREAD {
            let done = pipeline.push(std::mem::take(&mut batch), std::mem::take(&mut unread)).await?;
            tally.add_outcome(done, &mut progress);
            weight = 0;
        }
    }
    let done = pipeline.push(batch, unread).await?;
    tally.add_outcome(done, &mut progress);
    while let Some(done) = pipeline.next().await? {
        tally.add_outcome(Some(done), &mut progress);
    }
    site.end_import(run).await?;
    site.compact_tail().await?;
    // The bar must be gone from the terminal before the summary is printed.
    drop(progress);
    println!("{tally}");
    // All posts are in their lists by now. What is not compared when this is broken off, a serving process compares.
    let mut compared = Progress::new("posts compared", None);
    site.find_all_duplicates(|count| compared.add(count)).await?;
    drop(compared);
    // Otherwise all of the import lies in the log, and a copy of the database file alone would lack it.
    if let Err(error) = site.checkpoint().await {
        tracing::warn!(%error, "the write-ahead log could not be emptied; the posts are kept");
    }
    Ok(())
}

impl Tally {
    fn add_losses(&mut self, loss: Loss, count: usize) {
        let [records, parts, files] = &mut self.lost;
        let lost = match loss {
            Loss::Record => records,
            Loss::Part => parts,
            Loss::File => files,
        };
        *lost += count as u64;
    }

    fn add_outcome(&mut self, outcome: Option<tumblelog::import::Outcome>, progress: &mut Progress) {
        let Some(outcome) = outcome else { return };
        // A file that is skipped leaves its post, which counts as added.
        for (at, why) in outcome.refused.iter().chain(&outcome.faults) {
            progress.say(&format!("{at}: {why}"));
        }
        self.added += outcome.added as u64;
        self.known += outcome.known as u64;
        self.add_losses(Loss::Record, outcome.refused.len());
        self.add_losses(Loss::File, outcome.faults.len());
        progress.add((outcome.added + outcome.known + outcome.refused.len()) as u64);
    }
}
