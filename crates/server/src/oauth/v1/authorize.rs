//! `/oauth/authorize`: a person is asked whether a client may act in the person's name.

use crate::auth::extract::{FromForm, PostedByAnybody, QueryFields, Rejection, SignedIn};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use crate::web::account::consent;
use crate::web::account::consent::ConsentRequest;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use model::Scopes;
use tumblelog::oauth::{OOB, Requested};

const PATH: &str = "/oauth/authorize";

/// The question.
pub async fn ask_consent(
    State(app): State<App>,
    // Asked before the token is looked up: a stranger learns nothing about tokens.
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let token = query.get("oauth_token").unwrap_or("");
    let requested = app.site().find_request_token(token).await?;
    let requested = requested.ok_or_else(token_expired)?;
    let page = consent_page(&app, &person, &requested, &query).await?;
    Ok(person.browser.seal_response(page))
}

async fn consent_page(
    app: &App,
    person: &SignedIn,
    requested: &Requested,
    query: &FormFields,
) -> Result<Response, PageError> {
    // Only these names are carried into the form, not whatever else the address holds.
    let fields = ["oauth_token", "source"].iter().filter_map(|name| Some((*name, query.get(name)?)));
    let asked = ConsentRequest {
        client: &requested.client,
        account: person.account(),
        // OAuth 1 knows no scopes: a token may do everything.
        scopes: Scopes::ALL,
        callback: (requested.callback != OOB).then_some(requested.callback.as_str()),
        action: PATH,
        fields: fields.map(|(name, value)| (name, value.to_owned())).collect(),
    };
    consent::consent_page(app, &asked, person.browser.form_token()).await
}

/// What the form sends.
pub struct ConsentForm {
    token: String,
    allow: bool,
    /// Passed on to the client as it came.
    source: Option<String>,
}

impl FromForm for ConsentForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            token: fields.get_text("oauth_token"),
            // Anything but a clear “allow” refuses, also a form without an answer.
            allow: fields.get("answer") == Some("allow"),
            source: fields.get_filled("source").map(str::to_owned),
        }
    }
}

/// The answer.
pub async fn answer_consent(
    State(app): State<App>,
    uri: Uri,
    PostedByAnybody { browser, session, form }: PostedByAnybody<ConsentForm>,
) -> Result<Response, Rejection> {
    let Some(session) = &session else { return Err(Rejection::sign_in_first(&uri)) };
    let token = form.token.as_str();
    let outcome = match form.allow {
        true => app.site().consent_request_token(token, session.account.id).await,
        false => app.site().refuse_request_token(token).await.map(|requested| (String::new(), requested)),
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
            pairs.extend(form.source.as_deref().map(|source| ("source", source)));
            consent::redirect_back(callback, &pairs)?
        }
    };
    Ok(browser.seal_response(page))
}

fn token_expired() -> PageError {
    PageError::Forbidden("The request has expired or was answered already. Begin again at the app.".into())
}
