//! A form that a signed-in person sent from a page of ours.

use super::{FromForm, Rejection, SignedIn};
use crate::auth::session::Browser;
use crate::http::form;
use crate::state::App;
use axum::extract::{FromRequest, Request};

/// The form, and who sent it: [`SignedIn`] or [`Moderator`](super::Moderator). Its token was checked.
///
/// Rejects, in this order: a body that is too long; nobody, who is led to the sign-in page; a form of another site, which
/// is logged as a security event; a person who is no moderator, where only those may send it.
pub struct Posted<T, S = SignedIn> {
    /// Who sent it.
    pub sender: S,
    /// What was sent.
    pub form: T,
}

impl<T, S> FromRequest<App> for Posted<T, S>
where
    T: FromForm,
    S: TryFrom<SignedIn>,
    Rejection: From<S::Error>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &App) -> Result<Self, Rejection> {
        let (parts, fields) = form::read_form(request).await?;
        let Some((browser, session)) = Browser::find_session(app, &parts).await? else {
            // The form's own address answers no GET, so nobody is led back to it after signing in.
            return Err(Rejection::SignIn("/sign-in".to_owned()));
        };
        // Checked after the session: without one the person needs the sign-in page and not an error.
        browser.check_form_token(app, &parts.headers, &fields)?;
        let sender = S::try_from(SignedIn { browser, session })?;
        Ok(Self { sender, form: T::from_form(&fields) })
    }
}
