//! The security log: what an operator must see of attacks, as events of `tracing` under the target `security`, with the
//! fields `event`, `route`, `reason`, `client` and `suppressed`, and as counters in `/metrics`.
//!
//! No secret, name or address is written. `client` is a hash of the network address (of an IPv6 address, its /64) with a
//! key that only this process knows and that it draws anew each day (UTC): lines of one client can be put together for a
//! day, and nobody can find the address from them. A flood of one kind of event is not written line by line: `suppressed`
//! says how many of the kind went unwritten before.

mod flood;

pub use flood::{Flood, Line};

use crate::http::request_origin::RequestOrigin;
use crate::state::App;
use axum::extract::MatchedPath;
use axum::http::request::Parts;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// The target of every line of the log.
const TARGET: &str = "security";
/// Longest reason written, in characters.
const REASON: usize = 200;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A name and a password that do not belong together.
    FailedSignIn,
    /// An attempt to sign in that was not looked at, after too many failures.
    LockedOut,
    /// A form that did not come from a page of ours, or without its token.
    ForgedForm,
    /// A key, token, code or client secret that is unknown, revoked or another's.
    BadCredentials,
    /// An OAuth 1 signature that the named secrets do not make.
    BadSignature,
    /// A signed request, code or refresh token that came before, or is too old to tell.
    Replay,
    /// A file that is not accepted.
    RefusedUpload,
    /// An account has another password.
    PasswordChanged,
    /// Programs lost the permission to act in an account's name.
    AccessRevoked,
}

impl Event {
    /// All of them, in the order of their counters.
    pub const ALL: [Self; 9] = [
        Self::FailedSignIn,
        Self::LockedOut,
        Self::ForgedForm,
        Self::BadCredentials,
        Self::BadSignature,
        Self::Replay,
        Self::RefusedUpload,
        Self::PasswordChanged,
        Self::AccessRevoked,
    ];

    /// Its name in the log and in `/metrics`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FailedSignIn => "failed_sign_in",
            Self::LockedOut => "locked_out",
            Self::ForgedForm => "forged_form",
            Self::BadCredentials => "bad_credentials",
            Self::BadSignature => "bad_signature",
            Self::Replay => "replay",
            Self::RefusedUpload => "refused_upload",
            Self::PasswordChanged => "password_changed",
            Self::AccessRevoked => "access_revoked",
        }
    }

    /// Whether a person did what they may do.
    fn is_ordinary(self) -> bool {
        matches!(self, Self::PasswordChanged | Self::AccessRevoked)
    }
}

/// Where a request came in, and from where.
#[derive(Debug, Clone)]
pub struct EventOrigin {
    /// The route as the router has it, `/saved/feed/{token}/{format}`: without what stands in the address.
    route: String,
    address: IpAddr,
}

impl EventOrigin {
    /// Of a request.
    pub fn of(app: &App, parts: &Parts) -> Self {
        // The matched route, never the address: an address can hold a token or a name.
        let route = parts.extensions.get::<MatchedPath>().map_or("unknown", MatchedPath::as_str);
        Self { route: route.to_owned(), address: RequestOrigin::of_request(app, parts).address }
    }

    /// The same, with the route of the API's own table, without `/v2`.
    pub fn of_api(app: &App, parts: &Parts, path: &str) -> Self {
        Self { route: format!("/v2{path}"), ..Self::of(app, parts) }
    }
}

/// Counts an event and writes it down, unless it is one of a flood. `reason` is in our own words and holds no secret.
pub fn report(app: &App, event: Event, origin: &EventOrigin, reason: &str) {
    for line in app.flood().admit(event, origin.address, app.now(), || app.site().draw_secret().ok()) {
        write(&line, &origin.route, reason);
    }
}

fn write(line: &Line, route: &str, reason: &str) {
    let Line { event, client, suppressed } = line;
    let event = event.name();
    // What is left of an earlier flood is told without the request of now.
    let Some(client) = client else {
        tracing::warn!(target: TARGET, event, suppressed, "security events were not written one by one");
        return;
    };
    // Control characters could forge further lines of the log.
    let reason: String = reason.chars().filter(|c| !c.is_control()).take(REASON).collect();
    if line.event.is_ordinary() {
        tracing::info!(target: TARGET, event, route, reason, client, suppressed, "security event");
    } else {
        tracing::warn!(target: TARGET, event, route, reason, client, suppressed, "security event");
    }
}

/// The pseudonym of a client: 12 hexadecimal digits.
fn pseudonym(key: &str, address: IpAddr) -> String {
    let network = match address.to_canonical() {
        IpAddr::V4(four) => u128::from(four.to_bits()),
        // One customer has a whole /64 and can change the lower half at will.
        IpAddr::V6(six) => six.to_bits() >> 64 << 64,
    };
    let hash = Sha256::new().chain_update(key.as_bytes()).chain_update(network.to_be_bytes()).finalize();
    // 48 bits tell the clients of one day apart; the secret key is what hides the address.
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
