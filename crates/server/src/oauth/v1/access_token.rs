//! `GET` or `POST /oauth/access_token`: a client exchanges a request token that was consented to.

use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::auth::visitor::Refused;
use crate::http::form;
use crate::http::form::FormFields;
use crate::oauth::v1::{answer_denied, check_request, encode_form, signed_header};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tumblelog::oauth::Denied;

/// `oauth_verifier` may be in the header, the query or the body.
pub async fn issue_access_token(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    let (parts, form) = match form::read_form(request).await {
        Ok(read) => read,
        Err(fault) => return Ok(fault.into_response()),
    };
    let origin = EventOrigin::of(&app, &parts);
    answer(&app, &parts, &form, &origin).await.inspect_err(|refused| refused.report(&app, &origin))
}

async fn answer(
    app: &App,
    parts: &Parts,
    form: &FormFields,
    origin: &EventOrigin,
) -> Result<Response, Refused> {
    let header = signed_header(parts)?;
    let Some(token) = header.token.as_deref() else {
        return Err(Refused::Header("oauth_token is missing: give the request token".into()));
    };
    let signer = app.site().temporary_signer(&header.consumer_key, token).await.map_err(Refused::Failed)?;
    let signer = signer.ok_or(Refused::Key)?;
    let token_secret = signer.token_secret.as_deref().ok_or(Refused::Token)?;
    // The signature comes before the verifier, so that only the client itself can guess at
    // verifiers.
    check_request(app, parts, &header, form, (&signer.secret, token_secret)).await?;
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    let named = header.verifier.as_deref();
    let verifier = named.or(query.get("oauth_verifier")).or(form.get("oauth_verifier"));
    let Some(verifier) = verifier else {
        return Err(Refused::Header(
            "oauth_verifier is missing: give what the person was sent back with".into(),
        ));
    };
    Ok(match app.site().access_token(signer.client.id, token, verifier.trim()).await {
        Ok((made, _)) => encode_form(&[("oauth_token", &made.token), ("oauth_token_secret", &made.secret)]),
        Err(why) => {
            if let Denied::Grant(reason) = &why {
                security_log::report(app, Event::BadCredentials, origin, reason);
            }
            answer_denied(why)
        }
    })
}
