//! Publishing as fast as the disk allows: every post is on disk before its writer goes on.

use super::corpus::Corpus;
use super::timing::Timing;
use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use model::{BlogName, PostId};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tumblelog::{NewBlog, NewPost, Site};

/// The ids of the posts whose writers were told that they are kept, one a line, each written before the writer goes
/// on: what a kill test holds the site to.
#[derive(Default)]
struct Acknowledged(Option<Mutex<File>>);

impl Acknowledged {
    fn write_id(&self, id: PostId) -> std::io::Result<()> {
        let Some(file) = &self.0 else { return Ok(()) };
        // One write a line, so that lines of several writers do not mix.
        let line = format!("{id}\n");
        file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_publish(
    data: &DataArguments,
    writers: usize,
    seconds: f64,
    acknowledged: Option<&Path>,
) -> Outcome {
    let writers = writers.max(1);
    let open = |path| File::options().create(true).append(true).open(path);
    let acknowledged = Arc::new(Acknowledged(acknowledged.map(open).transpose()?.map(Mutex::new)));
    let site = data.open_existing(make_clock(None)?)?;
    let published = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        tasks.push(tokio::spawn(publish_posts(
            site.clone(),
            writer,
            seconds,
            published.clone(),
            acknowledged.clone(),
        )));
    }
    let mut slowest: f64 = 0.0;
    let mut medians = Vec::new();
    for task in tasks {
        let timing = task.await.map_err(anyhow::Error::from)??;
        slowest = slowest.max(timing.at(0.99));
        medians.push(timing.at(0.5));
    }
    let count = published.load(Ordering::Relaxed);
    let took = begun.elapsed().as_secs_f64();
    medians.sort_by(f64::total_cmp);
    println!(
        "{writers} writers: {count} posts in {took:.1} s: {:.0} posts/s; one post {:.2} ms at the median, {slowest:.2} ms at the 99th percentile of the slowest writer",
        count as f64 / took,
        medians[medians.len() / 2],
    );
    Ok(())
}

/// One writer: a post, and when it is on disk the next.
async fn publish_posts(
    site: Site,
    writer: usize,
    seconds: f64,
    published: Arc<AtomicU64>,
    acknowledged: Arc<Acknowledged>,
) -> anyhow::Result<Timing> {
    let name = BlogName::parse(&format!("writer-{writer}"))?;
    site.create_blog(NewBlog::with_name(name.clone())).await?;
    let mut took = Vec::new();
    let begun = Instant::now();
    // A seed for each writer, so that their posts are no duplicates.
    for (n, post) in Corpus::new(1000 + writer as u64, 1_000_000).enumerate() {
        if begun.elapsed().as_secs_f64() > seconds {
            break;
        }
        // One in ten is backdated, as in the corpus.
        let published_at = if n % 10 == 0 { post.published } else { site.clock().now() };
        let new = NewPost {
            tags: post.tags.into_iter().map(|tag| tag.name).take(tumblelog::TAGS_TYPED).collect(),
            lang: post.lang,
            published: Some(published_at),
            ..NewPost::new(name.clone(), post.document)
        };
        let start = Instant::now();
        let post = site.publish_post(new).await?;
        took.push(start.elapsed());
        // Only after the site said that the post is kept, since a kill test holds it to that.
        acknowledged.write_id(post.id)?;
        published.fetch_add(1, Ordering::Relaxed);
    }
    Ok(Timing::from(took))
}
