//! A few counters, in the text form Prometheus reads.

use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Requests answered since the start, by class of status (1xx to 5xx), and those being worked on.
#[derive(Debug, Default)]
pub struct Metrics {
    answered: [AtomicU64; 5],
    open: AtomicU64,
}

/// Counts a request. One given up by its reader is not counted as answered.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let metrics = app.metrics();
    metrics.open.fetch_add(1, Relaxed);
    let guard = Open(metrics);
    let response = next.run(request).await;
    drop(guard);
    let class = usize::from(response.status().as_u16() / 100).saturating_sub(1);
    if let Some(counter) = metrics.answered.get(class) {
        counter.fetch_add(1, Relaxed);
    }
    response
}

struct Open<'a>(&'a Metrics);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

/// `/metrics`
pub async fn show(State(app): State<App>) -> Response {
    let mut text = String::from(
        "# HELP tagstead_http_responses_total Requests answered, by class of status.\n\
         # TYPE tagstead_http_responses_total counter\n",
    );
    for (class, counter) in (1..).zip(&app.metrics().answered) {
        let _ =
            writeln!(text, "tagstead_http_responses_total{{class=\"{class}xx\"}} {}", counter.load(Relaxed));
    }
    let _ = write!(
        text,
        "# HELP tagstead_http_open Requests being worked on.\n# TYPE tagstead_http_open gauge\n\
         tagstead_http_open {}\n",
        app.metrics().open.load(Relaxed)
    );
    plain("text/plain; version=0.0.4; charset=utf-8", text)
}

/// `/healthz`: the process answers.
pub async fn health() -> Response {
    plain("text/plain; charset=utf-8", "ok\n".to_owned())
}

/// `/robots.txt`: lists are for everyone, but their endless combinations of filters are not worth a crawl.
pub async fn robots(State(app): State<App>) -> Response {
    let rules = "User-agent: *\nAllow: /search/help\nAllow: /trends?span=day\nDisallow: /search\nDisallow: /*?\n\
                 Allow: /*?before=\n";
    plain("text/plain; charset=utf-8", format!("{rules}\nSitemap: {}/sitemap.xml\n", app.settings().base_url))
}

fn plain(mime: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
