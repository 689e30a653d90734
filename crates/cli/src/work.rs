//! `tagstead worker`: works on jobs without a server.

use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use crate::setting_arguments::SettingArguments;
use crate::settings_watch::SettingsWatch;
use crate::worker::Worker;
use std::io::Write;
use tokio::signal::unix::{SignalKind, signal};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: SettingArguments<true>,
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run_worker(arguments: Arguments) -> Outcome {
    let Arguments { settings: SettingArguments(fixed), data } = arguments;
    let site = data.open_existing(make_clock(None)?)?.with_fixed_settings(fixed);
    site.refresh_settings().await?;
    // Before the line is said: whoever reads it may send a signal at once.
    let mut stop = signal(SignalKind::terminate())?;
    let watch = SettingsWatch::start(site.clone());
    let worker = Worker::start(site);
    std::io::stdout().write_all(b"works on jobs until it is told to stop\n")?;
    tokio::select! {
        _ = stop.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    worker.stop().await;
    watch.stop().await;
    Ok(())
}
