//! Writes down the searches that found nothing. Their counts wait in the memory of the process that answered the searches,
//! so each serving process writes down its own: this is no job, because another process could not do it.

use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tumblelog::Site;

const PERIOD: Duration = Duration::from_secs(60);
const LAST_WRITE: Duration = Duration::from_secs(5);

/// The loop that writes them down once a minute.
pub struct FailedSearchFlush {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl FailedSearchFlush {
    /// Starts it on the present runtime.
    pub fn start(site: Site) -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            loop {
                let ended = timeout(PERIOD, &mut stopped).await.is_ok();
                if let Err(error) = site.keep_missed().await
                    && !error.is_logged()
                {
                    tracing::error!(%error, "searches that found nothing could not be counted");
                }
                if ended {
                    return;
                }
            }
        });
        Self { stop, running }
    }

    /// Ends it after it has written down what is there, within a few seconds: a database that is away must not keep the
    /// process from its end.
    pub async fn stop(self) {
        // It fails only where the loop has ended by itself.
        let _ = self.stop.send(());
        match timeout(LAST_WRITE, self.running).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "counting failed searches ended badly"),
            Err(_) => tracing::warn!("searches that found nothing were not counted at the end"),
        }
    }
}
