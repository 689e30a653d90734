//! A flood of new names: how long each takes to be looked at, what the queue of proposals becomes, and what it does to
//! those who publish meanwhile.

use super::propose::Names;
use super::timing::Timing;
use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use crate::progress::Progress;
use fastrand::Rng;
use model::BlogName;
use npf::{Block, Document};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tumblelog::proposal::Round;
use tumblelog::{NewBlog, NewPost, Site};

/// Blogs that the flood comes from.
const BLOGS: usize = 20;
/// From one post of somebody who is no part of the flood to the next.
const PAUSE: Duration = Duration::from_millis(20);
/// How long that somebody publishes before the search begins.
const QUIET: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Arguments {
    /// New tags.
    #[arg(long, default_value_t = 100_000)]
    tags: usize,
    /// How many in a hundred are spellings of an earlier one.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u8).range(0..=99))]
    alike: u8,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    data: DataArguments,
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_flood(arguments: Arguments) -> Outcome {
    let Arguments { tags, alike, seed, data } = arguments;
    let site = data.open(make_clock(None)?)?;
    let begun = Instant::now();
    publish_flood(&site, tags, alike, seed).await?;
    println!("{tags} new tags published in {:.0} s", begun.elapsed().as_secs_f64());
    let walks = create_blog(&site, "walks").await?;
    // The same bystander without the search gives the figure to compare with.
    let bystander = Bystander::start_publishing(&site, &walks);
    tokio::time::sleep(QUIET).await;
    println!("a post meanwhile, nothing else: {}", bystander.stop_publishing().await?);

    let before = memory_used();
    let bystander = Bystander::start_publishing(&site, &walks);
    let (begun, mut looked) = (Instant::now(), 0);
    let mut took = Vec::new();
    let mut progress = Progress::new("tags", Some(tags as u64));
    loop {
        let start = Instant::now();
        let round = site.propose_next(false, None).await?;
        if round == Round::default() {
            break;
        }
        took.push(start.elapsed());
        looked += round.new + round.again;
        progress.add((round.new + round.again) as u64);
    }
    drop(progress);
    let (seconds, rounds) = (begun.elapsed().as_secs_f64(), Timing::from(took));
    println!(
        "{looked} tags looked at in {seconds:.0} s: {:.2} ms a tag; a round {:.0} ms at the median, {:.0} at the 99th percentile, {:.0} at the most",
        seconds * 1e3 / looked.max(1) as f64,
        rounds.at(0.5),
        rounds.at(0.99),
        rounds.at(1.0),
    );
    println!("a post meanwhile, the search beside it: {}", bystander.stop_publishing().await?);
    let start = Instant::now();
    let queue = site.proposal_queue(None).await?;
    println!(
        "{} proposals wait, the page of the queue is read in {:.1} ms; left out: {} names of full proposals, {} proposals of a full queue, {} told apart",
        queue.open,
        start.elapsed().as_secs_f64() * 1e3,
        queue.full_sets,
        queue.full_queue,
        queue.apart
    );
    println!(
        "memory: {before} MB before the search, {} MB after, {} MB at the most",
        memory_used(),
        peak_memory()
    );
    Ok(())
}

/// Publishes the flood: posts with as many new tags as a post takes.
async fn publish_flood(site: &Site, tags: usize, alike: u8, seed: u64) -> Outcome {
    let mut names = Flood {
        fresh: Names::new(seed),
        rng: Rng::with_seed(seed),
        alike,
        seen: HashSet::new(),
        earlier: Vec::new(),
    };
    let mut blogs = Vec::new();
    for n in 0..BLOGS {
        blogs.push(create_blog(site, &format!("flood-{n}")).await?);
    }
    let (mut kept, mut posts) = (0, 0);
    while kept < tags {
        let some: Vec<String> = names.by_ref().take(tumblelog::TAGS_TYPED.min(tags - kept)).collect();
        kept += some.len();
        let new = NewPost::new(blogs[posts % BLOGS].clone(), make_document("so many names"));
        site.publish_post(NewPost { tags: some, published: Some(site.clock().now()), ..new }).await?;
        posts += 1;
    }
    Ok(())
}

async fn create_blog(site: &Site, name: &str) -> Result<BlogName, crate::Failure> {
    let name = BlogName::parse(name).map_err(anyhow::Error::from)?;
    site.create_blog(NewBlog::with_name(name.clone())).await?;
    Ok(name)
}

fn make_document(text: &str) -> Document {
    Document::new(vec![Block::text(text)])
}

/// Names of which some are spellings of earlier ones; none comes twice.
struct Flood {
    fresh: Names,
    rng: Rng,
    alike: u8,
    seen: HashSet<String>,
    earlier: Vec<String>,
}

impl Iterator for Flood {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            let old = self.rng.u8(..100) < self.alike && !self.earlier.is_empty();
            let name = match old {
                true => respell_name(&mut self.rng, &self.earlier),
                false => self.fresh.next()?,
            };
            // Spellings of one fold are one tag, which would not be new.
            if self.seen.insert(tag::fold(&name).into_string()) {
                if !old {
                    self.earlier.push(name.clone());
                }
                return Some(name);
            }
        }
    }
}

/// An earlier name with one to three vowels marked: what anybody can make without end.
fn respell_name(rng: &mut Rng, earlier: &[String]) -> String {
    const MARKS: [char; 6] = ['\u{301}', '\u{300}', '\u{302}', '\u{308}', '\u{304}', '\u{306}'];
    let mut letters: Vec<char> = earlier[rng.usize(..earlier.len())].chars().collect();
    for _ in 0..rng.u8(1..=3) {
        let at = rng.usize(1..=letters.len());
        if letters[at - 1].is_alphabetic() {
            letters.insert(at, MARKS[rng.usize(..MARKS.len())]);
        }
    }
    letters.into_iter().collect()
}

/// Somebody who publishes a post now and then.
struct Bystander {
    stop: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<anyhow::Result<Timing>>,
}

impl Bystander {
    fn start_publishing(site: &Site, name: &BlogName) -> Self {
        let name = name.clone();
        let stop = Arc::new(AtomicBool::new(false));
        let (site, stopped) = (site.clone(), stop.clone());
        let task = tokio::spawn(async move {
            let mut took = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let new = NewPost::new(name.clone(), make_document("a walk along the river"));
                let tags = vec!["walks".to_owned()];
                let start = Instant::now();
                site.publish_post(NewPost { tags, published: Some(site.clock().now()), ..new }).await?;
                took.push(start.elapsed());
                tokio::time::sleep(PAUSE).await;
            }
            Ok(Timing::from(took))
        });
        Self { stop, task }
    }

    async fn stop_publishing(self) -> Result<String, crate::Failure> {
        self.stop.store(true, Ordering::Relaxed);
        let timing = self.task.await.map_err(anyhow::Error::from)??;
        Ok(format!(
            "{:.1} ms at the median, {:.1} at the 99th percentile, {:.1} at the most",
            timing.at(0.5),
            timing.at(0.99),
            timing.at(1.0)
        ))
    }
}

/// Resident memory of this process in megabytes; 0 where the system does not tell.
fn memory_used() -> u64 {
    read_status("VmRSS:")
}

/// The most it ever was.
fn peak_memory() -> u64 {
    read_status("VmHWM:")
}

fn read_status(line: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = text.lines().find_map(|text| text.strip_prefix(line)?.trim().strip_suffix(" kB"));
    found.and_then(|kilobytes| kilobytes.trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}
