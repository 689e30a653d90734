//! The lane of expensive reads: threads of their own, a bounded number of reads that wait for one, and a share for
//! each client, so that a page never waits behind them.

use crate::{Error, Result};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Reads that may wait for a thread of the lane.
const WAITING: usize = 32;
/// How long a read waits for a thread before it is refused.
const PATIENCE: Duration = Duration::from_secs(8);
/// Expensive reads of one client that wait or run at once.
pub const PER_CLIENT: usize = 2;

/// A client whose expensive reads are counted together, such as an IP address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientId(pub u64);

tokio::task_local! {
    // The client goes with the task and not with every signature between a handler and the store: pages and endpoints
    // need not know which of their reads turn out to be expensive.
    static CLIENT: ClientId;
}

/// Runs `work` for a client: its expensive reads count towards the client's share. Reads of other tasks, such as those
/// of commands and of the worker, have no share.
pub async fn run_for_client<T>(client: ClientId, work: impl Future<Output = T>) -> T {
    CLIENT.scope(client, work).await
}

/// Admission to the threads of expensive reads.
#[derive(Debug)]
pub(crate) struct Lane {
    threads: Arc<Semaphore>,
    admitted: Mutex<Admitted>,
    most: usize,
}

#[derive(Debug, Default)]
struct Admitted {
    all: usize,
    by_client: HashMap<ClientId, usize>,
}

impl Lane {
    /// A lane with so many threads.
    pub fn new(threads: usize) -> Arc<Self> {
        // Seats count reads that run as well as those that wait.
        let most = threads + WAITING;
        Arc::new(Self { threads: Arc::new(Semaphore::new(threads)), admitted: Mutex::default(), most })
    }

    /// Waits for a thread. A caller that is dropped meanwhile leaves the queue at once.
    pub async fn wait_for_thread(self: &Arc<Self>) -> Result<Ticket> {
        // The seat comes before the wait, so that the queue itself is bounded. Outside a request
        // there is no client, and then no share.
        let seat = self.take_seat(CLIENT.try_with(|client| *client).ok())?;
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.threads).acquire_owned()).await;
        match permit {
            Ok(Ok(permit)) => Ok(Ticket { _permit: permit, _seat: seat }),
            // A semaphore refuses only when it is closed.
            Ok(Err(_)) => Err(Error::Closed),
            Err(_) => Err(Error::Busy("no thread for an expensive read became free in time".into())),
        }
    }

    fn take_seat(self: &Arc<Self>, client: Option<ClientId>) -> Result<Seat> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let own = client.map_or(0, |client| admitted.by_client.get(&client).copied().unwrap_or(0));
        // The client's own share is checked first: a busy client should hear that it is the cause.
        if own >= PER_CLIENT {
            return Err(Error::ClientBusy);
        }
        if admitted.all >= self.most {
            return Err(Error::Busy("too many expensive reads are waiting".into()));
        }
        admitted.all += 1;
        if let Some(client) = client {
            *admitted.by_client.entry(client).or_default() += 1;
        }
        Ok(Seat { lane: Arc::clone(self), client })
    }
}

/// The right to use a thread of the lane; given back when the read has ended, not when its asker has gone.
pub(crate) struct Ticket {
    _permit: OwnedSemaphorePermit,
    _seat: Seat,
}

struct Seat {
    lane: Arc<Lane>,
    client: Option<ClientId>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut admitted = self.lane.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        // Saturating: a panic in `drop` could abort the program.
        admitted.all = admitted.all.saturating_sub(1);
        let Some(client) = self.client else { return };
        if let Some(own) = admitted.by_client.get_mut(&client) {
            *own -= 1;
            // Empty entries go, or the map would grow with every address ever seen.
            if *own == 0 {
                admitted.by_client.remove(&client);
            }
        }
    }
}
