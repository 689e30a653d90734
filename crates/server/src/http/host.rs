//! Requests that do not say plainly which host they are for (RFC 9112, 3.2). A proxy and the server behind it may read
//! such a request differently, and one of them is then led astray.
//!
//! A host that is not the site's own is answered like it: clients of the Tumblr API sign the host they believe they talk
//! to. Links and redirects are made of the site's base URL alone, and cookies are the browser's for the host it asked.

use crate::http::peer;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What may be asked over HTTP/1.0 without a host: load balancers do.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// Refuses with 400 where `Host` is missing, stands more than once or is no host.
pub async fn require_host(request: Request, next: Next) -> Response {
    let version = request.version();
    match check_host(&request) {
        Ok(()) => next.run(request).await,
        Err(why) => {
            let mut response = (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response();
            // What follows on the connection may be another's. HTTP/2 keeps requests apart, and knows no such header.
            if version < Version::HTTP_2 {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        }
    }
}

/// Writes the host that a request of HTTP/2 names as `:authority` into `Host`, and leaves the path alone in its address, so
/// that nothing behind this tells the two protocols apart. Where a `Host` stands beside and differs, both are there
/// afterwards, and the request is refused (RFC 9113, 8.3.1).
pub fn adopt_authority<B>(request: &mut axum::http::Request<B>) {
    let Some(authority) = request.uri().authority().cloned() else { return };
    let same = |line: &HeaderValue| line.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes());
    if !request.headers().get_all(header::HOST).iter().any(same)
        && let Ok(host) = HeaderValue::try_from(authority.as_str())
    {
        request.headers_mut().append(header::HOST, host);
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(path) = path.parse() {
        *request.uri_mut() = path;
    }
}

fn check_host(request: &Request) -> Result<(), &'static str> {
    let mut lines = request.headers().get_all(header::HOST).into_iter();
    let (first, second) = (lines.next(), lines.next());
    let Some(line) = first else {
        let health = request.version() == Version::HTTP_10 && HEALTH.contains(&request.uri().path());
        return if health { Ok(()) } else { Err("The request has no Host header; send one.") };
    };
    // Two parties on the way may each pick another line, which is how requests are smuggled.
    if second.is_some() {
        return Err("The request has more than one Host header; send one.");
    }
    // A request line with a whole address goes before the header.
    let authority = request.uri().authority().is_none_or(|authority| peer::is_host(authority.as_str()));
    if authority && line.to_str().is_ok_and(peer::is_host) {
        return Ok(());
    }
    Err("The Host header is no host name or address, with or without a port.")
}
