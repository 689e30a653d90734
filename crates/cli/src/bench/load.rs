//! Filling a data folder, by the same way an import takes.

use super::corpus::{Corpus, SIZED};
use super::manifest::Manifest;
use super::vocabulary;
use crate::data::{DataArguments, make_clock};
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::{Failure, Outcome};
use intake::Incoming;
use std::time::Instant;
use tumblelog::Site;
use tumblelog::import::BATCH;

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_load(data: &DataArguments, posts: u64, seed: u64) -> Outcome {
    let site = data.open(make_clock(None)?)?;
    site.expect_import().await?;
    let mut corpus = Corpus::new(seed, posts);
    let mut progress = Progress::new("posts", Some(posts));
    let mut made = 0.0;
    let begun = Instant::now();
    let mut pipeline = Pipeline::new(&site, None);
    loop {
        let start = Instant::now();
        let batch: Vec<Incoming> = corpus.by_ref().take(BATCH).collect();
        // Told apart, because generating posts is no work of the site.
        made += start.elapsed().as_secs_f64();
        if batch.is_empty() {
            break;
        }
        progress.add(batch.len() as u64);
        check_outcome(pipeline.push(batch, Vec::new()).await?.as_ref())?;
    }
    while let Some(outcome) = pipeline.next().await? {
        check_outcome(Some(&outcome))?;
    }
    site.compact_tail().await?;
    drop(progress);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{posts} posts in {seconds:.1} s: {:.0} posts/s, of which making them up took {made:.1} s",
        posts as f64 / seconds
    );
    let begun = Instant::now();
    site.find_all_duplicates(|_| {}).await?;
    println!("compared in {:.1} s", begun.elapsed().as_secs_f64());
    make_manifest(&corpus, posts, seed).write(&data.data)?;
    print_sizes(&site).await
}

/// A generated post that is refused is a defect of the generator.
fn check_outcome(outcome: Option<&tumblelog::import::Outcome>) -> Outcome {
    match outcome.and_then(|outcome| outcome.refused.first()) {
        Some((at, why)) => Err(Failure::Failed(anyhow::anyhow!("{at}: {why}"))),
        None => Ok(()),
    }
}

fn make_manifest(corpus: &Corpus, posts: u64, seed: u64) -> Manifest {
    let by_use = corpus.tags_by_use();
    let between = |low: u32, high: u32| {
        by_use
            .iter()
            .filter(|(_, count)| (low..=high).contains(count))
            // Neighbours have nearly the same use, so a wider choice is taken.
            .step_by(7)
            .take(200)
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    let english = model::Lang::parse("en").unwrap_or_else(|_| unreachable!("a code"));
    let fixed =
        [("hot", posts * 3 / 100), ("warm", posts / 100), ("north", posts / 50), ("south", posts / 50)];
    let fixed = fixed.map(|(name, count)| (name.to_owned(), count));
    let sized = SIZED.iter().filter(|n| **n <= posts).map(|n| (format!("sized {n}"), *n));
    Manifest {
        seed,
        posts,
        busy: by_use.iter().take(40).map(|(name, _)| name.clone()).collect(),
        middling: between(200, 2000),
        rare: between(2, 30),
        uses: fixed.into_iter().chain(sized).collect(),
        words: (0..200).map(|rank| vocabulary::make_word(english, rank)).collect(),
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
async fn print_sizes(site: &Site) -> Outcome {
    let sizes = site.read_sizes().await?;
    println!(
        "posts {} MB, index {} MB, ratio {:.2}",
        sizes.posts >> 20,
        sizes.index >> 20,
        sizes.index_ratio()
    );
    Ok(())
}
