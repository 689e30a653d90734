//! Which security events are written, and how many went unwritten.

use super::{Event, pseudonym};
use model::Time;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Lines of one kind of event by one client in a minute.
const BY_CLIENT: u32 = 5;
/// Lines of one kind of event in a minute; so no more clients are remembered at once.
const IN_ALL: u32 = 60;
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A line to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What happened.
    pub event: Event,
    /// Who did it; `None` where the line only tells of what went unwritten.
    pub client: Option<String>,
    /// Events of the kind that went unwritten since its last line.
    pub suppressed: u64,
}

/// Counts events, and holds back those of a flood.
#[derive(Default)]
pub struct Flood {
    totals: [AtomicU64; Event::ALL.len()],
    state: Mutex<State>,
}

// Without `Debug`, so that no log shows the key by accident.
#[derive(Default)]
struct State {
    /// The key of pseudonyms, and the day it is for. It is never written anywhere.
    key: Option<(i64, String)>,
    minute: i64,
    kinds: BTreeMap<Event, Kind>,
}

/// What happened of one kind in the present minute.
#[derive(Default)]
struct Kind {
    lines: u32,
    by_client: BTreeMap<String, u32>,
    suppressed: u64,
}

impl Flood {
    /// Counts an event; gives the lines to write. `new_key` draws a key, which is asked for once a day.
    pub fn admit(
        &self,
        event: Event,
        address: IpAddr,
        now: Time,
        new_key: impl FnOnce() -> Option<String>,
    ) -> Vec<Line> {
        // The counter comes first: `/metrics` counts also what the log holds back.
        if let Some(total) = self.totals.get(event as usize) {
            total.fetch_add(1, Relaxed);
        }
        // The key and the counts share one lock, so a line never mixes two days' keys.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match state.key_of(now.0.div_euclid(DAY), new_key) {
            Some(key) => pseudonym(key, address),
            None => "unknown".to_owned(),
        };
        state.admit(event, client, now.0.div_euclid(MINUTE))
    }

    /// How often each kind of event happened since the start.
    pub fn totals(&self) -> impl Iterator<Item = (Event, u64)> {
        Event::ALL.into_iter().zip(self.totals.iter().map(|total| total.load(Relaxed)))
    }
}

impl State {
    fn key_of(&mut self, day: i64, new_key: impl FnOnce() -> Option<String>) -> Option<&str> {
        if self.key.as_ref().is_none_or(|(of, _)| *of != day) {
            self.key = new_key().map(|key| (day, key));
        }
        self.key.as_ref().map(|(_, key)| key.as_str())
    }

    fn admit(&mut self, event: Event, client: String, minute: i64) -> Vec<Line> {
        let mut lines = Vec::new();
        // Any other minute starts a new window, also an earlier one after the clock was set back.
        if minute != self.minute {
            self.minute = minute;
            let ended = std::mem::take(&mut self.kinds);
            // The event of now tells of its own kind.
            let others = ended.iter().filter(|(kind, of)| **kind != event && of.suppressed > 0);
            lines.extend(others.map(|(kind, of)| Line {
                event: *kind,
                client: None,
                suppressed: of.suppressed,
            }));
            let before = ended.get(&event).map_or(0, |of| of.suppressed);
            self.kinds.insert(event, Kind { suppressed: before, ..Kind::default() });
        }
        let kind = self.kinds.entry(event).or_default();
        let known = kind.by_client.get(&client).copied().unwrap_or(0);
        // The limit for all clients bounds `by_client` too, so an attacker with many addresses
        // cannot fill the memory.
        if kind.lines >= IN_ALL || known >= BY_CLIENT {
            kind.suppressed += 1;
            return lines;
        }
        kind.lines += 1;
        kind.by_client.insert(client.clone(), known + 1);
        let suppressed = std::mem::take(&mut kind.suppressed);
        lines.push(Line { event, client: Some(client), suppressed });
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn admit(flood: &Flood, event: Event, address: u32, at: i64) -> Vec<Line> {
        flood.admit(event, Ipv4Addr::from_bits(address).into(), Time(at), || Some(format!("key of {at}")))
    }

    #[test]
    fn a_flood_is_told_by_its_number() {
        let flood = Flood::default();
        let lines: Vec<_> = (0..100).flat_map(|n| admit(&flood, Event::BadSignature, 1, n)).collect();
        assert_eq!(lines.len(), 5, "of one client");
        let lines: Vec<_> = (0..100).flat_map(|n| admit(&flood, Event::BadSignature, 2 + n, 1000)).collect();
        assert_eq!((lines.len(), lines[0].suppressed), (55, 95), "of all clients");
        let next = admit(&flood, Event::FailedSignIn, 1, MINUTE);
        assert_eq!(next.len(), 2);
        assert_eq!(next[0], Line { event: Event::BadSignature, client: None, suppressed: 45 });
        assert_eq!((next[1].event, next[1].suppressed), (Event::FailedSignIn, 0));
        assert_eq!(admit(&flood, Event::BadSignature, 1, MINUTE + 1)[0].suppressed, 0, "told once");
        let totals: Vec<_> = flood.totals().filter(|(_, total)| *total > 0).collect();
        assert_eq!(totals, [(Event::FailedSignIn, 1), (Event::BadSignature, 201)]);
    }

    #[test]
    fn the_event_of_now_tells_of_its_own_kind() {
        let flood = Flood::default();
        (0..7).for_each(|n| drop(admit(&flood, Event::ForgedForm, 1, n)));
        let next = admit(&flood, Event::ForgedForm, 1, MINUTE);
        assert_eq!((next.len(), next[0].suppressed, next[0].client.is_some()), (1, 2, true));
    }

    #[test]
    fn a_client_has_one_pseudonym_a_day() {
        let flood = Flood::default();
        let of = |address, at| admit(&flood, Event::ForgedForm, address, at)[0].client.clone();
        assert_eq!(of(1, 0), of(1, MINUTE));
        assert_ne!(of(1, 2 * MINUTE), of(2, 2 * MINUTE));
        assert_ne!(of(1, 3 * MINUTE), of(1, DAY), "the key is another");
        assert_eq!(of(3, DAY).map(|client| client.len()), Some(12));
        let none = flood.admit(Event::ForgedForm, Ipv4Addr::LOCALHOST.into(), Time(9 * DAY), || None);
        assert_eq!(none[0].client.as_deref(), Some("unknown"));
    }

    #[test]
    fn neighbours_in_a_v6_network_are_one_client() {
        let of = |text: &str| pseudonym("key", text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
