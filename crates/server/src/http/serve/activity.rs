//! Whether a connection is being used, so that one that is not can be closed.

use super::ConnectionLimits;
use super::places::ConnectionSlot;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Requests of HTTP/2 that a client may give up within [`GIVEN_UP_WITHIN`]: each may have cost us work for nothing. A reader
/// who leaves a page gives up its pictures, which are fewer.
const GIVEN_UP: u32 = 200;
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy)]
struct State {
    /// Requests that are being answered.
    open: usize,
    /// Since when that is so.
    since: Instant,
    /// No request has come yet.
    unused: bool,
    /// More requests were given up than may be.
    flooded: bool,
}

/// The requests of one connection, shared by cloning.
#[derive(Clone)]
pub struct Activity(Arc<Requests>);

struct Requests {
    state: watch::Sender<State>,
    /// Answers of HTTP/2 whose client must take what it was sent before more is made, and since when.
    untaken: Mutex<HashMap<u64, Instant>>,
    given_up: Mutex<(Instant, u32)>,
}

impl Activity {
    /// Of a connection that was just made.
    pub fn new() -> Self {
        let now = Instant::now();
        let state = State { open: 0, since: now, unused: true, flooded: false };
        Self(Arc::new(Requests {
            state: watch::Sender::new(state),
            untaken: Mutex::default(),
            given_up: Mutex::new((now, 0)),
        }))
    }

    /// Answers a request, during which the connection is not idle.
    pub async fn answer<T>(&self, answer: impl Future<Output = T>) -> T {
        let mut open = self.begin_request();
        let answered = answer.await;
        // What is left to be written does not count: an idle connection is closed after that.
        open.finish_request();
        answered
    }

    /// A request that is open as long as this value lives.
    pub fn begin_request(&self) -> OpenRequest {
        self.change_open(|open| open + 1);
        OpenRequest { activity: self.clone(), finished: false }
    }

    fn change_open(&self, change: impl FnOnce(usize) -> usize) {
        self.0.state.send_modify(|state| {
            state.open = change(state.open);
            (state.since, state.unused) = (Instant::now(), false);
        });
    }

    /// Whether no request has come yet.
    pub fn is_unused(&self) -> bool {
        self.0.state.borrow().unused
    }

    /// Waits until no request has come for as long as is permitted, which is shorter while there is little room.
    pub async fn wait_until_idle(&self, limits: &ConnectionLimits, place: &mut ConnectionSlot) {
        let mut state = self.0.state.subscribe();
        loop {
            let State { open, since, .. } = *state.borrow_and_update();
            let permitted = if place.is_under_pressure() { limits.idle_under_pressure } else { limits.idle };
            tokio::select! {
                // Counted from `since`, so a change of pressure shortens the wait that has begun.
                () = tokio::time::sleep_until(since + permitted), if open == 0 => return,
                _ = state.changed() => {}
                () = place.pressure_changed() => {}
            }
        }
    }

    /// Waits until the client has taken nothing of one of its answers for `limit`, or a quarter longer.
    pub async fn wait_until_untaken(&self, limit: Duration) {
        loop {
            tokio::time::sleep(limit / 4).await;
            if self.count_untaken(limit) > 0 {
                return;
            }
        }
    }

    /// Waits until no answer has made progress for `limit`: none is open, or the client takes nothing of those that are.
    pub async fn wait_until_quiet(&self, limit: Duration) {
        let mut quiet_since = None;
        loop {
            let open = self.0.state.borrow().open;
            // Answers that are still being made are progress; their time is limited elsewhere.
            let quiet = self.count_untaken(limit) >= open;
            let since = *quiet_since.get_or_insert_with(Instant::now);
            if !quiet {
                quiet_since = None;
            } else if since.elapsed() >= limit {
                return;
            }
            tokio::time::sleep(limit / 4).await;
        }
    }

    /// Waits until the client has given up more requests than it may.
    pub async fn wait_until_flooded(&self) {
        // The sender lives in `self`, so this fails never.
        let _ = self.0.state.subscribe().wait_for(|state| state.flooded).await;
    }

    fn count_untaken(&self, limit: Duration) -> usize {
        let untaken = self.0.untaken.lock().unwrap_or_else(PoisonError::into_inner);
        untaken.values().filter(|since| since.elapsed() >= limit).count()
    }

    /// Notes that an answer waits for its client, or no longer.
    pub fn note_untaken(&self, answer: u64, waits: bool) {
        let mut untaken = self.0.untaken.lock().unwrap_or_else(PoisonError::into_inner);
        match waits {
            true => drop(untaken.insert(answer, Instant::now())),
            false => drop(untaken.remove(&answer)),
        }
    }

    /// Notes that a client gave up a request.
    fn note_given_up(&self) {
        let mut given_up = self.0.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = &mut *given_up;
        if began.elapsed() > GIVEN_UP_WITHIN {
            (*began, *count) = (Instant::now(), 0);
        }
        *count += 1;
        if *count > GIVEN_UP {
            self.0.state.send_modify(|state| state.flooded = true);
        }
    }
}

/// A request that is being answered. One that is dropped unfinished was given up by its client.
pub struct OpenRequest {
    activity: Activity,
    finished: bool,
}

impl OpenRequest {
    /// Its answer was made, and over HTTP/2 handed over.
    pub fn finish_request(&mut self) {
        self.finished = true;
    }

    /// The connection it came over.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        self.activity.change_open(|open| open.saturating_sub(1));
        if !self.finished {
            self.activity.note_given_up();
        }
    }
}
