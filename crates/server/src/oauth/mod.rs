//! The endpoints where programs get tokens, OAuth 1.0a and OAuth 2.

pub(crate) mod v1;
pub(crate) mod v2;

use crate::http::limits;
use crate::state::App;
use axum::routing::{get, post};
use axum::{Router, middleware};

/// Where programs get tokens: counted by address like the API, so that neither guessing nor hoarding is free.
pub(crate) fn token_routes(app: &App) -> Router<App> {
    let request_token = v1::request_token::issue_request_token;
    let access_token = v1::access_token::issue_access_token;
    Router::new()
        .route("/oauth/request_token", get(request_token).post(request_token))
        .route("/oauth/access_token", get(access_token).post(access_token))
        .route("/v2/oauth2/token", post(v2::token::issue_token))
        .route("/v2/oauth2/exchange", post(v2::exchange::exchange_token))
        // `route_layer` and not `layer`: an address without a route is not counted.
        .route_layer(middleware::from_fn_with_state(app.clone(), limits::rate_limit))
}

/// The pages that ask a person for consent.
pub(crate) fn form_routes() -> Router<App> {
    Router::new()
        .route("/oauth/authorize", get(v1::authorize::ask_consent).post(v1::authorize::answer_consent))
        .route("/oauth2/authorize", get(v2::authorize::ask_consent).post(v2::authorize::answer_consent))
}
