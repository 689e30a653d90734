//! The end of a server or worker: asked for by SIGTERM or SIGINT, with a deadline for what has begun. A second signal ends the
//! process at once.

use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::Instant;

/// The option of every command that runs until it is told to stop.
#[derive(clap::Args, Clone, Copy)]
#[command(next_help_heading = "Background")]
pub struct ShutdownArguments {
    /// When told to stop, finish open requests and running jobs for at most so many seconds. A second signal ends the
    /// process at once.
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_SECONDS, value_parser = clap::value_parser!(u32).range(0..=3600))]
    shutdown_seconds: u32,
}

const DEFAULT_SECONDS: u32 = 30;

impl Default for ShutdownArguments {
    fn default() -> Self {
        Self { shutdown_seconds: DEFAULT_SECONDS }
    }
}

impl ShutdownArguments {
    /// From the signal to the end.
    pub fn limit(self) -> Duration {
        Duration::from_secs(self.shutdown_seconds.into())
    }
}

/// Whether the process should end, and by when. Shared by cloning.
#[derive(Clone)]
pub struct Shutdown(watch::Sender<Option<Instant>>);

impl Shutdown {
    /// Listens for signals from now on.
    ///
    /// # Errors
    /// Where the system refuses that.
    pub fn listen(limit: Duration) -> std::io::Result<Self> {
        let shutdown = Self(watch::Sender::new(None));
        let told = shutdown.clone();
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                if told.0.borrow().is_some() {
                    tracing::warn!("told to stop a second time: ends at once");
                    // Nothing is cleaned up, as after a power cut, which everything here withstands.
                    std::process::exit(EXIT_AT_ONCE);
                }
                tracing::info!(seconds = limit.as_secs(), "told to stop: finishes what has begun");
                told.begin(limit);
            }
        });
        Ok(shutdown)
    }

    /// Begins the end, as a signal does.
    pub fn begin(&self, limit: Duration) {
        self.0.send_if_modified(|deadline| {
            let first = deadline.is_none();
            // The first deadline stays: nobody has longer because the end is asked for again.
            deadline.get_or_insert_with(|| Instant::now() + limit);
            first
        });
    }

    /// Waits for the end to begin; the time by which it must be over.
    pub async fn wait(&self) -> Instant {
        let mut told = self.0.subscribe();
        // The sender lives in `self`, so that waiting never fails.
        let deadline = told.wait_for(Option::is_some).await.ok().and_then(|deadline| *deadline);
        deadline.unwrap_or_else(Instant::now)
    }
}

/// As a shell tells of a process that SIGTERM has ended.
const EXIT_AT_ONCE: i32 = 143;
