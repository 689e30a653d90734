//! Answers in plain text for programs.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Marks an answer that says what is wrong by itself, for the layer that gives a page to those which do not.
#[derive(Debug, Clone, Copy)]
pub struct OwnWords;

/// A text with its type, which nobody keeps. It is sent as it is, whatever its status becomes.
pub fn plain_answer(mime: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    let mut response = (headers, text).into_response();
    response.extensions_mut().insert(OwnWords);
    response
}
