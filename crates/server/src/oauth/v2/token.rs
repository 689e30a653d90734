//! `POST /v2/oauth2/token`, form-encoded, multipart or JSON.

use crate::auth::security_log::EventOrigin;
use crate::http::form;
use crate::http::form::FormFields;
use crate::oauth::v2::{answer_denied, answer_issued, error_response, report_denied};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{Invalid, Scopes};
use tumblelog::oauth::TokenRequest;

/// Exchanges a code, a refresh token or the client's own credentials.
pub async fn issue_token(State(app): State<App>, request: Request) -> Response {
    let (parts, form) = match form::read_any(request).await {
        Ok(read) => read,
        Err(_) => {
            return invalid_request("the body is neither form-encoded nor multipart nor JSON, or too long");
        }
    };
    let Some((key, secret)) = client_credentials(&parts.headers, &form) else {
        return invalid_request("client_id is missing");
    };
    match read_token_request(&form) {
        Ok(request) => match app.site().redeem_grant(&key, secret.as_deref(), request).await {
            Ok(tokens) => answer_issued(&tokens),
            Err(why) => {
                report_denied(&app, &EventOrigin::of(&app, &parts), &why);
                answer_denied(&why)
            }
        },
        Err((code, why)) => error_response(StatusCode::BAD_REQUEST, code, &why),
    }
}

fn invalid_request(why: &str) -> Response {
    error_response(StatusCode::BAD_REQUEST, "invalid_request", why).into_response()
}

/// The key and the secret: in the body, or as RFC 6749, 2.3.1 prefers it. A public client names its key alone.
fn client_credentials(headers: &HeaderMap, form: &FormFields) -> Option<(String, Option<String>)> {
    let named = form.get_filled("client_id").map(str::to_owned);
    // Credentials in the body win: a Basic header may be meant for a proxy in front of the site.
    if let (Some(key), Some(secret)) = (&named, form.get_filled("client_secret")) {
        return Some((key.clone(), Some(secret.to_owned())));
    }
    match basic(headers) {
        // An empty password in Basic means a public client.
        Some((key, secret)) => Some((key, Some(secret).filter(|secret| !secret.is_empty()))),
        None => named.map(|key| (key, None)),
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    // Both halves are letters and digits, which encoding leaves as they are.
    let (key, secret) = text.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}

fn read_token_request(form: &FormFields) -> Result<TokenRequest, (&'static str, String)> {
    let missing = |name: &str| ("invalid_request", format!("{name} is missing"));
    let owned = |name| form.get_filled(name).map(str::to_owned);
    let scopes = form.get_filled("scope").map(Scopes::parse).transpose();
    let scopes = scopes.map_err(|Invalid(why)| ("invalid_scope", why))?;
    match form.get_filled("grant_type") {
        Some("authorization_code") => Ok(TokenRequest::Code {
            code: owned("code").ok_or_else(|| missing("code"))?,
            redirect: owned("redirect_uri"),
            verifier: owned("code_verifier"),
        }),
        Some("refresh_token") => Ok(TokenRequest::Refresh {
            token: owned("refresh_token").ok_or_else(|| missing("refresh_token"))?,
            scopes,
        }),
        // In nobody's name there is nothing to write, so the least scope is the default.
        Some("client_credentials") => Ok(TokenRequest::Client { scopes: scopes.unwrap_or(Scopes::BASIC) }),
        Some(_) => Err((
            "unsupported_grant_type",
            "use authorization_code, refresh_token or client_credentials as grant_type".into(),
        )),
        None => Err(missing("grant_type")),
    }
}
