//! The person whose session a browser brings.

use super::Rejection;
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use model::{Account, AccountId};
use tumblelog::Viewer;
use tumblelog::account::Session;

/// A browser that opens a page of forms, with the session it brings, if any.
pub struct Visit {
    /// The browser.
    pub browser: Browser,
    /// Who is signed in.
    pub session: Option<Session>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let (browser, session) = Browser::read_browser(app, parts).await?;
        Ok(Self { browser, session })
    }
}

/// Somebody who is signed in. Everybody else is led to the sign-in page and back afterwards.
pub struct SignedIn {
    /// The browser.
    pub browser: Browser,
    /// Its session.
    pub session: Session,
}

impl SignedIn {
    /// Who it is.
    pub fn account(&self) -> &Account {
        &self.session.account
    }

    /// The number of the account.
    pub fn account_id(&self) -> AccountId {
        self.session.account.id
    }

    /// The same person as one who reads lists.
    pub fn as_viewer(&self) -> Viewer {
        Viewer::of_account(&self.session.account)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejection> {
        match Browser::find_session(app, parts).await? {
            Some((browser, session)) => Ok(Self { browser, session }),
            None => Err(Rejection::sign_in_first(&parts.uri)),
        }
    }
}

/// A moderator. Nobody is led to the sign-in page; who is signed in and no moderator gets [`PageError::Moderators`].
pub struct Moderator(pub SignedIn);

impl TryFrom<SignedIn> for Moderator {
    type Error = PageError;

    fn try_from(person: SignedIn) -> Result<Self, PageError> {
        if person.account().moderator { Ok(Self(person)) } else { Err(PageError::Moderators) }
    }
}

impl FromRequestParts<App> for Moderator {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejection> {
        Ok(Self::try_from(SignedIn::from_request_parts(parts, app).await?)?)
    }
}
