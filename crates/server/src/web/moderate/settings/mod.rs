//! `/moderate/settings`: the settings of the site, for moderators.

mod change;
mod field;
mod reset;

pub use change::change_settings;
pub use reset::reset_setting;

use crate::auth::extract::{Moderator, QueryFields, SignedIn};
use crate::http::age::DisplayTime;
use crate::http::error::{FormRefusal, PageError};
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use field::{SettingField, show_text};
use model::Precision;
use tumblelog::settings::{SettingChange, SettingKey};

const PATH: &str = "/moderate/settings";
/// Changes that are shown.
const HISTORY: usize = 20;

/// A change of the history.
struct ChangeLine {
    label: String,
    old: String,
    new: String,
    by: String,
    at: DisplayTime,
}

#[derive(askama::Template)]
#[template(path = "site-settings.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    fields: Vec<SettingField>,
    history: Vec<ChangeLine>,
    wrong: String,
    done: String,
    form_token: String,
}

/// What was sent and refused: it comes back as it was typed.
#[derive(Default)]
struct Typed {
    fields: FormFields,
    /// What is wrong, by setting.
    wrong: Vec<(SettingKey, String)>,
}

/// The page.
pub async fn show_settings(
    State(app): State<App>,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = match query.get_number("done") {
        Some(0) => "Nothing was changed.",
        Some(_) => "Saved. It counts now.",
        None => "",
    };
    settings_page(&app, &person, None, done, &Typed::default()).await
}

/// Back to the page: with a word of what was done, or what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<usize>,
    typed: &Typed,
) -> Result<Response, PageError> {
    match outcome {
        Ok(changed) => Ok(see_other(&format!("{PATH}?done={changed}"))),
        Err(error) => settings_page(app, person, Some(FormRefusal::of_error(error)?), "", typed).await,
    }
}

async fn settings_page(
    app: &App,
    person: &SignedIn,
    refused: Option<FormRefusal>,
    done: &str,
    typed: &Typed,
) -> Result<Response, PageError> {
    let (status, wrong) = FormRefusal::status_and_words(refused);
    let states = app.site().list_settings().await?;
    let history = app.site().list_setting_changes(HISTORY).await?;
    let now = app.now();
    let page = Page {
        chrome: Chrome::new(app.settings(), "Site settings", "").unlisted(),
        fields: states.iter().map(|state| SettingField::new(state, typed)).collect(),
        history: history.into_iter().map(|change| change_line(change, now)).collect(),
        wrong,
        done: done.to_owned(),
        form_token: person.browser.form_token(),
    };
    Ok(person.browser.seal_response((status, Html(render_template(&page, 32 * 1024)?)).into_response()))
}

fn change_line(change: SettingChange, now: model::Time) -> ChangeLine {
    let words = |value: Option<String>| value.map_or("the default".to_owned(), |text| show_text(&text));
    ChangeLine {
        label: change.key.map_or(change.name, |key| key.setting().label.to_owned()),
        old: words(change.old),
        new: words(change.new),
        by: change.by.unwrap_or_else(|| "the command line".to_owned()),
        at: DisplayTime::new(now, change.at, Precision::Exact),
    }
}
