//! Forms that come before a session, or may outlive it: of the sign-in page and of the pages that ask for consent.

use super::{FromForm, Rejection};
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use tumblelog::account::Session;

/// A form as it came in: its token was **not** checked.
pub struct ReceivedForm {
    /// The browser that sent it.
    pub browser: Browser,
    /// Who is signed in, if anybody.
    pub session: Option<Session>,
    fields: FormFields,
    headers: HeaderMap,
}

impl ReceivedForm {
    /// Whether it came from a page of ours that was made for this browser.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] when it did not, which is logged as a security event.
    pub fn check_token(&self, app: &App) -> Result<(), PageError> {
        self.browser.check_form_token(app, &self.headers, &self.fields)
    }
}

impl FromRequest<App> for ReceivedForm {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let (parts, fields) = form::read_form(request).await?;
        let (browser, session) = Browser::read_browser(app, &parts).await?;
        Ok(Self { browser, session, fields, headers: parts.headers })
    }
}

/// A form from a page of ours, by whoever has opened the page. Its token was checked before anybody was asked to sign in.
pub struct PostedByAnybody<T> {
    /// The browser that sent it.
    pub browser: Browser,
    /// Who is signed in, if anybody.
    pub session: Option<Session>,
    /// What was sent.
    pub form: T,
}

impl<T: FromForm> FromRequest<App> for PostedByAnybody<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &App) -> Result<Self, Rejection> {
        let received = ReceivedForm::from_request(request, app).await?;
        received.check_token(app)?;
        let ReceivedForm { browser, session, fields, .. } = received;
        Ok(Self { browser, session, form: T::from_form(&fields) })
    }
}
