//! `/moderate/subjects`: the subjects and their history, for moderators, and the forms that change them.

use crate::auth::session::Browser;
use crate::http::age::DisplayTime;
use crate::http::error::{PageError, form_status};
use crate::http::form::FormFields;
use crate::http::text;
use crate::state::App;
use crate::web::account::sign_in::see_other;
use crate::web::chrome::{Chrome, render_template};
use crate::web::moderate::moderator::{read_moderated_form, require_moderator};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Invalid, LinkKind, Precision, Time};
use tumblelog::subject::{
    History, HistoryRequest, Imported, Join, Refusal, Split, SubjectActor, SubjectChangeSet,
};

/// The page.
pub const PATH: &str = "/moderate/subjects";
/// Subjects, or entries, on a page.
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

#[derive(askama::Template)]
#[template(path = "moderate-history.html")]
struct HistoryPage<'a> {
    chrome: Chrome<'a>,
    acts: Vec<ActLine>,
    next: Option<String>,
    form_token: String,
}

/// The page.
pub async fn show_subjects(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let (browser, _) = match require_moderator(&app, &parts).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    let said = query
        .get("done")
        .and_then(|id| id.parse().ok())
        .map_or(SubjectMessage::Nothing, SubjectMessage::Done);
    let search = query.get("search").unwrap_or("").trim();
    subjects_page(&app, &browser, StatusCode::OK, search, query.get_filled("after"), said).await
}

/// `/moderate/subjects/history`: who did what when.
pub async fn show_history(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let (browser, _) = match require_moderator(&app, &parts).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
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
        next: next.map(|id| format!("{PATH}/history?before={id}")),
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response(Html(render_template(&page, 16 * 1024)?).into_response()))
}

/// `POST /moderate/subjects/{deed}`: join, part, refuse, allow or undo.
pub async fn change_subject(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let deed = request.uri().path().strip_prefix(PATH).unwrap_or("").trim_start_matches('/').to_owned();
    let (browser, account, form) = match read_moderated_form(&app, request).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match apply_change(&app, &deed, &form, SubjectActor::Account(account.id)).await {
        Ok(entry) => {
            let name = form.get("from").filter(|name| !name.is_empty());
            Ok(see_other(&format!(
                "{}done={entry}",
                name.map_or(format!("{PATH}?"), |name| subject_path(name) + "&")
            )))
        }
        Err(error) => {
            let status = form_status(&error);
            // Errors of ours leave through `?` and are not shown as mistakes of the moderator.
            subjects_page(&app, &browser, status, "", None, SubjectMessage::Wrong(error_words(error)?)).await
        }
    }
}

async fn apply_change(app: &App, deed: &str, form: &FormFields, by: SubjectActor) -> tumblelog::Result<i64> {
    let field = |name: &str| form.get(name).unwrap_or("").to_owned();
    let (a, b, reason) = (field("a"), field("b"), field("reason"));
    match deed {
        "join" => {
            let text = field("names");
            let names = text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            let kind = LinkKind::from_name(&field("kind"))
                .ok_or_else(|| Invalid::new("choose how the tags belong together"))?;
            let evidence = field("evidence");
            app.site().join_spellings(&Join { names: names.collect(), kind, reason, evidence, by }).await
        }
        "part" => {
            let of = form.get_filled("of").map(str::to_owned);
            app.site().split_spelling(&Split { name: a, of, reason, by }).await
        }
        "refuse" => app.site().refuse_join(&Refusal { a, b, reason, by }).await,
        "allow" => app.site().allow_join(&Refusal { a, b, reason, by }).await,
        // The router knows no other deed than “undo”.
        _ => {
            let entry = field("entry").trim().parse();
            let entry =
                entry.map_err(|_| Invalid::new("“entry” is the number of an entry of the history"))?;
            app.site().undo_subjects(entry, &reason, &by).await
        }
    }
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
        other => Err(PageError::from(other)),
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
