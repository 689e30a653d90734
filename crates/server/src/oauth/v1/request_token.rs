//! `GET` or `POST /oauth/request_token`: a client asks for temporary credentials.

use crate::auth::security_log::EventOrigin;
use crate::auth::visitor::Refused;
use crate::http::form;
use crate::http::form::FormFields;
use crate::oauth::v1::{answer_denied, check_request, encode_form, signed_header};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

/// `oauth_callback` may be in the header, the query or the body.
pub async fn issue_request_token(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    let (parts, form) = match form::read_form(request).await {
        Ok(read) => read,
        Err(fault) => return Ok(fault.into_response()),
    };
    let origin = EventOrigin::of(&app, &parts);
    answer(&app, &parts, &form).await.inspect_err(|refused| refused.report(&app, &origin))
}

async fn answer(app: &App, parts: &Parts, form: &FormFields) -> Result<Response, Refused> {
    let header = signed_header(parts)?;
    let signer = app.site().find_signer(&header.consumer_key, None).await.map_err(Refused::Failed)?;
    let signer = signer.ok_or(Refused::Key)?;
    // There is no token yet, so the token's half of the key is empty.
    check_request(app, parts, &header, form, (&signer.secret, "")).await?;
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    let named = header.callback.as_deref();
    let callback = named.or(query.get("oauth_callback")).or(form.get("oauth_callback"));
    Ok(match app.site().request_token(&signer.client, callback).await {
        Ok(made) => encode_form(&[
            ("oauth_token", &made.token),
            ("oauth_token_secret", &made.secret),
            // OAuth 1.0a: clients refuse the answer without this field.
            ("oauth_callback_confirmed", "true"),
        ]),
        Err(why) => answer_denied(why),
    })
}
