//! Takes over changes of settings that other processes made. Looking reads one row.

use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tumblelog::Site;

const PERIOD: Duration = Duration::from_secs(2);

/// The loop that looks for changes.
pub struct SettingsWatch {
    running: JoinHandle<()>,
}

impl SettingsWatch {
    /// Starts it on the present runtime.
    pub fn start(site: Site) -> Self {
        let running = tokio::spawn(async move {
            loop {
                sleep(PERIOD).await;
                match site.refresh_settings().await {
                    Ok(true) => tracing::info!("settings of the site were changed"),
                    Ok(false) => {}
                    // While the database is out of reach, the settings known last go on.
                    Err(error) if error.is_logged() => {}
                    Err(error) => tracing::error!(%error, "settings of the site could not be read"),
                }
            }
        });
        Self { running }
    }

    /// Ends it.
    pub fn stop(self) {
        // At once: it only reads, and a database that does not answer must not hold up the end of the process.
        self.running.abort();
    }
}
