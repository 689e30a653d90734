//! The site as the client sees it: the scheme and host it asked, and where it asks from.

use crate::http::peer::Peer;
use crate::state::App;
use axum::http::request::Parts;
use std::net::{IpAddr, Ipv4Addr};

/// What the client saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOrigin {
    /// Whether it came over TLS.
    pub https: bool,
    /// Host and port as in the address the client asked, the scheme's own port left out. Written by the client: good
    /// to check a signature or an `Origin` with, never to make links of.
    pub host: String,
    /// Where it asks from; this machine where no connection is behind the request.
    pub address: IpAddr,
}

impl RequestOrigin {
    /// As the connection and the proxies that are believed tell it. A request for the host of the site's own address
    /// is taken to have come over that address's scheme: a proxy that ends TLS need not be named for signatures to hold.
    pub fn of_request(app: &App, parts: &Parts) -> Self {
        let base = &app.settings().base_url;
        let (scheme, authority) = base.split_once("://").unwrap_or_default();
        let (secure, configured) = (scheme == "https", authority.split('/').next().unwrap_or_default());
        let (https, host, address) = match parts.extensions.get::<Peer>() {
            Some(peer) => (peer.https, peer.host.as_str(), peer.addr),
            None => (secure, requested_address(parts).unwrap_or(configured), IpAddr::V4(Ipv4Addr::LOCALHOST)),
        };
        // A client may lie about the host: that only changes how its own cookies and signature are read.
        let https = https || (secure && plain_host(host, true) == plain_host(configured, true));
        Self { https, host: plain_host(host, https), address }
    }

    /// `https://tags.example`
    pub fn base_url(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

fn requested_address(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(axum::http::header::HOST).and_then(|value| value.to_str().ok());
    header.or_else(|| parts.uri.authority().map(|authority| authority.as_str()))
}

/// In lower case, without the scheme's own port.
fn plain_host(host: &str, https: bool) -> String {
    let host = host.to_ascii_lowercase();
    let own = if https { ":443" } else { ":80" };
    // Browsers leave the scheme's own port out of `Origin`, and signatures leave it out too.
    host.strip_suffix(own).map_or(host.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schemes_own_port_is_left_out() {
        for (host, https, expected) in [
            ("Tags.Example:443", true, "tags.example"),
            ("tags.example:443", false, "tags.example:443"),
            ("127.0.0.1:8080", false, "127.0.0.1:8080"),
            ("[::1]:80", false, "[::1]"),
        ] {
            assert_eq!(super::plain_host(host, https), expected);
        }
    }
}
