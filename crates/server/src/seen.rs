//! The site as the client sees it: the scheme and host it asked, and where it asks from.

use crate::state::App;
use axum::http::header;
use axum::http::request::Parts;
use std::net::IpAddr;

/// What the client saw. Put among the request's extensions by whoever knows better than the request itself, such as
/// the layer that reads what configured proxies say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Whether it came over TLS.
    pub https: bool,
    /// Host and port as in the address the client asked, the scheme's own port left out. Written by the client: good
    /// to check a signature or an `Origin` with, never to make links of.
    pub host: String,
    /// Where it asks from, where that is known.
    pub address: Option<IpAddr>,
}

impl Seen {
    /// As was found out before; else by the `Host` header and the configured address of the site.
    pub fn of(app: &App, parts: &Parts) -> Self {
        if let Some(seen) = parts.extensions.get::<Self>() {
            return seen.clone();
        }
        let base = &app.settings().base_url;
        let https = base.starts_with("https://");
        let asked = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
        let host = asked.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
        let configured = base.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or("");
        Self { https, host: plain_host(host.unwrap_or(configured), https), address: None }
    }

    /// `https://tags.example`
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

/// In lower case, without the scheme's own port.
fn plain_host(host: &str, https: bool) -> String {
    let host = host.to_ascii_lowercase();
    let own = if https { ":443" } else { ":80" };
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
