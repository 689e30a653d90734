//! Who asks: the client's address, and the site's address as the client saw it. Proxies that the operator named are
//! believed, nobody else is.

mod forwarded;
mod network;

pub use network::Network;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Uri, header};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The other end of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The client; the nearest proxy where that one does not say whom it speaks for. IPv4 is never written as IPv6.
    pub addr: IpAddr,
    /// Whether the client speaks TLS.
    pub https: bool,
    /// Host and port that the client asked, in lower case, without the scheme's own port; the host of the site's
    /// address where it asked none that could be read. Anybody can write it: a signature may be checked against
    /// it, a link may not be made of it.
    pub host: String,
}

/// The proxies whose word is believed.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    trusted: std::sync::Arc<[Network]>,
    /// Host of the site's address.
    host: std::sync::Arc<str>,
}

/// What a trusted proxy says of the request that it passes on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Word {
    addr: Option<IpAddr>,
    https: Option<bool>,
    host: Option<String>,
}

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// More than any chain of proxies that was set up on purpose.
const LONGEST_CHAIN: usize = 16;

impl Proxies {
    /// Believes `trusted`; `base_url` is the site's address.
    pub fn new(trusted: Vec<Network>, base_url: &str) -> Self {
        let https = base_url.starts_with("https:");
        let host = base_url
            .parse::<Uri>()
            .ok()
            .and_then(|uri| uri.authority().and_then(|authority| parse_host(authority.as_str(), https)))
            .unwrap_or_default();
        Self { trusted: trusted.into(), host: host.into() }
    }

    /// Whether the word of an address about its clients is believed.
    pub(crate) fn trusts_address(&self, addr: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains_address(addr))
    }

    /// Who sent a request that came from `remote`, over TLS where `https`.
    pub fn identify_peer(&self, remote: IpAddr, https: bool, uri: &Uri, headers: &HeaderMap) -> Peer {
        // A dual-stack socket reports IPv4 clients as mapped IPv6, which no trusted network would
        // match.
        let remote = remote.to_canonical();
        let word =
            // Anybody can send these headers; only a trusted proxy is asked for them.
            if self.trusts_address(remote) { self.proxy_headers(remote, headers) } else { Word::default() };
        let https = word.https.unwrap_or(https);
        let host = word
            .host
            .as_deref()
            .and_then(|told| parse_host(told, https))
            .or_else(|| requested_host(uri, headers, https))
            .unwrap_or_else(|| self.host.to_string());
        Peer { addr: word.addr.unwrap_or(remote), https, host }
    }

    /// A proxy writes one of the two forms and may pass on the other as its client wrote it. So where both name a
    /// client, and not the same, neither is believed.
    fn proxy_headers(&self, remote: IpAddr, headers: &HeaderMap) -> Word {
        let old = self.x_forwarded(remote, headers);
        let standard = self.forwarded_headers(remote, headers);
        match (old, standard) {
            (None, None) => Word::default(),
            (Some(word), None) | (None, Some(word)) => word,
            (Some(old), Some(standard)) if old.addr == standard.addr => old,
            (Some(_), Some(_)) => Word::default(),
        }
    }

    fn x_forwarded(&self, remote: IpAddr, headers: &HeaderMap) -> Option<Word> {
        if ![FOR, PROTO, HOST].iter().any(|name| headers.contains_key(name)) {
            return None;
        }
        let clients = header_list(headers, &FOR);
        let (addr, hops) = self.walk_proxies(remote, clients.iter().rev().map(|text| parse_address(text)));
        // Each proxy may have added a value, or one of them set the only one.
        let said = |name| {
            let values = header_list(headers, name);
            values.get(values.len().saturating_sub(hops.max(1))).map(|value| (*value).to_owned())
        };
        Some(Word { addr, https: said(&PROTO).and_then(|text| parse_scheme(&text)), host: said(&HOST) })
    }

    fn forwarded_headers(&self, remote: IpAddr, headers: &HeaderMap) -> Option<Word> {
        if !headers.contains_key(header::FORWARDED) {
            return None;
        }
        // Present but unreadable is not the same as absent: it must still disagree with the other
        // form.
        let Some(elements) = forwarded::parse_forwarded(headers) else { return Some(Word::default()) };
        let clients = elements.iter().rev().map(|element| element.client.as_deref().and_then(parse_address));
        let (addr, hops) = self.walk_proxies(remote, clients);
        // The element at the same distance as the client: it was written by the proxy that saw it.
        let element = elements.get(elements.len().saturating_sub(hops.max(1)))?;
        Some(Word {
            addr,
            https: element.proto.as_deref().and_then(parse_scheme),
            host: element.host.clone(),
        })
    }

    /// From the nearest client to the farthest that a trusted proxy vouches for: the right-most that is no proxy of
    /// ours. Also how many steps that took.
    fn walk_proxies(
        &self,
        remote: IpAddr,
        clients: impl Iterator<Item = Option<IpAddr>>,
    ) -> (Option<IpAddr>, usize) {
        let (mut addr, mut hops) = (remote, 0);
        // From the right: entries further left were written by whoever came before, perhaps the
        // client itself.
        for client in clients.take(LONGEST_CHAIN) {
            // Unreadable, or hidden on purpose: the proxy that wrote it is all that is known.
            let Some(client) = client else { break };
            (addr, hops) = (client, hops + 1);
            if !self.trusts_address(client) {
                break;
            }
        }
        (Some(addr), hops)
    }
}

