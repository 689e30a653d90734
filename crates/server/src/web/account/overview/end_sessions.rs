//! `POST /account/sessions`: ends one session, or all others.

use super::{BlogForm, form_outcome};
use crate::auth::extract::{FromForm, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;

/// What the forms beside the sessions send: the number of one, or nothing for all others.
pub struct SessionsForm {
    session: Option<i64>,
}

impl FromForm for SessionsForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { session: fields.get_number("session") }
    }
}

/// `POST /account/sessions`: ends one session, or all others.
pub async fn end_sessions(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<SessionsForm>,
) -> Result<Response, PageError> {
    let account = person.account_id();
    let ended = match form.session {
        // The account goes along, so that nobody ends the session of another by its number.
        Some(id) => app.site().end_session_and_device(account, id).await.map(drop),
        None => app.site().end_sessions(account, person.session.id).await.map(drop),
    };
    form_outcome(&app, &person, ended, "sessions", BlogForm::default()).await
}
