//! What holds for every answer.

use crate::http::error::PageError;
use crate::http::peer::Peer;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing runs, loads or frames that does not come from here. `connect-src` is for the script that fetches the
/// next page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for a page with a form whose answer leads to another origin: browsers hold that against `form-action` too.
pub fn policy_with_form(target: &str) -> String {
    POLICY.replace("form-action 'self'", &format!("form-action 'self' {target}"))
}

/// Longest address answered, in bytes: a query of 2,000 characters fits percent-encoded in any script.
const LONGEST: usize = 26_000;

/// Refuses addresses longer than any of ours.
pub async fn limit_address_length(request: Request, next: Next) -> Response {
    // Before any handler: parsing is linear, but what is made of a query may not be.
    if request.uri().to_string().len() > LONGEST {
        return PageError::TooLong.into_response();
    }
    next.run(request).await
}

/// Tells browsers to come back over TLS alone, where the operator says so. Only a client that is known to speak TLS is
/// told, to our own certificate or to a proxy that is believed: over plain HTTP the header counts for nothing.
pub async fn add_hsts(State(app): State<App>, request: Request, next: Next) -> Response {
    // Only the connection or a trusted proxy counts; the configured scheme proves nothing here.
    let https = request.extensions().get::<Peer>().is_some_and(|peer| peer.https);
    let mut response = next.run(request).await;
    if let Some(seconds) = app.protection().hsts_seconds.filter(|_| https)
        && let Ok(value) = HeaderValue::try_from(format!("max-age={seconds}"))
    {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// Adds the headers that keep a page to itself; a handler that sets one of them has its way.
pub async fn add_security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        // `or_insert`: a consent page or a media file has set a policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
