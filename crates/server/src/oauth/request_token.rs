//! `GET` or `POST /oauth/request_token`: a client asks for temporary credentials.

use super::{check, denied, encoded, signed_header};
use crate::form::{self, Form};
use crate::state::App;
use crate::visitor::Refused;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

/// `oauth_callback` may be in the header, the query or the body.
pub async fn give(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    let (parts, form) = match form::read(request).await {
        Ok(read) => read,
        Err(fault) => return Ok(fault.into_response()),
    };
    let header = signed_header(&parts)?;
    let signer = app.site().signer(&header.consumer_key, None).await.map_err(Refused::Failed)?;
    let signer = signer.ok_or(Refused::Key)?;
    check(&app, &parts, &header, &form, (&signer.secret, "")).await?;
    let query = Form::parse(parts.uri.query().unwrap_or("").as_bytes());
    let named = header.callback.as_deref();
    let callback = named.or(query.get("oauth_callback")).or(form.get("oauth_callback"));
    Ok(match app.site().request_token(&signer.client, callback).await {
        Ok(made) => encoded(&[
            ("oauth_token", &made.token),
            ("oauth_token_secret", &made.secret),
            ("oauth_callback_confirmed", "true"),
        ]),
        Err(why) => denied(why),
    })
}
