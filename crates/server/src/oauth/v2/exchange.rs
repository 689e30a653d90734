//! `POST /v2/oauth2/exchange`: the OAuth 1 token that signed the request ends, and OAuth 2 tokens begin.

use crate::auth::oauth1::Header;
use crate::auth::security_log::EventOrigin;
use crate::auth::visitor::{Visitor, identify_visitor};
use crate::http::form;
use crate::oauth::v2::{answer_denied, answer_issued, error_response, report_denied};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;

/// Exchanges the token.
pub async fn exchange_token(State(app): State<App>, request: Request) -> Response {
    let Ok((parts, form)) = form::read_form(request).await else {
        return error_response(StatusCode::BAD_REQUEST, "invalid_request", "the body is too long");
    };
    let origin = EventOrigin::of(&app, &parts);
    let text = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
    let token = match text.trim().split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("oauth") => {
            Header::parse_header(rest).ok().and_then(|header| header.token)
        }
        _ => None,
    };
    let Some(token) = token else {
        return error_response(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "sign the request with the OAuth 1 token",
        );
    };
    // The signature spends its nonce here, so an intercepted exchange cannot be sent again.
    match identify_visitor(&app, &parts, &form.0).await {
        Ok(Visitor::Account { client: Some(_), .. }) => {}
        // A browser session or a bare key has no OAuth 1 token that could be exchanged.
        Ok(_) => {
            return error_response(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "sign the request with the OAuth 1 token",
            );
        }
        Err(refused) => {
            refused.report(&app, &origin);
            return error_response(refused.status(), "invalid_token", &refused.error_detail());
        }
    }
    match app.site().exchange_token(&token).await {
        Ok(tokens) => answer_issued(&tokens),
        Err(why) => {
            report_denied(&app, &origin, &why);
            answer_denied(&why)
        }
    }
}
