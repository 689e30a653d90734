//! Answers in plain text for programs.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A text with its type, which nobody keeps.
pub fn plain_answer(mime: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
