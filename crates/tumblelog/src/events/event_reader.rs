//! Reads the outbox, brings this process's caches in step, and passes events on to listeners.

use crate::{Error, Result, Site};
use model::{Event, EventKind};
use std::time::Duration;
use store::Tx;
use store::events::EventCursor;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Events read at once.
const PAGE: usize = 1_000;
/// The longest time between two looks. Processes that share a database tell each other on PostgreSQL alone, and only those
/// that run a reader.
const LOOK: Duration = Duration::from_secs(1);

/// Reads events until it is stopped or dropped. One a process is enough; [`Site::subscribe_events`] hears it.
pub struct EventReader {
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl EventReader {
    /// Starts on the present runtime. When this returns, what is committed from now on will be heard.
    ///
    /// # Errors
    /// What the database says.
    pub async fn start(site: Site) -> Result<Self> {
        let cursor = site.store.read(|tx| Ok::<_, Error>(EventCursor::at_present(tx)?)).await?;
        site.store.happened().listen()?;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(read_until(site, cursor, stopped));
        Ok(Self { stop, running })
    }

    /// Stops it.
    pub async fn stop(self) {
        // It fails only where the task has ended by itself.
        let _ = self.stop.send(true);
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the reader of events ended badly");
        }
    }
}

async fn read_until(site: Site, mut cursor: EventCursor, mut stopped: watch::Receiver<bool>) {
    let bell = site.store.happened().notify().clone();
    loop {
        // Waited for before the look, so that an event that is committed after it is not missed.
        let rung = bell.notified();
        tokio::pin!(rung);
        rung.as_mut().enable();
        // While the database is out of reach the cursor stays, and the log knows already.
        while read_next(&site, &mut cursor).await.unwrap_or(0) > 0 {}
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = &mut rung => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Passes on the next events after a cursor, and moves it behind them; how many.
async fn read_next(site: &Site, cursor: &mut EventCursor) -> Result<usize> {
    let before = cursor.clone();
    let read = move |tx: &mut Tx<'_>| {
        // A copy each time: a read may run again.
        let mut cursor = before.clone();
        Ok::<_, Error>((cursor.read_events(tx, PAGE)?, cursor))
    };
    let (events, after) = site.store.read(read).await?;
    *cursor = after;
    update_caches(site, &events).await;
    for event in &events {
        // It fails where nobody listens.
        let _ = site.events.send(*event);
    }
    Ok(events.len())
}

/// Drops what this process has kept and an event has made untrue. What queries of the index keep is tied to versions in the
/// database, and needs no event.
async fn update_caches(site: &Site, events: &[Event]) {
    // Trends count the spellings of a subject together.
    if events.iter().any(|event| event.kind == EventKind::SubjectChanged) {
        site.trends.lock_answers().await.clear();
    }
}
