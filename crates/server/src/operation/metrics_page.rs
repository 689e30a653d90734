//! `/metrics`, in the text form Prometheus reads.

use crate::auth::security_log::{self, Event, EventOrigin};
use crate::http::error::PageError;
use crate::http::plain_text::plain_answer;
use crate::http::protection::MetricsToken;
use crate::operation::gather::gather_metrics;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// `/metrics` at the site's own address: for programs that show the operator's token, where there is one.
pub async fn show_outside(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    // Without a token the page does not exist, so that nobody publishes the counters by accident.
    let Some(token) = &app.protection().metrics_token else { return Err(PageError::NotFound) };
    Ok(show_for(&app, Some(token), request).await)
}

/// `/metrics` at an address of its own, where everybody who reaches it may read it unless there is a token.
pub async fn show_inside(State(app): State<App>, request: Request) -> Response {
    show_for(&app, app.protection().metrics_token.as_ref(), request).await
}

async fn show_for(app: &App, token: Option<&MetricsToken>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, given) = authorization.and_then(|text| text.split_once(' ')).unwrap_or_default();
    let opened =
        token.is_none_or(|token| scheme.eq_ignore_ascii_case("bearer") && token.matches(given.trim()));
    if opened {
        return plain_answer("text/plain; version=0.0.4; charset=utf-8", gather_metrics(app).await);
    }
    // A visit without a token is no attack; a wrong token may be one.
    if authorization.is_some() {
        let origin = EventOrigin::of(app, &parts);
        security_log::report(app, Event::BadCredentials, &origin, "the token of /metrics is another");
    }
    let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"metrics\""))];
    (StatusCode::UNAUTHORIZED, challenge, "Show the metrics token: Authorization: Bearer …\n").into_response()
}
