//! How often the API may be asked: by address and by key, in fixed windows that begin with the first request in them.

mod recent;
mod window;

use crate::http::peer::Network;
use crate::http::request_origin::RequestOrigin;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::Time;
use recent::Recent;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use tumblelog::ClientId;
use window::Windows;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Addresses counted at once, and as many keys; a count takes about 100 bytes. Past that, those that have not asked
/// for longest are forgotten.
const MOST: usize = 100_000;

/// The number in the headers where a limit is lifted: the largest that every client's integers hold.
pub const UNLIMITED: u32 = 2_147_483_647;

/// Requests permitted; 0 lifts a limit. The defaults are those that Tumblr documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// By one address in a minute. An address of IPv6 stands for its /64.
    pub address_minute: u32,
    /// By one address in an hour.
    pub address_hour: u32,
    /// By one address in a day.
    pub address_day: u32,
    /// With one key in an hour.
    pub key_hour: u32,
    /// With one key in a day.
    pub key_day: u32,
    /// Addresses whose requests are not counted, with whatever key.
    pub exempt: Vec<Network>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_minute: 300,
            address_hour: 18_000,
            address_day: 432_000,
            key_hour: 1_000,
            key_day: 5_000,
            exempt: Vec::new(),
        }
    }
}

impl Limits {
    /// No limit at all.
    pub fn without_limits() -> Self {
        Self {
            address_minute: 0,
            address_hour: 0,
            address_day: 0,
            key_hour: 0,
            key_day: 0,
            exempt: Vec::new(),
        }
    }
}

/// Counts requests. One for the whole process; what it counted ends with the process.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    addresses: Recent<ClientId, Windows<3>>,
    keys: Recent<[u8; 16], Windows<2>>,
}

/// What a client may do in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests in the window.
    pub limit: u32,
    /// Of them, those left after this one.
    pub remaining: u32,
    /// Seconds until the window ends.
    pub reset: u32,
}

/// Whether a request may be answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LimitVerdict {
    /// Seconds after which it is worth asking again, where this request is refused: answer 429.
    pub retry_after: Option<u32>,
    /// Of the key where there is one, otherwise of the address; none where that limit is lifted or nothing is counted.
    pub hour: Option<Allowance>,
    /// The like for the day.
    pub day: Option<Allowance>,
}

impl Limiter {
    /// Nothing counted yet.
    pub fn new(limits: Limits) -> Self {
        Self::with_room(limits, MOST)
    }

    /// Whose expensive reads those of an address are; nobody's where it is exempt.
    pub(crate) fn client(&self, addr: IpAddr) -> Option<ClientId> {
        (!self.is_exempt(addr)).then(|| client_of(addr))
    }

    fn is_exempt(&self, addr: IpAddr) -> bool {
        self.limits.exempt.iter().any(|network| network.contains_address(addr))
    }

    fn with_room(limits: Limits, most: usize) -> Self {
        let counts = Counts { addresses: Recent::new(most), keys: Recent::new(most) };
        Self { limits, counts: Mutex::new(counts) }
    }

    /// Counts a request, unless it is refused. `addr` is [`crate::Peer::addr`]; `key` is a consumer key that is
    /// known to exist, because any other would only take the places of those that do.
    pub fn take_request(&self, addr: IpAddr, key: Option<&str>, now: Time) -> LimitVerdict {
        let limits = &self.limits;
        if self.is_exempt(addr) {
            return LimitVerdict::default();
        }
        let now = now.seconds();
        let by_address =
            [(MINUTE, limits.address_minute), (HOUR, limits.address_hour), (DAY, limits.address_day)];
        let by_key = [(HOUR, limits.key_hour), (DAY, limits.key_day)];
        // One lock over check and count, so that two requests cannot both take the last place.
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = &mut *counts;
        // Looked up before it is known to be allowed: the entry must stay among the recent ones
        // during a flood.
        let address = counts.addresses.get_or_insert(client_of(addr));
        let key = key.map(|key| counts.keys.get_or_insert(digest_key(key)));

        let wait = address.seconds_to_wait(&by_address, now);
        let wait = wait.max(key.as_ref().and_then(|windows| windows.seconds_to_wait(&by_key, now)));
        // A refused request is not counted, so a client that keeps asking gets in when the window
        // ends.
        if wait.is_none() {
            address.count_request(&by_address, now);
        }
        let [_, hour, day] = address.list_allowances(&by_address, now);
        let Some(key) = key else { return LimitVerdict { retry_after: wait, hour, day } };
        if wait.is_none() {
            key.count_request(&by_key, now);
        }
        let [hour, day] = key.list_allowances(&by_key, now);
        LimitVerdict { retry_after: wait, hour, day }
    }
}

