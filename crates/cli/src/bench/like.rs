//! Liking as fast as the database allows: each writer on a post of its own, then all of them on one. The posts begin with
//! so many notes that no like moves them in the index.

use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use model::{BlogName, PostId};
use npf::{Block, Document};
use std::time::Instant;
use tumblelog::{NewBlog, NewPost, Site};

#[derive(clap::Args)]
pub struct Arguments {
    /// Writers at once.
    #[arg(long, default_value_t = 8)]
    writers: usize,
    /// Seconds for each of the two.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    #[command(flatten)]
    data: DataArguments,
}

/// In the middle of a range of note counts (768 to 1,023).
const NOTES: i64 = 900;

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_likes(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    let mut liked = Vec::new();
    for writer in 0..arguments.writers.max(1) {
        let name = name_of(writer)?;
        site.create_blog(NewBlog::with_name(name.clone())).await?;
        let text = Document::new(vec![Block::text("Something to like.")]);
        let new = NewPost { notes: NOTES, ..NewPost::new(name, text) };
        liked.push(site.publish_post(new).await?.id);
    }
    let apart = like_for(&site, &liked, arguments.seconds).await?;
    let one = vec![liked[0]; liked.len()];
    let together = like_for(&site, &one, arguments.seconds).await?;
    println!(
        "{} writers: {apart:.0} likes/s on posts of their own, {together:.0} likes/s on one post ({:.2} times)",
        liked.len(),
        together / apart
    );
    Ok(())
}

fn name_of(writer: usize) -> anyhow::Result<BlogName> {
    Ok(BlogName::parse(&format!("liker-{writer}"))?)
}

/// Each writer likes its post and takes the like back, for so many seconds; likes and unlikes a second.
async fn like_for(site: &Site, posts: &[PostId], seconds: f64) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for (writer, post) in posts.iter().copied().enumerate() {
        let (site, by) = (site.clone(), name_of(writer)?);
        tasks.push(tokio::spawn(async move {
            let mut done: u64 = 0;
            while begun.elapsed().as_secs_f64() < seconds {
                site.like_post(post, by.clone()).await?;
                site.unlike_post(post, by.clone()).await?;
                done += 2;
            }
            Ok::<_, anyhow::Error>(done)
        }));
    }
    let mut all = 0;
    for task in tasks {
        all += task.await??;
    }
    Ok(all as f64 / begun.elapsed().as_secs_f64())
}
