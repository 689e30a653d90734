//! `/oauth/authorize`: a person is asked whether a client may act in the person's name.

use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form;
use crate::http::form::FormFields;
use crate::state::App;
use crate::web::account::consent;
use crate::web::account::consent::ConsentRequest;
use crate::web::account::sign_in;
use axum::extract::{Request, State};
use axum::response::Response;
use model::{Account, Scopes};
use tumblelog::oauth::{OOB, Requested};

const PATH: &str = "/oauth/authorize";

/// The question.
pub async fn ask_consent(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let browser = Browser::read_browser(&app, &parts).await?;
    // Ask who it is before the token is looked up: a stranger learns nothing about tokens.
    let Some(session) = &browser.session else { return Ok(sign_in::sign_in_first(&parts.uri)) };
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    let token = query.get("oauth_token").unwrap_or("");
    let requested = app.site().find_request_token(token).await?;
    let requested = requested.ok_or_else(token_expired)?;
    let page = consent_page(&app, &browser, &session.account, &requested, &query).await?;
    Ok(browser.seal_response(page))
}

async fn consent_page(
    app: &App,
    browser: &Browser,
    account: &Account,
    requested: &Requested,
    query: &FormFields,
) -> Result<Response, PageError> {
    // Only these names are carried into the form, not whatever else the address holds.
    let fields = ["oauth_token", "source"].iter().filter_map(|name| Some((*name, query.get(name)?)));
    let asked = ConsentRequest {
        client: &requested.client,
        account,
        // OAuth 1 knows no scopes: a token may do everything.
        scopes: Scopes::ALL,
        callback: (requested.callback != OOB).then_some(requested.callback.as_str()),
        action: PATH,
        fields: fields.map(|(name, value)| (name, value.to_owned())).collect(),
    };
    consent::consent_page(app, &asked, browser.form_token()).await
}

/// The answer.
pub async fn answer_consent(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, form) = form::read_form(request).await?;
    let browser = Browser::read_browser(&app, &parts).await?;
    browser.check_form_token(&app, &parts.headers, &form)?;
    let Some(session) = &browser.session else { return Ok(sign_in::sign_in_first(&parts.uri)) };
    let token = form.get("oauth_token").unwrap_or("");
    let outcome = match form.get("answer") {
        Some("allow") => app.site().consent_request_token(token, session.account.id).await,
        // Anything but a clear “allow” refuses, also a form without an answer.
        _ => app.site().refuse_request_token(token).await.map(|requested| (String::new(), requested)),
    };
    let (verifier, requested) = outcome.map_err(|error| match error {
        tumblelog::Error::NotFound(_) => token_expired(),
        other => PageError::from(other),
    })?;
    let page = match (requested.callback.as_str(), verifier.as_str()) {
        // The client cannot be called back, so the person copies the verifier by hand.
        (OOB, verifier) => consent::verifier_page(&app, &requested.client.name, verifier)?,
        (callback, "") => consent::redirect_back(callback, &[("denied", token)])?,
        (callback, verifier) => {
            let mut pairs = vec![("oauth_token", token), ("oauth_verifier", verifier)];
            pairs.extend(form.get_filled("source").map(|source| ("source", source)));
            consent::redirect_back(callback, &pairs)?
        }
    };
    Ok(browser.seal_response(page))
}

fn token_expired() -> PageError {
    PageError::Forbidden("The request has expired or was answered already. Begin again at the app.".into())
}
