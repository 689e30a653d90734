//! `/moderate/subjects`: the subjects and their history, for moderators, and the forms that change them.

use crate::auth::session::Browser;
use crate::http::age::When;
use crate::http::error::{Fault, form_status};
use crate::http::form::Form;
use crate::http::text;
use crate::state::App;
use crate::web::account::sign_in::see;
use crate::web::chrome::{Chrome, render};
use crate::web::moderate::moderator::{moderated, moderator};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Invalid, LinkKind, Precision, Time};
use tumblelog::subject::{Act, Actor, History, HistoryRequest, Imported, Join, Part, Refusal};

/// The page.
pub const PATH: &str = "/moderate/subjects";
/// Subjects, or entries, on a page.
const SHOWN: usize = 50;
/// Most names that are told of an import.
const TOLD: usize = 50;

/// What a form led to.
pub enum Said {
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
    pub when: When,
    /// The entry that took it back.
    pub undone_by: Option<i64>,
}

impl ActLine {
    pub fn new(act: Act, now: Time) -> Self {
        Self {
            id: act.id,
            words: format!("{}: {}", act.deed.name(), act.about),
            reason: act.reason,
            who: act.who,
            when: When::new(now, act.at, Precision::Exact),
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
    said: Said,
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
pub async fn show(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let (browser, _) = match moderator(&app, &parts).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let query = Form::parse(parts.uri.query().unwrap_or("").as_bytes());
    let said = query.get("done").and_then(|id| id.parse().ok()).map_or(Said::Nothing, Said::Done);
    let search = query.get("search").unwrap_or("").trim();
    page(&app, &browser, StatusCode::OK, search, query.filled("after"), said).await
}

/// `/moderate/subjects/history`: who did what when.
pub async fn history(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let (browser, _) = match moderator(&app, &parts).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let query = Form::parse(parts.uri.query().unwrap_or("").as_bytes());
    let before = match query.filled("before").map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(Fault::Invalid("“before” is the number of an entry.".into())),
    };
    let asked = HistoryRequest { about: None, before, limit: SHOWN };
    let History { acts, next } =
        app.site().subject_history(&asked).await.map_err(|e| Fault::from_site(e, ""))?;
    let page = HistoryPage {
        chrome: Chrome::new(app.settings(), "History of tag groups", "").unlisted(),
        acts: acts.into_iter().map(|act| ActLine::new(act, app.now())).collect(),
        next: next.map(|id| format!("{PATH}/history?before={id}")),
        form_token: browser.form_token(),
    };
    Ok(browser.seal(Html(render(&page, 16 * 1024)?).into_response()))
}

/// `POST /moderate/subjects/{deed}`: join, part, refuse, allow or undo.
pub async fn change(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let deed = request.uri().path().strip_prefix(PATH).unwrap_or("").trim_start_matches('/').to_owned();
    let (browser, account, form) = match moderated(&app, request).await? {
        Ok(known) => known,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match act(&app, &deed, &form, Actor::Account(account.id)).await {
        Ok(entry) => {
            let name = form.get("from").filter(|name| !name.is_empty());
            Ok(see(&format!("{}done={entry}", name.map_or(format!("{PATH}?"), |name| of(name) + "&"))))
        }
        Err(error) => {
            let status = form_status(&error);
            page(&app, &browser, status, "", None, Said::Wrong(wrong(error)?)).await
        }
    }
}

async fn act(app: &App, deed: &str, form: &Form, by: Actor) -> tumblelog::Result<i64> {
    let field = |name: &str| form.get(name).unwrap_or("").to_owned();
    let (a, b, reason) = (field("a"), field("b"), field("reason"));
    match deed {
        "join" => {
            let text = field("names");
            let names = text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            let kind = LinkKind::from_name(&field("kind"))
                .ok_or_else(|| Invalid::new("choose how the tags belong together"))?;
            let evidence = field("evidence");
            app.site().join(&Join { names: names.collect(), kind, reason, evidence, by }).await
        }
        "part" => {
            let of = form.filled("of").map(str::to_owned);
            app.site().part(&Part { name: a, of, reason, by }).await
        }
        "refuse" => app.site().refuse_join(&Refusal { a, b, reason, by }).await,
        "allow" => app.site().allow_join(&Refusal { a, b, reason, by }).await,
        _ => {
            let entry = field("entry").trim().parse();
            let entry =
                entry.map_err(|_| Invalid::new("“entry” is the number of an entry of the history"))?;
            app.site().undo_subjects(entry, &reason, &by).await
        }
    }
}

/// The address of the page of a tag's subject, to which a parameter may be added.
pub fn of(name: &str) -> String {
    let mut path = String::from("/moderate/subject?name=");
    text::query(name, &mut path);
    path
}

/// What is wrong with what was sent; what is wrong with us goes its own way.
pub fn wrong(error: tumblelog::Error) -> Result<String, Fault> {
    match error {
        tumblelog::Error::Invalid(Invalid(why))
        | tumblelog::Error::NotFound(why)
        | tumblelog::Error::Refused(why) => Ok(why),
        other => Err(Fault::from_site(other, "")),
    }
}

/// The page, with what a form led to.
pub async fn page(
    app: &App,
    browser: &Browser,
    status: StatusCode,
    search: &str,
    after: Option<&str>,
    said: Said,
) -> Result<Response, Fault> {
    let list = app.site().subjects(search, after, SHOWN).await.map_err(|e| Fault::from_site(e, ""))?;
    let line = |subject: tumblelog::subject::SubjectLine| {
        let more = usize::try_from(subject.spellings).unwrap_or(0).saturating_sub(subject.names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Line {
            href: of(subject.names.first().map_or("", String::as_str)),
            names: subject.names.join(" · ") + &more,
            count: subject.spellings,
        }
    };
    let told: Vec<String> = match &said {
        Said::Taken(taken) => taken.joined.iter().take(TOLD).cloned().collect(),
        _ => Vec::new(),
    };
    let untold = if let Said::Taken(taken) = &said { taken.joined.len() - told.len() } else { 0 };
    let next = list.next.map(|next| {
        let mut href = format!("{PATH}?after=");
        text::query(&next, &mut href);
        href
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Tag groups", "").unlisted(),
        said,
        told: &told,
        untold,
        search,
        full: !search.is_empty() && list.subjects.len() >= SHOWN,
        subjects: list.subjects.into_iter().map(line).collect(),
        next,
        kinds: LinkKind::JOINING,
        form_token: browser.form_token(),
    };
    Ok(browser.seal((status, Html(render(&page, 16 * 1024)?)).into_response()))
}
