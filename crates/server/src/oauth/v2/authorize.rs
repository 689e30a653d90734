//! `/oauth2/authorize`: a person is asked whether a client may act in the person's name.

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
use model::{Client, Invalid, Scopes};
use tumblelog::oauth::{Authorise, NEEDS_PKCE};

const PATH: &str = "/oauth2/authorize";
const FIELDS: [&str; 7] = [
    "client_id",
    "response_type",
    "scope",
    "state",
    "redirect_uri",
    "code_challenge",
    "code_challenge_method",
];
/// Longest `state`, in bytes.
const STATE: usize = 4000;

/// What a client asks, as far as it can be answered by sending the person back.
struct Wanted<'a> {
    client: Client,
    redirect: String,
    state: Option<&'a str>,
    /// What is asked for, or the error to send back with.
    asked: Result<(Scopes, Option<&'a str>), (&'static str, String)>,
}

/// The question.
pub async fn ask(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let query = Form::parse(parts.uri.query().unwrap_or("").as_bytes());
    let wanted = read(&app, &query).await?;
    let (scopes, _) = match &wanted.asked {
        Ok(asked) => *asked,
        Err((code, why)) => return refuse(&wanted, code, why),
    };
    let browser = Browser::of(&app, &parts).await?;
    let Some(session) = &browser.session else { return Ok(sign_in::first(&parts.uri)) };
    let fields = FIELDS.iter().filter_map(|name| Some((*name, query.get(name)?.to_owned())));
    let asked = Asked {
        client: &wanted.client,
        account: &session.account,
        scopes,
        callback: Some(&wanted.redirect),
        action: PATH,
        fields: fields.collect(),
    };
    let page = consent::question(&app, &asked, browser.form_token()).await?;
    Ok(browser.seal(page))
}

/// The answer. What was asked is read again, as anybody may have changed it on the way.
pub async fn answer(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, form) = form::read(request).await?;
    let browser = Browser::of(&app, &parts).await?;
    browser.check(&app, &parts.headers, &form)?;
    let Some(session) = &browser.session else { return Ok(sign_in::first(&parts.uri)) };
    let wanted = read(&app, &form).await?;
    let (scopes, challenge) = match &wanted.asked {
        Ok(asked) => *asked,
        Err((code, why)) => return refuse(&wanted, code, why),
    };
    if form.get("answer") != Some("allow") {
        return refuse(&wanted, "access_denied", "the person refused");
    }
    let consent = Authorise {
        client: wanted.client.clone(),
        account: session.account.id,
        scopes,
        redirect: form.filled("redirect_uri").map(str::to_owned),
        challenge: challenge.map(str::to_owned),
    };
    let code = app.site().authorise(consent).await.map_err(|e| Fault::from_site(e, ""))?;
    let mut pairs = vec![("code", code.as_str())];
    pairs.extend(wanted.state.map(|state| ("state", state)));
    Ok(browser.seal(consent::back(&wanted.redirect, &pairs)?))
}

/// Without a client and an address it registered, nobody is sent anywhere.
async fn read<'a>(app: &App, form: &'a Form) -> Result<Wanted<'a>, Fault> {
    let key = form.get("client_id").unwrap_or("");
    let client = app.site().client_of_key(key).await.map_err(|e| Fault::from_site(e, ""))?;
    let client = client.ok_or_else(|| Fault::Invalid("There is no client of this client_id.".into()))?;
    let redirect = app.site().redirect_of(&client, form.filled("redirect_uri"));
    let redirect = redirect.map_err(|error| match error {
        tumblelog::Error::Invalid(Invalid(why)) => Fault::Invalid(format!("redirect_uri: {why}.")),
        other => Fault::from_site(other, ""),
    })?;
    let state = form.get("state").filter(|state| state.len() <= STATE);
    let asked = asked(&client, form);
    Ok(Wanted { client, redirect, state, asked })
}

fn asked<'a>(client: &Client, form: &'a Form) -> Result<(Scopes, Option<&'a str>), (&'static str, String)> {
    let invalid = |why: &str| ("invalid_request", why.to_owned());
    if form.get("state").is_some_and(|state| state.len() > STATE) {
        return Err(invalid("state is too long; use at most 4000 bytes"));
    }
    if form.get("response_type") != Some("code") {
        return Err(("unsupported_response_type", "use code as response_type".into()));
    }
    let scopes = Scopes::parse(form.get("scope").unwrap_or(""));
    let scopes = scopes.map_err(|Invalid(why)| ("invalid_scope", why))?;
    let challenge = form.filled("code_challenge");
    match (challenge, form.filled("code_challenge_method")) {
        (None, _) if client.public => Err(invalid(NEEDS_PKCE)),
        (Some(_), Some("S256")) | (None, None) => Ok((scopes, challenge)),
        (Some(_), _) => Err(invalid("use S256 as code_challenge_method; plain is not accepted")),
        (None, Some(_)) => Err(invalid("code_challenge is missing")),
    }
}

fn refuse(wanted: &Wanted<'_>, code: &str, why: &str) -> Result<Response, Fault> {
    let mut pairs = vec![("error", code), ("error_description", why)];
    pairs.extend(wanted.state.map(|state| ("state", state)));
    consent::back(&wanted.redirect, &pairs)
}
