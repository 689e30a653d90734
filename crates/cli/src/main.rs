//! The `tagstead` command. Results go to standard output, logs and progress to standard error. It ends with 0 when
//! done, 1 when it failed, 2 on bad usage or configuration.

mod account;
mod background;
mod backup;
mod base_url;
mod bench;
mod blog;
mod check;
mod client;
mod command_report;
mod config;
mod data;
mod demo;
mod export;
mod import;
mod logs;
mod media_copy;
mod media_store;
mod migrate;
mod pipeline;
mod progress;
mod serve;
mod setting_arguments;
mod settings;
mod shutdown;
mod subject;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use std::time::Duration;

/// A tumblelog server: blogs, posts, reblogs, and tag pages that are complete.
#[derive(Parser)]
#[command(name = "tagstead", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a site of demonstration posts from a temporary folder.
    Demo(demo::Arguments),
    /// Serve the site.
    Serve(Box<serve::Arguments>),
    /// Work on the jobs of the background without serving, until told to stop. Any number of these may run beside servers.
    Worker(background::worker_command::Arguments),
    /// List, retry or drop jobs of the background.
    Jobs(background::jobs_command::Arguments),
    /// Bring in posts from files of other systems. A second run changes nothing.
    Import(import::Arguments),
    /// Write the posts that an expression selects to a file, with a manifest.
    Export(export::Arguments),
    /// Make accounts and set their passwords.
    Account(account::Arguments),
    /// Make blogs for accounts, and change their settings.
    Blog(blog::Arguments),
    /// List, show and change the settings of the site.
    Settings(settings::Arguments),
    /// Register programs that use the API.
    Client(client::Arguments),
    /// Say which tags are one: join, part, undo, give to other sites.
    Subject(subject::Arguments),
    /// Copy media files to another place.
    Media(media_copy::Arguments),
    /// Compare the index with the posts.
    Check(check::Arguments),
    /// Bring the database to this version's schema, and say what was done. `serve` does it by itself.
    Migrate(migrate::Arguments),
    /// Write database and media files to a new folder while servers run.
    Backup(backup::BackupArguments),
    /// Restore a backup where there is no site, SQLite or PostgreSQL, and check it.
    Restore(backup::RestoreArguments),
    /// Fill a data folder with generated posts, and time the queries behind the pages.
    Bench(bench::Arguments),
    /// Decode pictures and sounds for another process of this program, which starts it.
    #[command(hide = true)]
    DecodeMedia,
}

/// Why a command ended badly.
enum Failure {
    /// Something went wrong on the way: exit code 1.
    Failed(anyhow::Error),
    /// What was asked for cannot be: exit code 2.
    Usage(String),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// How long the end of the process waits for blocking threads.
const LAST_WAIT: Duration = Duration::from_secs(1);

type Outcome = Result<(), Failure>;

fn main() -> ExitCode {
    let arguments: Arguments = match config::parse_arguments(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(arguments) => arguments,
        Err(failure) => return report_failure(failure),
    };
    // Before logs and threads: a decoding process needs neither, and its memory is limited.
    if let Command::DecodeMedia = arguments.command {
        return tumblelog::media::run_worker()
            .map_or_else(|e| report_failure(e.into()), |()| ExitCode::SUCCESS);
    }
    if let Err(failure) = logs::start_logging() {
        return report_failure(failure);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report_failure(Failure::Failed(error.into())),
    };
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Demo(arguments) => demo::run_demo(arguments).await,
            Command::Serve(arguments) => serve::run_serve(*arguments).await,
            Command::Worker(arguments) => background::worker_command::run_worker(arguments).await,
            Command::Jobs(arguments) => background::jobs_command::run_jobs(arguments).await,
            Command::Import(arguments) => import::run_import(arguments).await,
            Command::Export(arguments) => export::run_export(arguments).await,
            Command::Account(arguments) => account::run_account(arguments).await,
            Command::Blog(arguments) => blog::run_blog(arguments).await,
            Command::Settings(arguments) => settings::run_settings(arguments).await,
            Command::Client(arguments) => client::run_client(arguments).await,
            Command::Subject(arguments) => subject::run_subject(arguments).await,
            Command::Media(arguments) => media_copy::run_media(arguments).await,
            Command::Check(arguments) => check::run_check(arguments).await,
            Command::Migrate(arguments) => migrate::run_migrate(arguments).await,
            Command::Backup(arguments) => backup::run_backup(arguments).await,
            Command::Restore(arguments) => backup::run_restore(arguments).await,
            Command::Bench(arguments) => bench::run_bench(arguments).await,
            Command::DecodeMedia => Ok(()),
        }
    });
    // What a blocking thread still does is nothing that anybody waits for: past the deadline of a stop it is left.
    runtime.shutdown_timeout(LAST_WAIT);
    outcome.map_or_else(report_failure, |()| ExitCode::SUCCESS)
}

#[expect(clippy::print_stderr, reason = "the last word to the person who ran the command")]
fn report_failure(failure: Failure) -> ExitCode {
    match failure {
        Failure::Failed(error) => {
            eprintln!("tagstead: {error:#}");
            ExitCode::from(1)
        }
        Failure::Usage(message) => {
            eprintln!("tagstead: {message}");
            ExitCode::from(2)
        }
    }
}
