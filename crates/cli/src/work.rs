//! `tagstead worker`: works on jobs without a server.

use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use crate::media_store::prepare_media;
use crate::serve::SubjectArguments;
use crate::worker::Worker;
use std::io::Write;
use tokio::signal::unix::{SignalKind, signal};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    subjects: SubjectArguments,
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run_worker(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    prepare_media(&site, false).await?;
    // Before the line is said: whoever reads it may send a signal at once.
    let mut stop = signal(SignalKind::terminate())?;
    let worker = Worker::start(site, arguments.subjects.join_above);
    std::io::stdout().write_all(b"works on jobs until it is told to stop\n")?;
    tokio::select! {
        _ = stop.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    worker.stop().await;
    Ok(())
}
