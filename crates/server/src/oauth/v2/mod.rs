//! OAuth 2: consent, tokens, and the way over from OAuth 1. The answers of the token endpoints have no envelope.

pub mod authorize;
pub mod exchange;
pub mod token;

use crate::auth::security_log::{self, Event, EventOrigin};
use crate::operation::request_context::RequestContext;
use crate::state::App;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tumblelog::oauth::{Denied, Issued};

/// Whether an address is one of the token endpoints.
pub fn owns(path: &str) -> bool {
    matches!(path, "/v2/oauth2/token" | "/v2/oauth2/exchange")
}

/// An error of the layers around the token endpoints in the form of RFC 6749, 5.2.
pub fn error_answer(response: Response, context: Option<&RequestContext>) -> Response {
    let status = response.status();
    // The endpoint's own failures as well as those of the layers.
    if status.is_server_error() {
        return failure_answer(status, context);
    }
    // An answer with a type is the endpoint's own; bare statuses come from the layers.
    if response.headers().contains_key(header::CONTENT_TYPE) || !status.is_client_error() {
        return response;
    }
    let (code, words) = match status {
        StatusCode::METHOD_NOT_ALLOWED => ("invalid_request", "this address answers POST"),
        StatusCode::PAYLOAD_TOO_LARGE => ("invalid_request", "the body is too large"),
        StatusCode::REQUEST_TIMEOUT => ("invalid_request", "the request took too long; send it again"),
        _ => ("invalid_request", "the request cannot be read"),
    };
    let mut answer = error_response(status, code, words);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

/// RFC 6749, 5.1, with the one field that Tumblr adds.
fn answer_issued(issued: &Issued) -> Response {
    let mut body = json!({
        "access_token": issued.access,
        "expires_in": issued.expires_in,
        // Tumblr sends this field, and some clients read it without a check.
        "id_token": false,
        "scope": issued.scopes.to_string(),
        "token_type": "bearer",
    });
    // A grant without a refresh token leaves the field out: null would break strict clients.
    if let (Some(refresh), Some(map)) = (&issued.refresh, body.as_object_mut()) {
        map.insert("refresh_token".into(), Value::from(refresh.as_str()));
    }
    json_response(StatusCode::OK, &body)
}

/// Writes the security event of a client that gets no token, where it is one.
fn report_denied(app: &App, origin: &EventOrigin, denied: &Denied) {
    if let Denied::Client(reason) | Denied::Grant(reason) = denied {
        security_log::report(app, Event::BadCredentials, origin, reason);
    }
}

/// RFC 6749, 5.2. A grant that is not accepted is a 401, as Tumblr has it.
fn answer_denied(denied: &Denied) -> Response {
    let status = match denied {
        Denied::Client(_) | Denied::Grant(_) => StatusCode::UNAUTHORIZED,
        Denied::Request(_) | Denied::Unauthorized(_) | Denied::Scope(_) => StatusCode::BAD_REQUEST,
        Denied::Failed(tumblelog::Error::Busy | tumblelog::Error::Unavailable) => {
            return failure_answer(StatusCode::SERVICE_UNAVAILABLE, None);
        }
        Denied::Failed(error) => {
            tracing::error!(%error, "a token could not be given");
            return failure_answer(StatusCode::INTERNAL_SERVER_ERROR, None);
        }
    };
    error_response(status, denied.error_code().unwrap_or("server_error"), &denied.to_string())
}

/// A failure on our side. The layer writes it once more with the id of the request.
fn failure_answer(status: StatusCode, context: Option<&RequestContext>) -> Response {
    let busy = status == StatusCode::SERVICE_UNAVAILABLE;
    let (code, words) = match busy {
        true => ("temporarily_unavailable", "the site is busy; try again in a moment"),
        false => ("server_error", "something broke on our side; try again in a moment"),
    };
    let id =
        RequestContext::shown_id(context, status).map(|id| format!(" (request {id})")).unwrap_or_default();
    let mut response = error_response(status, code, &format!("{words}{id}"));
    if busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

fn error_response(status: StatusCode, code: &str, description: &str) -> Response {
    let mut response = json_response(status, &json!({ "error": code, "error_description": description }));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"tagstead\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // RFC 6749, 5.1 asks for both headers, for caches that know only HTTP/1.0.
        (header::PRAGMA, HeaderValue::from_static("no-cache")),
    ];
    (status, headers, body.to_string()).into_response()
}
