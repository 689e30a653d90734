//! What a serving process does by itself, in three loops, so that none waits for another: it publishes what has become
//! due in the queues and keeps house; it compares new posts with those that may be their duplicates; it looks for tags that
//! may be one subject.

use model::{Clock, Time};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tumblelog::Site;

/// From the beginning of one round to that of the next.
const ROUND: Duration = Duration::from_secs(2);

/// Rounds from one tidying to the next: ten minutes.
const TIDY: u32 = 300;

/// Rounds from one writing down of searches that found nothing to the next: a minute.
const MISSED: u32 = 30;

/// Parts of an older site, of some thousand posts each, that are read for their files in a round.
const BACKFILL: u32 = 8;

/// Rounds from one removal of files without posts to the next: a minute.
const SWEEP: u32 = 30;

/// Posts of robots' blogs looked at in a round at most.
const ROBOTS: usize = 1_000;

/// Posts compared in a round at most; the next goes on.
const COMPARED: usize = 4_000;

/// Steps of the search for proposals in a round at most: after a large import the search takes its time and leaves the
/// machine to readers.
const SEARCHES: usize = 16;

/// The loops beside the server. They begin with what became due while no process was running.
pub struct Worker {
    stop: watch::Sender<bool>,
    running: [JoinHandle<()>; 3],
}

impl Worker {
    /// Starts it on the present runtime. `join_above` is the score from which proposals are joined without a person.
    pub fn start(site: Site, clock: Arc<dyn Clock>, join_above: Option<f32>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let running = [
            tokio::spawn(publish_queues(site.clone(), clock, Rounds::new(&stopped))),
            tokio::spawn(compare_duplicates(site.clone(), Rounds::new(&stopped))),
            tokio::spawn(find_proposals(site, join_above, Rounds::new(&stopped))),
        ];
        Self { stop, running }
    }

    /// Ends it after the rounds that have begun.
    pub async fn stop(self) {
        // It fails only where all loops have ended by themselves.
        let _ = self.stop.send(true);
        for running in self.running {
            if let Err(error) = running.await {
                tracing::error!(%error, "the worker ended badly");
            }
        }
    }
}

/// The beginnings of one loop's rounds.
struct Rounds {
    ticks: Interval,
    stopped: watch::Receiver<bool>,
}

impl Rounds {
    fn new(stopped: &watch::Receiver<bool>) -> Self {
        let mut ticks = interval(ROUND);
        // After a long round the next keeps its distance, instead of making up for lost ones.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { ticks, stopped: stopped.clone() }
    }

    /// Waits for the next; false when there is none.
    async fn next(&mut self) -> bool {
        tokio::select! {
            // The stop goes first, so that no round begins after it.
            biased;
            _ = self.stopped.wait_for(|stopped| *stopped) => false,
            _ = self.ticks.tick() => true,
        }
    }

    fn have_ended(&self) -> bool {
        *self.stopped.borrow()
    }
}

/// Logs why a round failed, unless the log knows: while the database is out of reach every round of every loop fails.
fn log_failure(error: &tumblelog::Error, what: &'static str) {
    if !error.is_logged() {
        tracing::error!(%error, "{what}");
    }
}

async fn publish_queues(site: Site, clock: Arc<dyn Clock>, mut rounds: Rounds) {
    let (mut round, mut behind) = (0_u32, true);
    while rounds.next().await {
        match site.run_due(clock.now()).await {
            Ok(published) if published.is_empty() => {}
            Ok(published) => tracing::info!(posts = published.len(), "published from queues"),
            Err(error) => {
                log_failure(&error, "queues could not be published; the next round tries again");
            }
        }
        // Round 0 counts too: a process that is restarted often must prune as well.
        if round.is_multiple_of(TIDY) {
            prune_site(&site, clock.now()).await;
        }
        // Files are swept only after the backfill: until then, files in use look unused.
        if behind {
            behind = backfill_media(&site).await;
        } else if round.is_multiple_of(SWEEP) {
            sweep_files(&site, clock.now()).await;
        }
        if round.is_multiple_of(MISSED)
            && let Err(error) = site.keep_missed().await
        {
            log_failure(&error, "searches that found nothing could not be counted");
        }
        round = round.wrapping_add(1);
    }
}

/// A failure is left to the next time: what is over counts for nothing, forgotten or not.
async fn prune_site(site: &Site, now: Time) {
    match site.prune_expired(now).await {
        Ok(rows) => tracing::debug!(rows, "forgot what was over"),
        Err(error) => log_failure(&error, "what is over could not be forgotten"),
    }
}

/// Reads which posts of an older site reference which files. False when that is done.
async fn backfill_media(site: &Site) -> bool {
    for _ in 0..BACKFILL {
        match site.backfill_post_media().await {
            Ok(true) => {}
            Ok(false) => return false,
            Err(error) => {
                tracing::error!(%error, "which posts reference which files could not be read; the next round goes on");
                break;
            }
        }
    }
    true
}

/// Removes files that no post references.
async fn sweep_files(site: &Site, now: Time) {
    match site.sweep_uploads(now).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "removed files that no post references"),
        Err(error) => log_failure(&error, "files that no post references could not be removed"),
    }
}

async fn compare_duplicates(site: Site, mut rounds: Rounds) {
    while rounds.next().await {
        if let Err(error) = site.mark_robots(ROBOTS).await {
            log_failure(&error, "posts of robots could not be marked; the next round tries again");
        }
        if let Err(error) = site.find_duplicates(COMPARED).await {
            log_failure(&error, "posts could not be compared; the next round tries again");
        }
    }
}

/// Looks at new tags and, where there are none, at a few of the others once more.
async fn find_proposals(site: Site, join_above: Option<f32>, mut rounds: Rounds) {
    while rounds.next().await {
        for _ in 0..SEARCHES {
            match site.propose_next(true, join_above).await {
                Ok(round) if round.joined > 0 => {
                    tracing::info!(proposals = round.joined, "joined above the threshold");
                }
                Ok(round) if round.new == 0 => break,
                Ok(_) => {}
                Err(error) => {
                    log_failure(&error, "proposals could not be looked for; the next round tries again");
                    break;
                }
            }
            // The steps of one round can take long, and a stop should not wait for all of them.
            if rounds.have_ended() {
                return;
            }
        }
    }
}
