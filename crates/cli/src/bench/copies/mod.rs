//! `tagstead bench copies`: generated stories, some of them told several times with small edits, and how many of the
//! copies are found. The stories come in any order.

mod edit;
mod judge;
mod mould;
mod retell;
mod series;
mod stories;

use crate::data::{make_clock, open_at};
use crate::{Failure, Outcome};
use intake::Incoming;
use model::{PostId, clock::SystemClock};
use series::Series;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use store::DatabaseUrl;
use stories::{Made, Stories};
use tumblelog::Site;
use tumblelog::import::BATCH;

#[derive(clap::Args)]
pub struct Arguments {
    /// Stories, each told once to seven times.
    #[arg(long, default_value_t = 10_000)]
    stories: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A folder filled by `bench load`, to see what finding costs among its posts; a new site in a temporary folder
    /// where not given. The stories stay in it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Compare as a serving process does, few posts at a time, and not as an import does.
    #[arg(long)]
    served: bool,
    /// Forms of each class of bulletins, three bulletins each, that are compared by themselves; 0 for none.
    #[arg(long, default_value_t = 60)]
    forms: usize,
    /// Articles with excerpts that are compared with the bulletins.
    #[arg(long, default_value_t = 300)]
    articles: usize,
    /// Take the sentences that are held back from those the rule was made with.
    #[arg(long)]
    held_out: bool,
    /// Name so many of the bulletins that were folded wrongly and of the copies that were not folded.
    #[arg(long, default_value_t = 0)]
    show: usize,
}

pub async fn run_duplicates(arguments: Arguments) -> Outcome {
    if !(0..=1_000_000).contains(&arguments.stories) {
        return Err(Failure::Usage("--stories takes 0 to 1,000,000".into()));
    }
    if arguments.forms > 10_000 || arguments.articles > 100_000 {
        return Err(Failure::Usage("--forms takes up to 10,000, --articles up to 100,000".into()));
    }
    if arguments.stories > 0 {
        run_clusters(&arguments).await?;
    }
    if arguments.forms > 0 || arguments.articles > 0 {
        run_series(&arguments).await?;
    }
    Ok(())
}

/// Bulletins, articles and answers, in a site of their own.
async fn run_series(arguments: &Arguments) -> Outcome {
    let temporary = tempfile::Builder::new().prefix("tagstead-bench-").tempdir()?;
    let site = open_site(temporary.path(), false)?;
    let mut made = Series::make(arguments.seed, arguments.forms, arguments.articles, arguments.held_out);
    for some in made.chunks_mut(BATCH) {
        let batch = some.iter_mut().filter_map(|told| told.post.take()).collect();
        import_batch(&site, batch).await?;
    }
    site.compact_tail().await?;
    site.find_all_duplicates(|_| {}).await?;
    judge::print_judgement(&site, &made, arguments.show).await
}

async fn run_clusters(arguments: &Arguments) -> Outcome {
    let temporary = tempfile::Builder::new().prefix("tagstead-bench-").tempdir()?;
    let folder = arguments.data.as_deref().unwrap_or(temporary.path());
    let site = open_site(folder, arguments.data.is_some())?;
    // What the folder holds already is compared before anything is timed.
    site.find_all_duplicates(|_| {}).await?;
    let mut made = Stories::new(arguments.seed, arguments.stories).make();
    site.expect_import().await?;
    let posts = made.len();
    let begun = Instant::now();
    import_all(&site, &mut made).await?;
    let imported = begun.elapsed().as_secs_f64();
    // A serving process begins without what an import has in memory.
    let site = if arguments.served { open_site(folder, true)? } else { site };
    let begun = Instant::now();
    if arguments.served {
        site.find_duplicates(usize::MAX).await?;
    } else {
        site.find_all_duplicates(|_| {}).await?;
    }
    let compared = begun.elapsed().as_secs_f64();
    let ids: Vec<PostId> = made.iter().map(|made| made.id).collect();
    let heads = site.earliest_of(ids).await?;
    print_result(&made, &heads);
    print_times(posts, imported, compared);
    Ok(())
}

