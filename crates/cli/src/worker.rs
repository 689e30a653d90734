//! What a serving process does by itself: every few seconds it publishes what has become due in the queues, and every
//! few minutes it forgets what is over.

use model::{Clock, Time};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use tumblelog::Site;

/// From the beginning of one round to that of the next.
const ROUND: Duration = Duration::from_secs(2);
/// Rounds from one tidying to the next: ten minutes.
const TIDY: u32 = 300;

/// The loop beside the server. It begins with what became due while no process was running.
pub struct Worker {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Worker {
    /// Starts it on the present runtime.
    pub fn start(site: Site, clock: Arc<dyn Clock>) -> Self {
        let (stop, stopped) = oneshot::channel();
        Self { stop, running: tokio::spawn(rounds(site, clock, stopped)) }
    }

    /// Ends it after the round that has begun.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the worker ended badly");
        }
    }
}

async fn rounds(site: Site, clock: Arc<dyn Clock>, mut stopped: oneshot::Receiver<()>) {
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in (0..TIDY).cycle() {
        tokio::select! {
            _ = &mut stopped => return,
            _ = ticks.tick() => {}
        }
        if round == 0 {
            tidy(&site, clock.now()).await;
        }
        match site.run_due(clock.now()).await {
            Ok(published) if published.is_empty() => {}
            Ok(published) => tracing::info!(posts = published.len(), "published from queues"),
            Err(error) => {
                tracing::error!(%error, "queues could not be published; the next round tries again");
            }
        }
    }
}

/// A failure is left to the next time: what is over counts for nothing, forgotten or not.
async fn tidy(site: &Site, now: Time) {
    match site.tidy(now).await {
        Ok(rows) => tracing::debug!(rows, "forgot what was over"),
        Err(error) => tracing::error!(%error, "what is over could not be forgotten"),
    }
    match site.sweep_uploads(now).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "removed files that no post came for"),
        Err(error) => tracing::error!(%error, "files that no post came for could not be removed"),
    }
}
