//! Finding spellings of one new tag among many: the lookup of its candidates and the judging of their letters.

use super::timing::Timing;
use super::vocabulary;
use crate::data::{DataArguments, make_clock};
use crate::progress::Progress;
use crate::{Failure, Outcome};
use fastrand::Rng;
use std::time::Instant;

/// Tags kept at once.
const BATCH: usize = 5_000;
/// The slowest of the usual sites: a median above this is too slow, in milliseconds.
const BAR: f64 = 20.0;

/// Keeps distinct names as tags in a data folder of their own, and times new ones.
#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_propose(data: &DataArguments, tags: usize, new: usize, seed: u64) -> Outcome {
    let site = data.open(make_clock(None)?)?;
    let mut names = Names::new(seed);
    let mut progress = Progress::new("tags", Some(tags as u64));
    let begun = Instant::now();
    let (mut kept, mut keys) = (0, 0);
    while kept < tags {
        let batch: Vec<String> = names.by_ref().take(BATCH.min(tags - kept)).collect();
        kept += batch.len();
        keys += site.probe_tags(batch).await?;
        progress.add(BATCH as u64);
    }
    drop(progress);
    println!("{tags} tags with {keys} keys kept in {:.0} s", begun.elapsed().as_secs_f64());
    let mut took = Vec::with_capacity(new);
    let (mut candidates, mut proposed) = (Vec::with_capacity(new), 0);
    for name in names.take(new) {
        let start = Instant::now();
        let (compared, found) = site.probe_name(name).await?;
        took.push(start.elapsed());
        candidates.push(compared);
        proposed += found;
    }
    candidates.sort_unstable();
    let timing = Timing::from(took);
    println!(
        "{new} new tags: {:.2} ms at the median, {:.2} ms at the 99th percentile; {} candidates at the median, {proposed} proposed",
        timing.at(0.5),
        timing.at(0.99),
        candidates.get(candidates.len() / 2).copied().unwrap_or(0),
    );
    match timing.at(0.5) <= BAR {
        true => Ok(()),
        false => Err(Failure::Failed(anyhow::anyhow!("the median is above {BAR} ms"))),
    }
}

/// Distinct made-up names of one or two words, in the scripts of the corpus.
pub struct Names {
    rng: Rng,
    next: u64,
}

impl Names {
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), next: 0 }
    }
}

impl Iterator for Names {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let lang = vocabulary::draw_language(&mut self.rng);
        // The rank counts on, so that hardly a name comes twice.
        self.next += 1;
        let word = vocabulary::make_word(lang, 2_000 + self.next);
        match self.rng.u8(..4) {
            0 => Some(format!("{word} {}", vocabulary::make_word(lang, self.rng.u64(30..900)))),
            _ => Some(word),
        }
    }
}
