//! Who looks at a page that everybody may read.

use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tumblelog::Viewer;

/// The person whose session the browser brings, if any. Sets no cookie, and reads nothing where the browser brings none.
#[derive(Debug, Clone, Default)]
pub struct OptionalViewer {
    /// The person.
    pub viewer: Option<Viewer>,
    /// What a form for this person carries.
    pub form_token: Option<String>,
}

impl OptionalViewer {
    /// Looks for the person. Pages that differ for few of their posts ask only there, and save the others a read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_viewer(app: &App, parts: &Parts) -> Result<Self, PageError> {
        let found = Browser::find_session(app, parts).await?;
        Ok(found.map_or_else(Self::default, |(browser, session)| Self {
            viewer: Some(Viewer::of_account(&session.account)),
            form_token: Some(browser.form_token()),
        }))
    }
}

impl FromRequestParts<App> for OptionalViewer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        Self::find_viewer(app, parts).await
    }
}
