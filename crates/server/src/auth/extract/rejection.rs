//! What a visitor gets whom a handler does not want.

use crate::http::error::PageError;
use crate::http::redirect::{HOME, see_other};
use crate::http::text;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;

/// Why a handler does not run.
#[derive(Debug, Clone)]
pub enum Rejection {
    /// Nobody is signed in: this is the address of the sign-in page, which leads back afterwards.
    SignIn(String),
    /// The request is refused.
    Refused(PageError),
}

impl Rejection {
    /// Leads a person who must sign in first there, and back to `wanted` afterwards.
    pub fn sign_in_first(wanted: &Uri) -> Self {
        // The whole address goes along, so that a consent request survives the sign-in.
        Self::SignIn(sign_in_path(wanted.path_and_query().map_or(HOME, |path| path.as_str())))
    }
}

/// The address of the sign-in page that leads back to `wanted`.
pub fn sign_in_path(wanted: &str) -> String {
    let mut location = "/sign-in?to=".to_owned();
    text::encode_query(wanted, &mut location);
    location
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(location) => see_other(&location),
            Self::Refused(error) => error.into_response(),
        }
    }
}

impl From<PageError> for Rejection {
    fn from(error: PageError) -> Self {
        Self::Refused(error)
    }
}

impl From<tumblelog::Error> for Rejection {
    fn from(error: tumblelog::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
