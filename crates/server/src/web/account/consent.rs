//! The page that asks a person whether a client may act in the person's name, and the ways on from it.

use crate::http::error::PageError;
use crate::http::layer;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use model::{Account, Client, Scopes};
use url::{Origin, Url};

/// What is asked.
pub struct ConsentRequest<'a> {
    /// Who asks.
    pub client: &'a Client,
    /// Who is asked.
    pub account: &'a Account,
    /// For what.
    pub scopes: Scopes,
    /// Where the person goes then; nowhere when a code is shown instead.
    pub callback: Option<&'a str>,
    /// Where the answer is sent.
    pub action: &'static str,
    /// What is sent with it.
    pub fields: Vec<(&'static str, String)>,
}

#[derive(askama::Template)]
#[template(path = "consent.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    asked: &'a ConsentRequest<'a>,
    owner: String,
    permits: Vec<&'static str>,
    /// Host the person goes to, or the scheme of an app's own address.
    leads: Option<String>,
    form_token: String,
}

/// The question. Its answer may lead to the client's address, which the page's policy must permit by name.
pub async fn consent_page(
    app: &App,
    asked: &ConsentRequest<'_>,
    form_token: String,
) -> Result<Response, PageError> {
    let owner = app.site().find_account(asked.client.owner).await?;
    // The owner's account may be gone; the question can still be asked.
    let owner = owner.map(|owner| owner.name).unwrap_or_default();
    let chrome = Chrome::new(app.settings(), "Permission", "").unlisted();
    let target = asked.callback.and_then(|address| Url::parse(address).ok());
    // The person must see where the answer leads, as a client may call itself anything.
    let leads = target.as_ref().map(|url| match url.host_str() {
        Some(host) => host.to_owned(),
        None => format!("{}:", url.scheme()),
    });
    let page = Page { chrome, asked, owner, permits: permission_words(asked.scopes), leads, form_token };
    // Browsers apply `form-action` to the redirect after the form too, so the target is permitted.
    let mut response = Html(render_template(&page, 8 * 1024)?).into_response();
    if let Some(policy) =
        target.and_then(|url| HeaderValue::try_from(layer::policy_with_form(&source_origin(&url))).ok())
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// As a content security policy names it.
fn source_origin(url: &Url) -> String {
    match url.origin() {
        origin @ Origin::Tuple(..) => origin.ascii_serialization(),
        // Apps on phones use schemes of their own, which have no host to name.
        Origin::Opaque(_) => format!("{}:", url.scheme()),
    }
}

fn permission_words(scopes: Scopes) -> Vec<&'static str> {
    let mut out = vec!["See what you see: your dashboard, your blogs with drafts and queue, your likes"];
    if scopes.write {
        out.push("Post, edit, delete, like, follow and change your blogs as you");
    }
    if scopes.offline_access {
        out.push("Keep access until you revoke it under Apps");
    }
    out
}

#[derive(askama::Template)]
#[template(path = "verifier.html")]
struct Verifier<'a> {
    chrome: Chrome<'a>,
    client: &'a str,
    /// Empty where the person refused.
    verifier: &'a str,
}

/// The code that a person carries over to a client that cannot be called back.
pub fn verifier_page(app: &App, client: &str, verifier: &str) -> Result<Response, PageError> {
    let chrome = Chrome::new(app.settings(), "Permission", "").unlisted();
    Ok(Html(render_template(&Verifier { chrome, client, verifier }, 8 * 1024)?).into_response())
}

/// Sends the person back to the client with these parameters after those the address has.
pub fn redirect_back(address: &str, pairs: &[(&str, &str)]) -> Result<Response, PageError> {
    let mut url = Url::parse(address).map_err(|_| PageError::Broken)?;
    // Appended: the registered address may have parameters that the client needs.
    url.query_pairs_mut().extend_pairs(pairs);
    let location = HeaderValue::try_from(url.as_str()).map_err(|_| PageError::Broken)?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address before held what was asked; the client need not know more of it.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
