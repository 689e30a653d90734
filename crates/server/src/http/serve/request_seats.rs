//! Requests that one address may have open over HTTP/2. Over HTTP/1 its connections are the limit, because each answers one
//! request after the other.

use crate::http::limits::client_of;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tumblelog::ClientId;

/// Open requests for each connection that an address may have.
const BY_CONNECTION: usize = 2;

/// The open requests of all addresses, shared by cloning.
#[derive(Clone)]
pub struct RequestSeats(Arc<Seats>);

struct Seats {
    /// 0 lifts the limit.
    most: usize,
    taken: Mutex<HashMap<ClientId, usize>>,
}

impl RequestSeats {
    /// For addresses that may have so many connections; 0 for any number.
    pub fn new(connections: usize) -> Self {
        Self(Arc::new(Seats { most: connections.saturating_mul(BY_CONNECTION), taken: Mutex::default() }))
    }

    /// A seat for one more request of an address; `None` where all that it may have are taken.
    pub fn take_seat(&self, address: IpAddr) -> Option<RequestSeat> {
        let client = client_of(address);
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&client).copied().unwrap_or(0);
        if self.0.most > 0 && own >= self.0.most {
            return None;
        }
        taken.insert(client, own + 1);
        Some(RequestSeat { seats: self.clone(), client })
    }
}

/// The seat of one request; free again when it is dropped.
pub struct RequestSeat {
    seats: RequestSeats,
    client: ClientId,
}

impl Drop for RequestSeat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.client) {
            *own -= 1;
            // An empty entry is dropped, or the map would grow with every address ever seen.
            if *own == 0 {
                taken.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_and_gets_seats_back() {
        let (seats, one, other) =
            (RequestSeats::new(2), IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut open: Vec<_> = (0..4).map(|_| seats.take_seat(one).unwrap()).collect();
        assert!(seats.take_seat(one).is_none() && seats.take_seat(other).is_some());
        drop(open.pop());
        assert!(seats.take_seat(one).is_some());
        drop(open);
        assert!(seats.0.taken.lock().unwrap().is_empty());
        let any = RequestSeats::new(0);
        assert_eq!((0..1000).filter_map(|_| any.take_seat(one)).count(), 1000);
    }
}
