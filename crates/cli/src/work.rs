//! `tagstead worker`: works on jobs without a server.

use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use crate::serve::SubjectArguments;
use crate::shutdown::{Shutdown, ShutdownArguments};
use crate::worker::Worker;
use std::io::Write;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    subjects: SubjectArguments,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    shutdown: ShutdownArguments,
}

pub async fn run_worker(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    // Before the line is said: whoever reads it may send a signal at once.
    let shutdown = Shutdown::listen(arguments.shutdown.limit())?;
    let worker = Worker::start(site, arguments.subjects.join_above);
    std::io::stdout().write_all(b"works on jobs until it is told to stop\n")?;
    let deadline = shutdown.wait().await;
    worker.stop_by(deadline).await;
    Ok(())
}
