//! Places for connections: so many in all, and so many for one address.

use super::{ConnectionLimits, OpenConnections};
use crate::http::limits::client_of;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tumblelog::ClientId;

/// All places.
#[derive(Debug)]
pub struct Places {
    limits: ConnectionLimits,
    room: Arc<Semaphore>,
    by_address: Mutex<HashMap<ClientId, usize>>,
    /// What others are told of their number.
    open: OpenConnections,
    /// More than three quarters are taken.
    pressure: watch::Sender<bool>,
}

impl Places {
    /// All free.
    pub fn new(limits: ConnectionLimits, open: OpenConnections) -> Arc<Self> {
        Arc::new(Self {
            limits,
            // With no place at all the site could never answer, so there is at least one.
            room: Arc::new(Semaphore::new(limits.total.clamp(1, Semaphore::MAX_PERMITS))),
            by_address: Mutex::default(),
            open,
            pressure: watch::Sender::new(false),
        })
    }

    /// Waits until a place is free; `None` never comes, because nobody closes the semaphore.
    pub async fn wait_for_room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).acquire_owned().await.ok()
    }

    /// Whether an address may have one more.
    pub fn has_share(&self, address: IpAddr) -> bool {
        let most = self.limits.per_address;
        let by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        most == 0 || by_address.get(&client_of(address)).is_none_or(|count| *count < most)
    }

    /// Gives a place to a connection from an address.
    pub fn seat(self: &Arc<Self>, room: Option<OwnedSemaphorePermit>, address: IpAddr) -> ConnectionSlot {
        let client = client_of(address);
        *self.by_address.lock().unwrap_or_else(PoisonError::into_inner).entry(client).or_default() += 1;
        self.open.count_one(1);
        self.weigh_pressure(0);
        ConnectionSlot { places: Arc::clone(self), client, _room: room, pressure: self.pressure.subscribe() }
    }

    /// Tells all connections where the pressure begins or ends. `leaving` places are about to become free.
    fn weigh_pressure(&self, leaving: usize) {
        let free = self.room.available_permits() + leaving;
        let taken = self.limits.total.saturating_sub(free);
        let pressed = taken.saturating_mul(4) > self.limits.total.saturating_mul(3);
        // Only on a change: each message wakes every connection.
        self.pressure.send_if_modified(|now| std::mem::replace(now, pressed) != pressed);
    }
}

/// The place of one connection; free again when it is dropped.
#[derive(Debug)]
pub struct ConnectionSlot {
    places: Arc<Places>,
    client: ClientId,
    _room: Option<OwnedSemaphorePermit>,
    pressure: watch::Receiver<bool>,
}

impl ConnectionSlot {
    /// Whether there is little room.
    pub fn is_under_pressure(&mut self) -> bool {
        *self.pressure.borrow_and_update()
    }

    /// Waits until that begins or ends. Its sender lives as long as the place.
    pub async fn pressure_changed(&mut self) {
        let _ = self.pressure.changed().await;
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut by_address = self.places.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.client) {
            *count -= 1;
            // An empty entry is dropped, or the map would grow with every address ever seen.
            if *count == 0 {
                by_address.remove(&self.client);
            }
        }
        self.places.open.count_one(-1);
        // The lock ends before the connections are woken.
        drop(by_address);
        // The permit is a field and returns after this, so it is counted as free already.
        self.places.weigh_pressure(1);
    }
}
