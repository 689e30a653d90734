//! `POST /moderate/settings`: other values for settings.

use super::field::was_name;
use super::{Typed, form_outcome, settings_page};
use crate::auth::extract::{Moderator, Posted};
use crate::http::error::{FormRefusal, PageError};
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::Invalid;
use tumblelog::settings::{SETTINGS, SettingEdit, SettingKey};

/// `POST /moderate/settings`: sets what was changed in the form, all of it or nothing.
pub async fn change_settings(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: Posted<FormFields, Moderator>,
) -> Result<Response, PageError> {
    let (edits, wrong) = read_edits(&form);
    let typed = Typed { fields: form, wrong };
    if !typed.wrong.is_empty() {
        let words: Vec<&str> = typed.wrong.iter().map(|(_, why)| why.as_str()).collect();
        let words = format!("nothing was saved. {}", words.join(". "));
        let refused = FormRefusal { status: StatusCode::UNPROCESSABLE_ENTITY, words };
        return settings_page(&app, &person, Some(refused), "", &typed).await;
    }
    let changed = app.site().change_settings(edits, Some(person.account_id())).await;
    form_outcome(&app, &person, changed, &typed).await
}

/// The settings that differ from what the page showed, and what is wrong with others. What the person left as it was is not
/// sent back: it may have been changed by somebody else meanwhile.
fn read_edits(form: &FormFields) -> (Vec<SettingEdit>, Vec<(SettingKey, String)>) {
    let (mut edits, mut wrong) = (Vec::new(), Vec::new());
    for setting in &SETTINGS {
        let Some(typed) = form.get(setting.name) else { continue };
        if form.get(&was_name(setting.name)) == Some(typed) {
            continue;
        }
        match setting.kind.parse_value(typed) {
            Ok(value) => edits.push(SettingEdit { key: setting.key, value: Some(value) }),
            Err(Invalid(why)) => wrong.push((setting.key, format!("{}: {why}", setting.label))),
        }
    }
    (edits, wrong)
}
