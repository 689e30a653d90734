//! One request from its beginning to its answer.

use crate::operation::request_context::RequestContext;
use crate::operation::request_log::RequestLog;
use crate::state::App;
use axum::body::HttpBody;
use axum::http::Method;
use axum::response::Response;
use std::time::{Duration, Instant};
use tracing::Span;

/// The target of the lines.
macro_rules! target {
    () => {
        "request"
    };
}

/// A request that is being answered. Dropped without an answer, its client has left.
pub struct RequestWatch {
    app: App,
    context: RequestContext,
    method: &'static str,
    began: Instant,
    span: Span,
    answered: bool,
}

impl RequestWatch {
    /// Counts it as open.
    pub fn start(app: App, context: RequestContext, method: &Method, span: Span) -> Self {
        app.watched().requests.note_begin();
        Self { app, context, method: method_name(method), began: Instant::now(), span, answered: false }
    }

    /// Counts and logs its answer.
    pub fn finish_request(mut self, response: &Response) {
        self.answered = true;
        let (status, took) = (response.status(), self.began.elapsed());
        let watched = self.app.watched();
        watched.requests.note_answer(self.context.route(), status, took);
        let failed = status.is_server_error();
        let unwritten = match watched.settings.request_log {
            RequestLog::All => Some(0),
            RequestLog::Errors if failed => watched.lines.take_line(Instant::now()),
            _ => None,
        };
        let Some(unwritten) = unwritten else { return };
        // Before compression; of what is streamed nobody knows.
        let bytes = response.body().size_hint().exact();
        let (route, actor) = (self.context.route(), self.context.actor().name());
        let (method, status, ms) = (self.method, status.as_u16(), milliseconds(took));
        let unwritten = (unwritten > 0).then_some(unwritten);
        self.span.in_scope(|| {
            if failed {
                tracing::warn!(target: target!(), method, route, status, ms, actor, bytes, unwritten, "failed");
            } else {
                tracing::info!(target: target!(), method, route, status, ms, actor, bytes, "answered");
            }
        });
    }
}

impl Drop for RequestWatch {
    fn drop(&mut self) {
        let requests = &self.app.watched().requests;
        requests.note_end(self.answered);
        if self.answered || self.app.watched().settings.request_log != RequestLog::All {
            return;
        }
        let (route, actor, ms) =
            (self.context.route(), self.context.actor().name(), milliseconds(self.began.elapsed()));
        let method = self.method;
        self.span.in_scope(|| tracing::info!(target: target!(), method, route, ms, actor, "the client left"));
    }
}

/// Of methods that the site does not know the name is the client's own and is not repeated.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}

/// With a tenth of a millisecond.
fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}