impl LimitVerdict {
    /// Whether the request may be answered.
    pub fn is_allowed(&self) -> bool {
        self.retry_after.is_none()
    }

    /// Writes `X-Ratelimit-Perday-Limit` and its like, and `Retry-After` on a refusal. Where a limit is lifted they say
    /// [`UNLIMITED`]: some clients fail without them.
    pub fn write_headers(&self, headers: &mut HeaderMap) {
        const NAMES: [[&str; 3]; 2] = [
            ["x-ratelimit-perhour-limit", "x-ratelimit-perhour-remaining", "x-ratelimit-perhour-reset"],
            ["x-ratelimit-perday-limit", "x-ratelimit-perday-remaining", "x-ratelimit-perday-reset"],
        ];
        for (names, allowance) in NAMES.iter().zip([self.hour, self.day]) {
            // A limit that is lifted never resets, so zero seconds are left.
            let lifted = Allowance { limit: UNLIMITED, remaining: UNLIMITED, reset: 0 };
            let Allowance { limit, remaining, reset } = allowance.unwrap_or(lifted);
            for (name, number) in names.iter().zip([limit, remaining, reset]) {
                headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
            }
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// Counts a request for tokens by the address it comes from; refused, it is answered as RFC 6749 has it.
pub(crate) async fn rate_limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let verdict =
        app.limiter().take_request(RequestOrigin::of_request(&app, &parts).address, None, app.now());
    let Some(seconds) = verdict.retry_after else { return next.run(Request::from_parts(parts, body)).await };
    let words = format!("too many requests; the next is answered in {seconds} seconds");
    let said = serde_json::json!({ "error": "temporarily_unavailable", "error_description": words });
    let mime = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut response = (StatusCode::TOO_MANY_REQUESTS, mime, said.to_string()).into_response();
    verdict.write_headers(response.headers_mut());
    response
}

/// Lets the expensive reads of a request count towards the share of the address it comes from.
pub(crate) async fn count_expensive(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let client = app.limiter().client(RequestOrigin::of_request(&app, &parts).address);
    let answer = next.run(Request::from_parts(parts, body));
    // An exempt address has no share: its reads are not held against anybody.
    match client {
        Some(client) => tumblelog::run_for_client(client, answer).await,
        None => answer.await,
    }
}

/// Whose requests those from an address are: of IPv6 the upper half, because one customer has all of the lower.
pub(crate) fn client_of(addr: IpAddr) -> ClientId {
    ClientId(match addr.to_canonical() {
        // No address of IPv6 that is routed begins with this bit alone.
        IpAddr::V4(addr) => (1 << 63) | u64::from(addr.to_bits()),
        IpAddr::V6(addr) => (addr.to_bits() >> 64) as u64,
    })
}

/// Keys of any length take the same room.
fn digest_key(key: &str) -> [u8; 16] {
    let mut short = [0; 16];
    // A hash cut to 16 bytes bounds the memory that a long key takes.
    short.iter_mut().zip(Sha256::digest(key)).for_each(|(to, from)| *to = from);
    short
}

#[cfg(test)]
mod tests;
