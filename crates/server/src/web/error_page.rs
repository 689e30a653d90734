//! The page of an error.

use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::operation::request_context::RequestContext;
use crate::state::App;
use crate::web::chrome::Chrome;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

#[derive(askama::Template)]
#[template(path = "error.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    heading: &'a str,
    message: &'a str,
    /// The query before, at and after the mistake.
    query: Option<(String, String, String)>,
    /// Which character of the query it is, from 1.
    column: usize,
    /// Where the mended query is sent: the list that was asked for.
    action: &'a str,
    /// The id of the request, where we failed.
    request_id: Option<String>,
}

/// The page of an error that was met at `path`.
pub fn error_page(app: &App, error: &PageError, path: &str, context: Option<&RequestContext>) -> Response {
    let (heading, message) = error.title_and_text();
    let query = match error {
        PageError::Query { text, at, .. } => Some(split_at_mark(text, *at)),
        _ => None,
    };
    let list = path.starts_with("/tagged/") || path.starts_with("/@");
    let action = if list { path } else { "/search" };
    let column = if let PageError::Query { at, .. } = error { at + 1 } else { 0 };
    let search = if let PageError::Query { text, .. } = error { text.as_str() } else { "" };
    let request_id = RequestContext::shown_id(context, error.status_code());
    let chrome = Chrome::new(app.settings(), heading, search).unlisted();
    let body =
        askama::Template::render(&Page { chrome, heading, message, query, column, action, request_id })
            // A template that fails must not make an error of the error page.
            .unwrap_or_else(|_| heading.to_owned());
    let mut response = (error.status_code(), Html(body)).into_response();
    let headers = response.headers_mut();
    // An error may be gone a moment later, so every cache must ask again.
    headers.insert(header::CACHE_CONTROL, Freshness::Never.cache_control());
    if let Some(moment) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, moment);
    }
    response
}

/// A text before, at and after a mistake. One at the very end is shown as an open space.
pub fn split_at_mark(text: &str, at: usize) -> (String, String, String) {
    let one = tag::query::seen_as_one(text, at);
    let before: String = text.chars().take(one.start).collect();
    let here: String = text.chars().take(one.end).skip(one.start).collect();
    let after: String = text.chars().skip(one.end).collect();
    (before, if here.trim().is_empty() { "␣".to_owned() } else { here }, after)
}
