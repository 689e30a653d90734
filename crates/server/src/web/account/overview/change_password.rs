//! `POST /account/password`: another password.

use super::{BlogForm, form_outcome};
use crate::auth::extract::{FromForm, Posted};
use crate::auth::security_log::Event;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use model::Invalid;
use tumblelog::account::{AppAccess, PasswordChange};

/// What the form of a new password sends.
pub struct PasswordForm {
    old: String,
    new: String,
    /// Whether programs may go on acting in the person's name.
    apps: AppAccess,
}

impl FromForm for PasswordForm {
    fn from_form(fields: &FormFields) -> Self {
        let apps = if fields.has_field("apps") { AppAccess::End } else { AppAccess::Keep };
        Self { old: fields.get_text("old"), new: fields.get_text("new"), apps }
    }
}

/// `POST /account/password`: another password.
pub async fn change_password(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<PasswordForm>,
) -> Result<Response, PageError> {
    let (browser, session) = (&person.browser, &person.session);
    // The session is named so that it survives, while all others end.
    let changed =
        app.site().change_password(session.account.id, form.old, &form.new, session.id, form.apps).await;
    let changed = match changed {
        Ok(PasswordChange::Done) => {
            browser.report(&app, Event::PasswordChanged, "the person changed it; all other sessions ended");
            if form.apps == AppAccess::End {
                browser.report(&app, Event::AccessRevoked, "all programs, with the password");
            }
            Ok(())
        }
        // A stolen session must not serve to guess the password, so this counts as a failed
        // sign-in.
        Ok(PasswordChange::WrongPassword) => {
            browser.report(&app, Event::FailedSignIn, "the present password is another");
            Err(Invalid::new("the present password is another").into())
        }
        Ok(PasswordChange::Wait(seconds)) => {
            browser.report(
                &app,
                Event::LockedOut,
                "too many attempts; the present password was not looked at",
            );
            Err(Invalid::new(format!("too many attempts; try again in {seconds} seconds")).into())
        }
        Err(error) => Err(error),
    };
    form_outcome(&app, &person, changed, "password", BlogForm::default()).await
}
