//! The log of requests, as events under the target `request`: a line a request, with the id of its span.
//!
//! No address, query, name or secret is written.

use crate::operation::request_context::RequestContext;
use crate::operation::request_id;
use crate::operation::request_watch::RequestWatch;
use crate::operation::spanned_body::keep_span;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::str::FromStr;
use tracing::Instrument;

/// The target of the span that every line of a request is in. Whatever else a filter lets through, it must let this one
/// through, or lines lose the id of their request.
pub const REQUEST_SPAN: &str = "request_span";

/// Which requests are logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RequestLog {
    /// None.
    Off,
    /// Those that failed on our side: 500 and above, at most ten a second.
    #[default]
    Errors,
    /// Every request, also those whose client left before the answer.
    All,
}

impl FromStr for RequestLog {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "errors" => Ok(Self::Errors),
            "all" => Ok(Self::All),
            _ => Err("off, errors or all is accepted".to_owned()),
        }
    }
}

/// The layer around all routes: gives a request its id and its span, measures it and logs it.
pub async fn watch_request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let context = RequestContext::begin(&app, &request);
    request.extensions_mut().insert(context.clone());
    // Of the highest level, so that no filter by level takes the id from the lines it lets through.
    let span = tracing::error_span!(target: REQUEST_SPAN, "request", id = context.id());
    let id = HeaderValue::try_from(context.id());
    let watch = RequestWatch::start(app, context, request.method(), span.clone());
    let response = next.run(request).instrument(span.clone()).await;
    watch.finish_request(&response);
    let mut response = keep_span(response, span);
    if let Ok(id) = id {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    response
}
