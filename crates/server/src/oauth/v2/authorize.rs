//! `/oauth2/authorize`: a person is asked whether a client may act in the person's name.

use crate::auth::extract::{PostedByAnybody, QueryFields, Rejection, SignedIn};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use crate::web::account::consent;
use crate::web::account::consent::ConsentRequest;
use axum::extract::State;
use axum::http::Uri;
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
pub async fn ask_consent(
    State(app): State<App>,
    QueryFields(query): QueryFields,
    person: Result<SignedIn, Rejection>,
) -> Result<Response, Rejection> {
    // The request is checked before sign-in, so that a bad one is refused without asking for a
    // password.
    let wanted = read_request(&app, &query).await?;
    let (scopes, _) = match &wanted.asked {
        Ok(asked) => *asked,
        Err((code, why)) => return Ok(refuse_request(&wanted, code, why)?),
    };
    let person = person?;
    let fields = FIELDS.iter().filter_map(|name| Some((*name, query.get(name)?.to_owned())));
    let asked = ConsentRequest {
        client: &wanted.client,
        account: person.account(),
        scopes,
        callback: Some(&wanted.redirect),
        action: PATH,
        fields: fields.collect(),
    };
    let page = consent::consent_page(&app, &asked, person.browser.form_token()).await?;
    Ok(person.browser.seal_response(page))
}

/// The answer. What was asked is read again, as anybody may have changed it on the way.
pub async fn answer_consent(
    State(app): State<App>,
    uri: Uri,
    // The fields as they came: they are those of the address that the client sent the person to.
    PostedByAnybody { browser, session, form }: PostedByAnybody<FormFields>,
) -> Result<Response, Rejection> {
    let Some(session) = &session else { return Err(Rejection::sign_in_first(&uri)) };
    let wanted = read_request(&app, &form).await?;
    let (scopes, challenge) = match &wanted.asked {
        Ok(asked) => *asked,
        Err((code, why)) => return Ok(refuse_request(&wanted, code, why)?),
    };
    // Anything but a clear “allow” is a refusal.
    if form.get("answer") != Some("allow") {
        return Ok(refuse_request(&wanted, "access_denied", "the person refused")?);
    }
    let consent = Authorise {
        client: wanted.client.clone(),
        account: session.account.id,
        scopes,
        // As the client wrote it, or absent: the token request must repeat exactly this.
        redirect: form.get_filled("redirect_uri").map(str::to_owned),
        challenge: challenge.map(str::to_owned),
    };
    let code = app.site().issue_code(consent).await?;
    let mut pairs = vec![("code", code.as_str())];
    pairs.extend(wanted.state.map(|state| ("state", state)));
    Ok(browser.seal_response(consent::redirect_back(&wanted.redirect, &pairs)?))
}

/// Without a client and an address it registered, nobody is sent anywhere.
async fn read_request<'a>(app: &App, form: &'a FormFields) -> Result<Wanted<'a>, PageError> {
    let key = form.get("client_id").unwrap_or("");
    let client = app.site().client_of_key(key).await?;
    let client = client.ok_or_else(|| PageError::Invalid("There is no client of this client_id.".into()))?;
    let redirect = app.site().redirect_of(&client, form.get_filled("redirect_uri"));
    let redirect = redirect.map_err(|error| match error {
        tumblelog::Error::Invalid(Invalid(why)) => PageError::Invalid(format!("redirect_uri: {why}.")),
        other => PageError::from(other),
    })?;
    // A state that is too long is not echoed; `requested_scopes` reports the error.
    let state = form.get("state").filter(|state| state.len() <= STATE);
    let asked = requested_scopes(&client, form);
    Ok(Wanted { client, redirect, state, asked })
}

fn requested_scopes<'a>(
    client: &Client,
    form: &'a FormFields,
) -> Result<(Scopes, Option<&'a str>), (&'static str, String)> {
    let invalid = |why: &str| ("invalid_request", why.to_owned());
    if form.get("state").is_some_and(|state| state.len() > STATE) {
        return Err(invalid("state is too long; use at most 4000 bytes"));
    }
    if form.get("response_type") != Some("code") {
        return Err(("unsupported_response_type", "use code as response_type".into()));
    }
    let scopes = Scopes::parse(form.get("scope").unwrap_or(""));
    let scopes = scopes.map_err(|Invalid(why)| ("invalid_scope", why))?;
    let challenge = form.get_filled("code_challenge");
    match (challenge, form.get_filled("code_challenge_method")) {
        // A public client has no secret, so a stolen code would be enough without PKCE.
        (None, _) if client.public => Err(invalid(NEEDS_PKCE)),
        (Some(_), Some("S256")) | (None, None) => Ok((scopes, challenge)),
        (Some(_), _) => Err(invalid("use S256 as code_challenge_method; plain is not accepted")),
        (None, Some(_)) => Err(invalid("code_challenge is missing")),
    }
}

fn refuse_request(wanted: &Wanted<'_>, code: &str, why: &str) -> Result<Response, PageError> {
    let mut pairs = vec![("error", code), ("error_description", why)];
    pairs.extend(wanted.state.map(|state| ("state", state)));
    consent::redirect_back(&wanted.redirect, &pairs)
}
