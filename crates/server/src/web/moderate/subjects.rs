//! `/moderate/subjects`: the subjects, for moderators.

use crate::auth::extract::{Moderator, QueryFields};
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Invalid, LinkKind};
use tumblelog::subject::Imported;

/// The page.
pub const PATH: &str = "/moderate/subjects";
/// Subjects on a page.
const SHOWN: usize = 50;
/// Most names that are told of an import.
const TOLD: usize = 50;

/// What a form led to.
pub enum SubjectMessage {
    /// No form was sent.
    Nothing,
    /// It was done, by this entry of the history.
    Done(i64),
    /// It was not.
    Wrong(String),
    /// A file was taken.
    Taken(Imported),
}

struct Line {
    names: String,
    count: i64,
    href: String,
}

#[derive(askama::Template)]
#[template(path = "moderate-subjects.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    said: SubjectMessage,
    told: &'a [String],
    untold: usize,
    search: &'a str,
    subjects: Vec<Line>,
    full: bool,
    next: Option<String>,
    kinds: &'static [LinkKind],
    form_token: String,
}

/// The page.
pub async fn show_subjects(
    State(app): State<App>,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let said = query.get_number("done").map_or(SubjectMessage::Nothing, SubjectMessage::Done);
    let search = query.get("search").unwrap_or("").trim();
    subjects_page(&app, &person.browser, StatusCode::OK, search, query.get_filled("after"), said).await
}

/// The address of the page of a tag's subject, to which a parameter may be added.
pub fn subject_path(name: &str) -> String {
    let mut path = String::from("/moderate/subject?name=");
    text::encode_query(name, &mut path);
    path
}

/// What is wrong with what was sent; what is wrong with us goes its own way.
pub fn error_words(error: tumblelog::Error) -> Result<String, PageError> {
    match error {
        tumblelog::Error::Invalid(Invalid(why))
        | tumblelog::Error::NotFound(why)
        | tumblelog::Error::Refused(why) => Ok(why),
        other => Err(other.into()),
    }
}

/// The page, with what a form led to.
pub async fn subjects_page(
    app: &App,
    browser: &Browser,
    status: StatusCode,
    search: &str,
    after: Option<&str>,
    said: SubjectMessage,
) -> Result<Response, PageError> {
    let list = app.site().list_subjects(search, after, SHOWN).await?;
    let line = |subject: tumblelog::subject::SubjectLine| {
        let more = usize::try_from(subject.spellings).unwrap_or(0).saturating_sub(subject.names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Line {
            href: subject_path(subject.names.first().map_or("", String::as_str)),
            names: subject.names.join(" · ") + &more,
            count: subject.spellings,
        }
    };
    let told: Vec<String> = match &said {
        SubjectMessage::Taken(taken) => taken.joined.iter().take(TOLD).cloned().collect(),
        _ => Vec::new(),
    };
    let untold = if let SubjectMessage::Taken(taken) = &said { taken.joined.len() - told.len() } else { 0 };
    let next = list.next.map(|next| {
        let mut href = format!("{PATH}?after=");
        text::encode_query(&next, &mut href);
        href
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Tag groups", "").unlisted(),
        said,
        told: &told,
        untold,
        search,
        // A search has no next page, so the page says when there may be more.
        full: !search.is_empty() && list.subjects.len() >= SHOWN,
        subjects: list.subjects.into_iter().map(line).collect(),
        next,
        kinds: LinkKind::JOINING,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}
