//! Whether a connection is being used, so that one that is not can be closed.

use super::ConnectionLimits;
use super::places::ConnectionSlot;
use std::future::Future;
use tokio::sync::watch;
use tokio::time::Instant;

#[derive(Debug, Clone, Copy)]
struct State {
    /// A request is being answered.
    busy: bool,
    /// Since when that is so.
    since: Instant,
    /// No request has come yet.
    unused: bool,
}

/// The requests of one connection. HTTP/1 answers one after the other.
pub struct Activity(watch::Sender<State>);

impl Activity {
    /// Of a connection that was just made.
    pub fn new() -> Self {
        Self(watch::Sender::new(State { busy: false, since: Instant::now(), unused: true }))
    }

    /// Answers a request, during which the connection is not idle.
    pub async fn answer<T>(&self, answer: impl Future<Output = T>) -> T {
        self.set_busy(true);
        let answered = answer.await;
        // What is left to be written does not count: an idle connection is closed after that.
        self.set_busy(false);
        answered
    }

    fn set_busy(&self, busy: bool) {
        self.0.send_replace(State { busy, since: Instant::now(), unused: false });
    }

    /// Whether no request has come yet.
    pub fn is_unused(&self) -> bool {
        self.0.borrow().unused
    }

    /// Waits until no request has come for as long as is permitted, which is shorter while there is little room.
    pub async fn wait_until_idle(&self, limits: &ConnectionLimits, place: &mut ConnectionSlot) {
        let mut state = self.0.subscribe();
        loop {
            let State { busy, since, .. } = *state.borrow_and_update();
            let permitted = if place.is_under_pressure() { limits.idle_under_pressure } else { limits.idle };
            tokio::select! {
                // Counted from `since`, so a change of pressure shortens the wait that has begun.
                () = tokio::time::sleep_until(since + permitted), if !busy => return,
                _ = state.changed() => {}
                () = place.pressure_changed() => {}
            }
        }
    }
}
