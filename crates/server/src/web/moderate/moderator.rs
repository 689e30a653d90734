//! Who may see the pages for moderators, and send their forms.

use crate::auth::session::Browser;
use crate::http::error::Fault;
use crate::http::form::Form;
use crate::state::App;
use crate::web::account::overview::posted;
use crate::web::account::sign_in::first;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use model::Account;

/// The browser of a moderator who asks for a page, and who it is; or where to go instead, to sign in.
///
/// # Errors
/// [`Fault::Moderators`] for a person who is none.
pub async fn moderator(app: &App, parts: &Parts) -> Result<Result<(Browser, Account), Response>, Fault> {
    let browser = Browser::of(app, parts).await?;
    let Some(session) = &browser.session else { return Ok(Err(first(&parts.uri))) };
    let account = session.account.clone();
    if account.moderator { Ok(Ok((browser, account))) } else { Err(Fault::Moderators) }
}

/// A form that a moderator sent from a page of ours; or where to go instead.
///
/// # Errors
/// [`Fault::Moderators`] for a person who is none; [`Fault::Forbidden`] for a form of another site.
pub async fn moderated(
    app: &App,
    request: Request,
) -> Result<Result<(Browser, Account, Form), Response>, Fault> {
    let (browser, form) = match posted(app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let account = browser.session.as_ref().map(|session| session.account.clone()).ok_or(Fault::Broken)?;
    if account.moderator { Ok(Ok((browser, account, form))) } else { Err(Fault::Moderators) }
}
