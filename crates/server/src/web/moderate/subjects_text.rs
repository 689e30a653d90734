//! `/subjects.txt`: all that was said about tags, for another site to take.

use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::io;
use tumblelog::subject::Chapter;

/// The text, piece by piece as it is read. Where subjects change meanwhile it breaks off, so that nobody takes half of
/// one state and half of another.
pub async fn show_subjects_text(State(app): State<App>, request: HeaderMap) -> Result<Response, PageError> {
    // The first piece is read before the headers, so that a failure is an error and not a broken
    // body.
    let first = app.site().export_subjects(None).await?;
    // The number of the state stands for the text: no hash is needed, and a 304 costs one read.
    let etag = format!("W/\"subjects-{}\"", first.state);
    let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let same = known.flat_map(|value| value.split(',')).any(|tag| tag.trim() == etag || tag.trim() == "*");
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let place = first.next.map(|next| (next, first.state));
        let start = Step { app, text: Some(first.text), place };
        Body::from_stream(stream::try_unfold(start, Step::next)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|_| PageError::Broken)?);
    headers.insert(header::CACHE_CONTROL, Freshness::Briefly.cache_control());
    Ok(response)
}

struct Step {
    app: App,
    text: Option<String>,
    place: Option<(Chapter, i64)>,
}

impl Step {
    async fn next(mut self) -> io::Result<Option<(String, Self)>> {
        if let Some(text) = self.text.take() {
            return Ok(Some((text, self)));
        }
        let Some(place) = self.place.take() else { return Ok(None) };
        let piece = self.app.site().export_subjects(Some(place)).await.map_err(|error| {
            // An error ends the body without its last chunk, so the reader sees that it is not
            // whole.
            tracing::warn!(%error, "/subjects.txt broke off");
            io::Error::other(error.to_string())
        })?;
        self.place = piece.next.map(|next| (next, piece.state));
        Ok(Some((piece.text, self)))
    }
}
