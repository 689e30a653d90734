//! Gives every failure its answer: those of handlers, and those of the router and the layers below. Pages, the API and
//! the token endpoints write errors in three ways; which one an address belongs to is decided here.

use crate::http::error::PageError;
use crate::http::plain_text::OwnWords;
use crate::operation::request_context::RequestContext;
use crate::state::App;
use crate::web::error_page::error_page;
use crate::{oauth, tumblr};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// The layer around all routes.
pub async fn render_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    // Taken before the request moves into the handler.
    let of_api = tumblr::owns_path(request.uri());
    let path = request.uri().path().to_owned();
    let context = request.extensions().get::<RequestContext>().cloned();
    let response = next.run(request).await;
    // The token endpoints come first: `/v2/oauth2/…` also looks like an address of the API.
    if oauth::v1::owns(&path) {
        return oauth::v1::error_answer(response, context.as_ref());
    }
    if oauth::v2::owns(&path) {
        return oauth::v2::error_answer(response, context.as_ref());
    }
    if of_api {
        return tumblr::into_api_error(response, context.as_ref());
    }
    let Some(error) = error_of(&response) else { return response };
    let mut page = error_page(&app, &error, &path, context.as_ref());
    // `Allow` of a 405.
    if let Some(allow) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allow.clone());
    }
    page
}

/// The error that an answer stands for, if any.
fn error_of(response: &Response) -> Option<PageError> {
    if let Some(error) = response.extensions().get::<PageError>() {
        return Some(error.clone());
    }
    if response.extensions().get::<OwnWords>().is_some() {
        return None;
    }
    // Routers and layers know only a status; theirs is translated here.
    match response.status() {
        StatusCode::NOT_FOUND => Some(PageError::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(PageError::Method),
        StatusCode::PAYLOAD_TOO_LARGE => Some(PageError::TooLarge),
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Some(PageError::Busy),
        StatusCode::INTERNAL_SERVER_ERROR => Some(PageError::Broken),
        _ => None,
    }
}