fn open_site(folder: &Path, there: bool) -> Result<Site, Failure> {
    let file = folder.join("tagstead.sqlite");
    if there && !file.is_file() {
        return Err(Failure::Usage(format!(
            "there is no site at {}; fill it with bench load",
            file.display()
        )));
    }
    open_at(&DatabaseUrl::Sqlite(file), folder, if there { make_clock(None)? } else { Arc::new(SystemClock) })
}

async fn import_all(site: &Site, made: &mut [Made]) -> Outcome {
    for some in made.chunks_mut(BATCH) {
        let batch: Vec<Incoming> = some.iter_mut().filter_map(|made| made.post.take()).collect();
        import_batch(site, batch).await?;
    }
    site.compact_tail().await?;
    Ok(())
}

async fn import_batch(site: &Site, batch: Vec<Incoming>) -> Outcome {
    let outcome = site.import_batch(batch).await?;
    match outcome.refused.first() {
        Some((at, why)) => Err(Failure::Failed(anyhow::anyhow!("{at}: {why}; with --data, another --seed"))),
        None => Ok(()),
    }
}

/// How many of some copies were found.
#[derive(Default)]
struct FoldedShare {
    copies: usize,
    folded: usize,
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
fn print_result(made: &[Made], heads: &HashMap<PostId, PostId>) {
    let head = |made: &Made| heads.get(&made.id).copied().unwrap_or(made.id);
    let originals: HashMap<usize, &Made> =
        made.iter().filter(|made| made.edited.is_none()).map(|made| (made.story, made)).collect();
    let mut all = FoldedShare::default();
    let mut by_kind: BTreeMap<&str, FoldedShare> = BTreeMap::new();
    let mut by_share: BTreeMap<usize, FoldedShare> = BTreeMap::new();
    for copy in made {
        let (Some(edited), Some(original)) = (copy.edited, originals.get(&copy.story)) else { continue };
        let folded = usize::from(head(copy) == head(original));
        // Three ranges of five percent each; edits end at 15 percent.
        let share = (edited * 20.0).min(2.0) as usize;
        for found in [&mut all, by_kind.entry(copy.kind).or_default(), by_share.entry(share).or_default()] {
            found.copies += 1;
            found.folded += folded;
        }
    }
    let mut told: HashMap<PostId, HashSet<usize>> = HashMap::new();
    for post in made {
        told.entry(head(post)).or_default().insert(post.story);
    }
    let wrong: HashSet<usize> =
        told.values().filter(|stories| stories.len() > 1).flatten().copied().collect();
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!("stories {}, posts {}", originals.len(), made.len());
    println!("copies folded {:.2} % of {}", percent(all.folded, all.copies), all.copies);
    println!("stories folded wrongly {:.2} %, {}", percent(wrong.len(), originals.len()), wrong.len());
    for (kind, found) in by_kind {
        println!("  {kind}: {:.2} % of {}", percent(found.folded, found.copies), found.copies);
    }
    for (share, found) in by_share {
        let (from, until) = (share * 5, share * 5 + 5);
        let folded = percent(found.folded, found.copies);
        println!("  {from} to {until} % edited: {folded:.2} % of {}", found.copies);
    }
    let kinds: BTreeMap<&str, usize> =
        wrong.iter().filter_map(|story| originals.get(story)).fold(BTreeMap::new(), |mut kinds, made| {
            *kinds.entry(made.kind).or_default() += 1;
            kinds
        });
    for (kind, count) in kinds {
        println!("  wrongly: {kind} {count}");
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
fn print_times(posts: usize, imported: f64, compared: f64) {
    let rate = |seconds: f64| posts as f64 / seconds.max(1e-9);
    println!("imported {:.0} posts/s, compared {:.0} posts/s", rate(imported), rate(compared));
    println!("{:.0} microseconds to compare a post", compared * 1e6 / posts.max(1) as f64);
}
