//! Who is signed in, for pages that everybody may read and that say more to some.

use crate::auth::session::Browser;
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tumblelog::Viewer;

/// The person whose session the browser brings, if any. Sets no cookie.
pub async fn viewer(app: &App, parts: &Parts) -> Result<Option<Viewer>, Fault> {
    let browser = Browser::of(app, parts).await?;
    Ok(browser.session.as_ref().map(|session| Viewer::of(&session.account)))
}

/// An answer that is not the same for everybody: what is for one person is kept out of every cache.
pub fn answer(parts: &Parts, viewer: Option<&Viewer>, body: String, mime: &'static str) -> Response {
    let mut response = etag::answer(&parts.headers, body, mime, None, Fresh::Never);
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    if viewer.is_some() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
