//! Answers of pages that everybody may read, and that say more to some.

use crate::http::etag;
use crate::http::etag::Freshness;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tumblelog::Viewer;

/// An answer that is not the same for everybody: what is for one person is kept out of every cache.
pub fn answer_viewer(parts: &Parts, viewer: Option<&Viewer>, body: String, mime: &'static str) -> Response {
    let mut response = etag::answer_with_etag(&parts.headers, body, mime, None, Freshness::Never);
    let headers = response.headers_mut();
    // Also for strangers: a cache must not give their page to somebody who signs in.
    headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    if viewer.is_some() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
