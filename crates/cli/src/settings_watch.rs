//! Takes over changes of settings that other processes made. Looking reads one row.

use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tumblelog::Site;

const PERIOD: Duration = Duration::from_secs(2);

/// The loop that looks for changes.
pub struct SettingsWatch {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl SettingsWatch {
    /// Starts it on the present runtime.
    pub fn start(site: Site) -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            while timeout(PERIOD, &mut stopped).await.is_err() {
                match site.refresh_settings().await {
                    Ok(true) => tracing::info!("settings of the site were changed"),
                    Ok(false) => {}
                    // While the database is out of reach, the settings known last go on.
                    Err(error) if error.is_logged() => {}
                    Err(error) => tracing::error!(%error, "settings of the site could not be read"),
                }
            }
        });
        Self { stop, running }
    }

    /// Ends it.
    pub async fn stop(self) {
        // It fails only where the loop has ended by itself.
        let _ = self.stop.send(());
        if let Err(error) = self.running.await {
            tracing::error!(%error, "looking for changed settings ended badly");
        }
    }
}
