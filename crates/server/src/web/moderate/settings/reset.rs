//! `POST /moderate/settings/reset`: a setting back to its default.

use super::{Typed, form_outcome};
use crate::auth::extract::{FromForm, Moderator, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use tumblelog::settings::{SettingEdit, find_setting};

/// What a button beside a setting sends.
pub struct ResetForm {
    setting: String,
}

impl FromForm for ResetForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { setting: fields.get_text("setting") }
    }
}

/// `POST /moderate/settings/reset`: a setting back to its default.
pub async fn reset_setting(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: Posted<ResetForm, Moderator>,
) -> Result<Response, PageError> {
    let changed = match find_setting(&form.setting) {
        Ok(setting) => {
            let edit = SettingEdit { key: setting.key, value: None };
            app.site().change_settings(vec![edit], Some(person.account_id())).await
        }
        Err(invalid) => Err(invalid.into()),
    };
    form_outcome(&app, &person, changed, &Typed::default()).await
}
