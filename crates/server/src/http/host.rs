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
const HEALTH: &str = "/healthz";

/// Refuses with 400 where `Host` is missing, stands more than once or is no host.
pub async fn require_host(request: Request, next: Next) -> Response {
    match check_host(&request) {
        Ok(()) => next.run(request).await,
        Err(why) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
                // What follows on the connection may be another's.
                (header::CONNECTION, HeaderValue::from_static("close")),
            ];
            (StatusCode::BAD_REQUEST, headers, format!("{why}\n")).into_response()
        }
    }
}

fn check_host(request: &Request) -> Result<(), &'static str> {
    let mut lines = request.headers().get_all(header::HOST).into_iter();
    let (first, second) = (lines.next(), lines.next());
    let Some(line) = first else {
        let health = request.version() == Version::HTTP_10 && request.uri().path() == HEALTH;
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