/// The values of a header that is a list, over all its lines; one that is not text counts as empty.
fn header_list<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let lines = headers.get_all(name).into_iter();
    lines.flat_map(|line| line.to_str().unwrap_or("").split(',')).map(str::trim).collect()
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn parse_address(text: &str) -> Option<IpAddr> {
    let read = text.parse::<IpAddr>().ok().or_else(|| {
        if let Some(inner) = text.strip_prefix('[') {
            let (inner, after) = inner.split_once(']')?;
            parse_port(after)?;
            return inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
        }
        let (address, after) = text.split_at(text.find(':')?);
        parse_port(after)?;
        address.parse::<Ipv4Addr>().ok().map(IpAddr::V4)
    })?;
    Some(read.to_canonical())
}

/// Nothing, or a colon and a number; `None` for anything else.
fn parse_port(text: &str) -> Option<Option<u16>> {
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.strip_prefix(':')?;
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    Some(Some(number))
}

fn parse_scheme(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("https") => Some(true),
        _ if text.eq_ignore_ascii_case("http") => Some(false),
        _ => None,
    }
}

/// The host that the request itself names, where it names one and no more.
fn requested_host(uri: &Uri, headers: &HeaderMap, https: bool) -> Option<String> {
    // An absolute request line overrides `Host` (RFC 9112, 3.2.2).
    if let Some(authority) = uri.authority() {
        return parse_host(authority.as_str(), https);
    }
    let mut lines = headers.get_all(header::HOST).into_iter();
    let line = lines.next()?.to_str().ok()?;
    if lines.next().is_some() { None } else { parse_host(line, https) }
}

/// Whether a text is a host name or an address, with or without a port.
pub fn is_host(text: &str) -> bool {
    parse_host(text, false).is_some()
}

/// A host with or without a port, as [`Peer::host`] has it.
fn parse_host(text: &str, https: bool) -> Option<String> {
    /// A name has at most 253 bytes, an address fewer.
    const LONGEST: usize = 253;
    let end = if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
    let (name, after) = text.split_at_checked(end)?;
    // Underscores are no part of a host name, but names inside of networks have them.
    let good = match name.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')),
    };
    if !good || name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    Some(match (parse_port(after)?, https) {
        // The scheme's own port is left out, so that equal origins compare as equal texts.
        (None, _) | (Some(443), true) | (Some(80), false) => name,
        (Some(port), _) => format!("{name}:{port}"),
    })
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    /// A request that came through no connection, as in tests, is taken for one of this machine over plain HTTP.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_else(|| {
            Proxies::default().identify_peer(Ipv4Addr::LOCALHOST.into(), false, &parts.uri, &parts.headers)
        }))
    }
}

#[cfg(test)]
mod tests;
