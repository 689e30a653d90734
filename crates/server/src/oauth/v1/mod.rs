//! OAuth 1.0a in three legs. Their answers are form-encoded and have no envelope.

pub mod access_token;
pub mod authorize;
pub mod request_token;

use crate::auth::oauth1;
use crate::auth::oauth1::Header;
use crate::auth::visitor::Refused;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::operation::request_context::RequestContext;
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tumblelog::oauth::Denied;
use url::form_urlencoded;

/// Whether an address is one of the token endpoints, which programs ask and not people. `/oauth/authorize` is a page.
pub fn owns(path: &str) -> bool {
    matches!(path, "/oauth/request_token" | "/oauth/access_token")
}

/// An error of the layers around the token endpoints as plain text: OAuth clients cannot read a page.
pub fn error_answer(response: Response, context: Option<&RequestContext>) -> Response {
    if response.status().is_server_error() {
        return failure_answer(response.status(), context);
    }
    let words = match (response.extensions().get::<PageError>(), response.status()) {
        (_, StatusCode::PAYLOAD_TOO_LARGE) => "The body is too large for a token request.".to_owned(),
        // The layers have only a status; an answer of the endpoint has its own words.
        (None, _) if response.headers().contains_key(header::CONTENT_TYPE) => return response,
        (Some(PageError::Invalid(words)), _) => words.clone(),
        (_, StatusCode::METHOD_NOT_ALLOWED) => "This address answers GET and POST.".to_owned(),
        (_, StatusCode::URI_TOO_LONG) => "The address is too long.".to_owned(),
        (_, StatusCode::REQUEST_TIMEOUT) => "The request took too long; send it again.".to_owned(),
        (_, status) if status.is_client_error() => "The request cannot be read.".to_owned(),
        _ => return response,
    };
    let mut answer = plain_text(response.status(), &words);
    // A new answer replaces the layers' answer, so the headers that still matter are copied.
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// A failure on our side, the endpoint's own or one of the layers.
fn failure_answer(status: StatusCode, context: Option<&RequestContext>) -> Response {
    let busy = status == StatusCode::SERVICE_UNAVAILABLE;
    let words =
        if busy { "The site is busy; try again in a moment." } else { "Something broke on our side." };
    let id =
        RequestContext::shown_id(context, status).map(|id| format!(" Request {id}.")).unwrap_or_default();
    let mut answer = plain_text(status, &format!("{words}{id}"));
    if busy {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    answer
}

/// The OAuth header of a request that must have one.
fn signed_header(parts: &Parts) -> Result<Header, Refused> {
    let text = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
    match text.trim().split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("oauth") => Header::parse_header(rest),
        _ => Err(Refused::Header(
            "sign the request: the Authorization header with “OAuth …” is missing".into(),
        )),
    }
}

/// A signed request is of now, carries the signature these secrets make, and comes for the first time.
async fn check_request(
    app: &App,
    parts: &Parts,
    header: &Header,
    form: &FormFields,
    secrets: (&str, &str),
) -> Result<(), Refused> {
    oauth1::timely(header, app.now())?;
    if !oauth1::signed(app, parts, header, &form.0, secrets) {
        return Err(Refused::Signature);
    }
    // Both endpoints make or spend a token, whatever the method.
    oauth1::require_new_nonce(app, header, true).await
}

/// Names and values, never to be kept by anybody on the way.
fn encode_form(pairs: &[(&str, &str)]) -> Response {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, body).into_response()
}

impl IntoResponse for Refused {
    /// Plain words, for the endpoints that have no envelope.
    fn into_response(self) -> Response {
        // The store has logged some errors itself; one line each is enough.
        if let Self::Failed(error) = &self
            && !error.is_logged()
        {
            tracing::error!(%error, "credentials could not be looked at");
        }
        let mut response = plain_text(self.status(), &self.error_detail());
        // RFC 9110 demands a challenge with every 401.
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, self.challenge_header());
        }
        response
    }
}

/// A refusal of the rules, in plain words.
fn answer_denied(denied: Denied) -> Response {
    match denied {
        Denied::Failed(error) => Refused::Failed(error).into_response(),
        Denied::Request(why) => plain_text(StatusCode::BAD_REQUEST, &why),
        Denied::Client(why) | Denied::Grant(why) | Denied::Unauthorized(why) | Denied::Scope(why) => {
            plain_text(StatusCode::UNAUTHORIZED, &why)
        }
    }
}

fn plain_text(status: StatusCode, text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, format!("{text}\n")).into_response()
}
