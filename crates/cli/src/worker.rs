//! What a serving process does by itself: every few seconds it publishes what has become due in the queues, and every minute
//! it writes down which searches found nothing.

use model::Clock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use tumblelog::Site;

/// Rounds from one writing down of searches that found nothing to the next.
const MISSED: u32 = 30;

/// From the beginning of one round to that of the next.
const ROUND: Duration = Duration::from_secs(2);

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
    let mut round = 0_u32;
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
        round = round.wrapping_add(1);
        if round.is_multiple_of(MISSED)
            && let Err(error) = site.keep_missed().await
        {
            tracing::warn!(%error, "searches that found nothing could not be counted");
        }
    }
}
