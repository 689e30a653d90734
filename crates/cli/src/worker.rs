//! What a serving process does by itself: every few seconds it publishes what has become due in the queues and
//! compares new posts with those that may be their copies; beside that, so that neither waits for the other, it looks
//! for tags that may be one subject. Every minute it writes down which searches found nothing.

use model::Clock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use tumblelog::Site;

/// Rounds from one writing down of searches that found nothing to the next.
const MISSED: u32 = 30;

/// From the beginning of one round to that of the next.
const ROUND: Duration = Duration::from_secs(2);
/// Rounds of the search for proposals at most, from the beginning of one to that of the next: after a large import the
/// search takes its time and leaves the machine to readers.
const SEARCHES: usize = 4;

/// Posts of robots' blogs looked at in a round at most.
const ROBOTS: usize = 1_000;

/// Posts compared in a round at most; the next goes on.
const COMPARED: usize = 4_000;

/// The loop beside the server. It begins with what became due while no process was running.
pub struct Worker {
    stop: watch::Sender<bool>,
    running: [JoinHandle<()>; 2],
}

impl Worker {
    /// Starts it on the present runtime. `join_above` is the score from which proposals are joined without a person.
    pub fn start(site: Site, clock: Arc<dyn Clock>, join_above: Option<f32>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let queues = tokio::spawn(rounds(site.clone(), clock, stopped.clone()));
        let proposals = tokio::spawn(searches(site, join_above, stopped));
        Self { stop, running: [queues, proposals] }
    }

    /// Ends it after the rounds that have begun.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for running in self.running {
            if let Err(error) = running.await {
                tracing::error!(%error, "the worker ended badly");
            }
        }
    }
}

/// Looks at new tags and, where there are none, at a few of the others once more.
async fn searches(site: Site, join_above: Option<f32>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        for _ in 0..SEARCHES {
            match site.propose_next(true, join_above).await {
                Ok(round) if round.joined > 0 => {
                    tracing::info!(proposals = round.joined, "joined above the threshold");
                }
                Ok(round) if round.new == 0 => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "proposals could not be looked for; the next round tries again");
                    break;
                }
            }
            if *stopped.borrow() {
                return;
            }
        }
    }
}

async fn rounds(site: Site, clock: Arc<dyn Clock>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut round = 0_u32;
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
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
        round = round.wrapping_add(1);
        if round.is_multiple_of(MISSED)
            && let Err(error) = site.keep_missed().await
        {
            tracing::warn!(%error, "searches that found nothing could not be counted");
        }
    }
}
