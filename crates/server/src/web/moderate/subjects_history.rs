//! `/moderate/subjects/history`: the change sets of subjects.

use crate::auth::extract::{Moderator, QueryFields};
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use model::{Precision, Time};
use tumblelog::subject::{History, HistoryRequest, SubjectChangeSet};

const PATH: &str = "/moderate/subjects/history";
/// Entries on a page.
const SHOWN: usize = 50;

/// An entry of the history as a page tells it.
pub struct ActLine {
    pub id: i64,
    pub words: String,
    pub reason: String,
    pub who: String,
    pub when: DisplayTime,
    /// The entry that took it back.
    pub undone_by: Option<i64>,
}

impl ActLine {
    pub fn new(act: SubjectChangeSet, now: Time) -> Self {
        Self {
            id: act.id,
            words: format!("{}: {}", act.deed.name(), act.about),
            reason: act.reason,
            who: act.who,
            when: DisplayTime::new(now, act.at, Precision::Exact),
            undone_by: act.undone_by,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "moderate-history.html")]
struct HistoryPage<'a> {
    chrome: Chrome<'a>,
    acts: Vec<ActLine>,
    next: Option<String>,
    form_token: String,
}

/// `/moderate/subjects/history`: who did what when.
pub async fn show_history(
    State(app): State<App>,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let before = match query.get_filled("before").map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(PageError::Invalid("“before” is the number of an entry.".into())),
    };
    let asked = HistoryRequest { about: None, before, limit: SHOWN };
    let History { acts, next } = app.site().subject_history(&asked).await?;
    let page = HistoryPage {
        chrome: Chrome::new(app.settings(), "History of tag groups", "").unlisted(),
        acts: acts.into_iter().map(|act| ActLine::new(act, app.now())).collect(),
        next: next.map(|id| format!("{PATH}?before={id}")),
        form_token: person.browser.form_token(),
    };
    Ok(person.browser.seal_response(Html(render_template(&page, 16 * 1024)?).into_response()))
}
