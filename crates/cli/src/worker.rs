//! What a serving process does by itself: every few seconds it publishes what has become due in the queues, and
//! compares new posts with those that may be their copies.

use model::Clock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use tumblelog::Site;

/// From the beginning of one round to that of the next.
const ROUND: Duration = Duration::from_secs(2);

/// Posts of robots' blogs looked at in a round at most.
const ROBOTS: usize = 1_000;

/// Posts compared in a round at most; the next goes on.
const COMPARED: usize = 4_000;

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
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            _ = ticks.tick() => {}
        }
        match site.run_due(clock.now()).await {
            Ok(published) if published.is_empty() => {}
            Ok(published) => tracing::info!(posts = published.len(), "published from queues"),
            Err(error) => {
                tracing::error!(%error, "queues could not be published; the next round tries again");
            }
        }
        if let Err(error) = site.mark_robots(ROBOTS).await {
            tracing::error!(%error, "posts of robots could not be marked; the next round tries again");
        }
        if let Err(error) = site.find_copies(COMPARED).await {
            tracing::error!(%error, "posts could not be compared; the next round tries again");
        }
    }
}
