//! Who may see the pages for moderators, and send their forms.

use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use crate::web::account::overview::posted;
use crate::web::account::sign_in::sign_in_first;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use model::Account;

/// The browser of a moderator who asks for a page, and who it is; or where to go instead, to sign in.
///
/// # Errors
/// [`PageError::Moderators`] for a person who is none.
pub async fn require_moderator(
    app: &App,
    parts: &Parts,
) -> Result<Result<(Browser, Account), Response>, PageError> {
    let browser = Browser::read_browser(app, parts).await?;
    let Some(session) = &browser.session else { return Ok(Err(sign_in_first(&parts.uri))) };
    let account = session.account.clone();
    if account.moderator { Ok(Ok((browser, account))) } else { Err(PageError::Moderators) }
}

/// A form that a moderator sent from a page of ours; or where to go instead.
///
/// # Errors
/// [`PageError::Moderators`] for a person who is none; [`PageError::Forbidden`] for a form of another site.
pub async fn read_moderated_form(
    app: &App,
    request: Request,
) -> Result<Result<(Browser, Account, FormFields), Response>, PageError> {
    let (browser, form) = match posted(app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    // The token was checked by `posted` already, so only the role is left to check.
    let account = browser.session.as_ref().map(|session| session.account.clone()).ok_or(PageError::Broken)?;
    if account.moderator { Ok(Ok((browser, account, form))) } else { Err(PageError::Moderators) }
}
