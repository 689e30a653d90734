//! `tagstead bench`: a data folder of generated posts, and the time the queries behind the pages take on it.

mod copies;
mod corpus;
mod flood;
mod like;
mod load;
mod manifest;
mod overload;
mod propose;
mod publish;
mod query;
mod subject;
mod tags;
mod timing;
mod urn;
mod vocabulary;

use crate::Outcome;
use crate::data::DataArguments;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Fill a new data folder with generated posts; the same seed gives the same posts.
    Load {
        #[arg(long)]
        posts: u64,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Time each query: median, 99th percentile and the median against that of the busiest tag's page.
    Query {
        /// Seconds each query is repeated for at the most.
        #[arg(long, default_value_t = 3.0)]
        seconds: f64,
        /// Only queries whose name has this in it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        only: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Publish posts, each waiting until it is on disk.
    Publish {
        /// Writers at once.
        #[arg(long, default_value_t = 16)]
        writers: usize,
        #[arg(long, default_value_t = 5.0)]
        seconds: f64,
        /// Append the id of each post to this file when it is on disk.
        #[arg(long, value_name = "FILE")]
        acknowledged: Option<std::path::PathBuf>,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Like posts: each writer one of its own, then all of them one.
    Like(like::Arguments),
    /// Make up stories told several times with small edits, and say how many of the copies are found.
    Copies(copies::Arguments),
    /// Keep distinct tags in a data folder of its own, and time the search for spellings of new ones.
    Propose {
        /// Tags there are.
        #[arg(long, default_value_t = 1_000_000)]
        tags: usize,
        /// New tags that are timed.
        #[arg(long, default_value_t = 500)]
        new: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Publish a flood of new names, and look for spellings among them while others publish.
    Flood(flood::Arguments),
    /// Time the busiest tag's page over HTTP, alone and beside clients on the most expensive pages there are.
    Overload(overload::Arguments),
    /// Name tags of given sizes.
    Tags {
        /// Sizes, or the names the load gave: hot,400.
        #[arg(long, value_delimiter = ',', required = true)]
        sizes: Vec<String>,
        #[command(flatten)]
        data: DataArguments,
    },
}

pub async fn run_bench(arguments: Arguments) -> Outcome {
    match arguments.command {
        Command::Load { posts, seed, data } => load::run_load(&data, posts, seed).await,
        Command::Query { seconds, only, data } => query::run_queries(&data, seconds, &only).await,
        Command::Publish { writers, seconds, acknowledged, data } => {
            publish::run_publish(&data, writers, seconds, acknowledged.as_deref()).await
        }
        Command::Like(arguments) => like::run_likes(arguments).await,
        Command::Copies(arguments) => copies::run_duplicates(arguments).await,
        Command::Propose { tags, new, seed, data } => propose::run_propose(&data, tags, new, seed).await,
        Command::Flood(arguments) => flood::run_flood(arguments).await,
        Command::Overload(arguments) => overload::run_overload(arguments).await,
        Command::Tags { sizes, data } => tags::run_tags(&data, &sizes),
    }
}
