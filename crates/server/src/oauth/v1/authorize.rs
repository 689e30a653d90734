//! `/oauth/authorize`: a person is asked whether a client may act in the person's name.

use crate::auth::session::Browser;
use crate::http::error::Fault;
use crate::http::form;
use crate::http::form::Form;
use crate::state::App;
use crate::web::account::consent;
use crate::web::account::consent::Asked;
use crate::web::account::sign_in;
use axum::extract::{Request, State};
use axum::response::Response;
use model::{Account, Scopes};
use tumblelog::oauth::{OOB, Requested};

const PATH: &str = "/oauth/authorize";

/// The question.
pub async fn ask(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let browser = Browser::of(&app, &parts).await?;
    let Some(session) = &browser.session else { return Ok(sign_in::first(&parts.uri)) };
    let query = Form::parse(parts.uri.query().unwrap_or("").as_bytes());
    let token = query.get("oauth_token").unwrap_or("");
    let requested = app.site().requested(token).await.map_err(|e| Fault::from_site(e, ""))?;
    let requested = requested.ok_or_else(gone)?;
    let page = question(&app, &browser, &session.account, &requested, &query).await?;
    Ok(browser.seal(page))
}

async fn question(
    app: &App,
    browser: &Browser,
    account: &Account,
    requested: &Requested,
    query: &Form,
) -> Result<Response, Fault> {
    let fields = ["oauth_token", "source"].iter().filter_map(|name| Some((*name, query.get(name)?)));
    let asked = Asked {
        client: &requested.client,
        account,
        scopes: Scopes::ALL,
        callback: (requested.callback != OOB).then_some(requested.callback.as_str()),
        action: PATH,
        fields: fields.map(|(name, value)| (name, value.to_owned())).collect(),
    };
    consent::question(app, &asked, browser.form_token()).await
}

/// The answer.
pub async fn answer(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, form) = form::read(request).await?;
    let browser = Browser::of(&app, &parts).await?;
    browser.check(&app, &parts.headers, &form)?;
    let Some(session) = &browser.session else { return Ok(sign_in::first(&parts.uri)) };
    let token = form.get("oauth_token").unwrap_or("");
    let outcome = match form.get("answer") {
        Some("allow") => app.site().consent(token, session.account.id).await,
        _ => app.site().refuse(token).await.map(|requested| (String::new(), requested)),
    };
    let (verifier, requested) = outcome.map_err(|error| match error {
        tumblelog::Error::NotFound(_) => gone(),
        other => Fault::from_site(other, ""),
    })?;
    let page = match (requested.callback.as_str(), verifier.as_str()) {
        (OOB, verifier) => consent::verifier(&app, &requested.client.name, verifier)?,
        (callback, "") => consent::back(callback, &[("denied", token)])?,
        (callback, verifier) => {
            let mut pairs = vec![("oauth_token", token), ("oauth_verifier", verifier)];
            pairs.extend(form.filled("source").map(|source| ("source", source)));
            consent::back(callback, &pairs)?
        }
    };
    Ok(browser.seal(page))
}

fn gone() -> Fault {
    Fault::Forbidden("The request has expired or was answered already. Begin again at the app.".into())
}
