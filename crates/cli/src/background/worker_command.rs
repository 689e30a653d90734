//! `tagstead worker`: works on jobs without a server.

use crate::Outcome;
use crate::background::settings_watch::SettingsWatch;
use crate::background::worker::Worker;
use crate::data::{DataArguments, MigrationArguments, make_clock};
use crate::media_store::prepare_media;
use crate::setting_arguments::SettingArguments;
use crate::shutdown::{Shutdown, ShutdownArguments};
use std::io::Write;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: SettingArguments<true>,
    #[command(flatten)]
    migrations: MigrationArguments,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    shutdown: ShutdownArguments,
}

pub async fn run_worker(arguments: Arguments) -> Outcome {
    let Arguments { settings: SettingArguments(fixed), migrations, data, shutdown } = arguments;
    data.existing_url()?;
    let site = data.open_with(make_clock(None)?, migrations.migrations())?.with_fixed_settings(fixed);
    prepare_media(&site, false).await?;
    site.refresh_settings().await?;
    // Before the line is said: whoever reads it may send a signal at once.
    let shutdown = Shutdown::listen(shutdown.limit())?;
    let watch = SettingsWatch::start(site.clone());
    let worker = Worker::start(site);
    std::io::stdout().write_all(b"works on jobs until it is told to stop\n")?;
    let deadline = shutdown.wait().await;
    worker.stop_by(deadline).await;
    watch.stop();
    Ok(())
}
