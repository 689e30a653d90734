//! `/suggest?q=`: tags with which the text of a query can go on, for the search field's script.

use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::params;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    suggestions: Vec<One>,
}

#[derive(Serialize)]
struct One {
    tag: String,
    posts: u64,
    /// The text of the field when this is chosen.
    query: String,
}

/// Answers with JSON.
pub async fn show_suggestions(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let text = params::query_text(&uri)?;
    let found =
        app.site().suggest_completions(&text).await.map_err(|error| PageError::of_query(error, &text))?;
    let suggestions = found.tags.into_iter();
    let suggestions =
        suggestions.map(|tag| One { tag: tag.name, posts: tag.posts, query: tag.query }).collect();
    let body = serde_json::to_string(&Answer { suggestions }).map_err(|_| PageError::Broken)?;
    // Typed text repeats letter by letter, so a 304 saves most of the traffic.
    Ok(etag::answer_with_etag(&headers, body, "application/json; charset=utf-8", None, Freshness::Never))
}
