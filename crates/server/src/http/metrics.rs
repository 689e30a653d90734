//! A few counters, in the text form Prometheus reads.

use crate::auth::security_log::{self, Event, EventOrigin};
use crate::http::error::PageError;
use crate::http::protection::MetricsToken;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
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
pub async fn count_requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let metrics = app.metrics();
    metrics.open.fetch_add(1, Relaxed);
    // The guard counts down also when the client goes away and this future is dropped.
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

/// `/metrics` at the site's own address: for programs that show the operator's token, where there is one.
pub async fn show_outside(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    // Without a token the page does not exist, so that nobody publishes the counters by accident.
    let Some(token) = &app.protection().metrics_token else { return Err(PageError::NotFound) };
    Ok(show_for(&app, Some(token), request))
}

/// `/metrics` at an address of its own, where everybody who reaches it may read it unless there is a token.
pub async fn show_inside(State(app): State<App>, request: Request) -> Response {
    show_for(&app, app.protection().metrics_token.as_ref(), request)
}

fn show_for(app: &App, token: Option<&MetricsToken>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, given) = authorization.and_then(|text| text.split_once(' ')).unwrap_or_default();
    let opened =
        token.is_none_or(|token| scheme.eq_ignore_ascii_case("bearer") && token.matches(given.trim()));
    if opened {
        return written(app);
    }
    // A visit without a token is no attack; a wrong token may be one.
    if authorization.is_some() {
        let origin = EventOrigin::of(app, &parts);
        security_log::report(app, Event::BadCredentials, &origin, "the token of /metrics is another");
    }
    let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"metrics\""))];
    (StatusCode::UNAUTHORIZED, challenge, "Show the metrics token: Authorization: Bearer …\n").into_response()
}

fn written(app: &App) -> Response {
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
    text += "# HELP tagstead_security_events_total Security events, written to the log or not.\n\
             # TYPE tagstead_security_events_total counter\n";
    for (event, total) in app.flood().totals() {
        let _ = writeln!(text, "tagstead_security_events_total{{event=\"{}\"}} {total}", event.name());
    }
    plain_text("text/plain; version=0.0.4; charset=utf-8", text)
}

/// `/healthz`: the process answers.
pub async fn show_health() -> Response {
    plain_text("text/plain; charset=utf-8", "ok\n".to_owned())
}

/// `/robots.txt`: lists are for everyone, but their endless combinations of filters are not worth a crawl. A site that does
/// not want to be crawled says so.
pub async fn show_robots(State(app): State<App>) -> Response {
    // `before=` stays open: without it crawlers would never reach the older pages of a list.
    let rules = "User-agent: *\nAllow: /search/help\nAllow: /trends?span=day\nDisallow: /search\nDisallow: /*?\n\
                 Allow: /*?before=\n";
    let text = match app.settings().site().crawling {
        true => format!("{rules}\nSitemap: {}/sitemap.xml\n", app.settings().base_url),
        false => "User-agent: *\nDisallow: /\n".to_owned(),
    };
    plain_text("text/plain; charset=utf-8", text)
}

fn plain_text(mime: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
