//! Places for bodies that are held in memory before it is known who sends them: a few in all, and fewer for one address, so
//! that one sender who is slow cannot keep all others out.

use super::error::Refusal;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tumblelog::ClientId;

/// The places of one kind of body.
pub struct BodySlots {
    total: usize,
    per_client: usize,
    taken: Mutex<Taken>,
}

struct Taken {
    all: usize,
    /// By client; a client without a body has no entry.
    by_client: BTreeMap<u64, usize>,
}

/// A place that is taken until it is dropped.
pub struct BodySlot {
    slots: &'static BodySlots,
    client: Option<ClientId>,
}

impl BodySlots {
    /// So many places in all, and so many of them for one client.
    pub const fn new(total: usize, per_client: usize) -> Self {
        let taken = Taken { all: 0, by_client: BTreeMap::new() };
        Self { total, per_client, taken: Mutex::new(taken) }
    }

    /// Takes a place. `client` is `None` for an address that is exempt from limits: it has no share.
    ///
    /// # Errors
    /// [`Refusal::Busy`] where all places, or all of this client, are taken.
    pub fn take_slot(&'static self, client: Option<ClientId>) -> Result<BodySlot, Refusal> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_client = client.and_then(|client| taken.by_client.get(&client.0).copied()).unwrap_or(0);
        if taken.all >= self.total || of_client >= self.per_client {
            return Err(Refusal::Busy);
        }
        taken.all += 1;
        if let Some(client) = client {
            taken.by_client.insert(client.0, of_client + 1);
        }
        Ok(BodySlot { slots: self, client })
    }
}

impl Drop for BodySlot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        let Some(ClientId(client)) = self.client else { return };
        match taken.by_client.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            // Removed and not kept at 0: the map must not grow with the addresses that came once.
            _ => drop(taken.by_client.remove(&client)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_has_a_share_of_the_places() {
        static SLOTS: BodySlots = BodySlots::new(5, 2);
        let take = |client: Option<u64>| SLOTS.take_slot(client.map(ClientId)).ok();
        let held = [take(Some(1)), take(Some(1))];
        assert!(held.iter().all(Option::is_some) && take(Some(1)).is_none());
        let others = [take(Some(2)), take(None), take(None)];
        assert!(others.iter().all(Option::is_some), "exempt addresses have no share");
        assert!(take(None).is_none() && take(Some(3)).is_none(), "all are taken");
        drop(held);
        assert!(take(Some(1)).is_some());
        drop(others);
        assert!(SLOTS.taken.lock().unwrap().by_client.is_empty());
    }
}
