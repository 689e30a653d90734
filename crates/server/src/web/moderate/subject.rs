//! `/moderate/subject?name=`: all that was said about a tag and the other spellings of its subject.

use super::subjects::subject_path;
use super::subjects_history::ActLine;
use crate::auth::extract::{Moderator, QueryFields};
use crate::auth::session::Browser;
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::text;
use crate::http::text::group_digits;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use model::{LinkKind, Precision, Time};
use tumblelog::subject::{HistoryRequest, SubjectLink};

/// Entries of the history that are told.
const SHOWN: usize = 50;

struct Spelled {
    name: String,
    href: String,
    posts: String,
}

struct Claim {
    kind: &'static str,
    a: String,
    b: String,
    reason: String,
    evidence: String,
    who: String,
    when: DisplayTime,
    entry: i64,
    /// The address of the form that ends it, where that is not done by its entry.
    broader: bool,
    different: bool,
}

impl Claim {
    fn new(link: SubjectLink, now: Time) -> Self {
        Self {
            kind: link.kind.name(),
            broader: link.kind == LinkKind::Broader,
            different: link.kind == LinkKind::Different,
            a: link.a_name,
            b: link.b_name,
            reason: link.reason,
            evidence: link.evidence,
            who: link.who,
            when: DisplayTime::new(now, link.at, Precision::Exact),
            entry: link.made_by,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "moderate-subject.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    joined: bool,
    tag: String,
    done: Option<i64>,
    spellings: Vec<Spelled>,
    claims: Vec<Claim>,
    acts: Vec<ActLine>,
    /// Entries older than those shown are in the whole history.
    older: Option<String>,
    kinds: &'static [LinkKind],
    form_token: String,
}

/// The page.
pub async fn show_subject(
    State(app): State<App>,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    // A number that cannot be read begins at the newest entry; the page is not an API.
    let (before, done) = (query.get_number("before"), query.get_number("done"));
    subject_page(&app, &person.browser, query.get("name").unwrap_or(""), before, done).await
}

async fn subject_page(
    app: &App,
    browser: &Browser,
    name: &str,
    before: Option<i64>,
    done: Option<i64>,
) -> Result<Response, PageError> {
    let shown = app.site().show_subject(name).await?;
    // Asked by the name that the site found, which may be another spelling than was typed.
    let asked = HistoryRequest { about: Some(shown.name.clone()), before, limit: SHOWN };
    let history = app.site().subject_history(&asked).await?;
    let now = app.now();
    let spelled = |spelling: tumblelog::view::SpellingCount| Spelled {
        href: format!("{}?only=1", text::tag_path(&spelling.name)),
        posts: group_digits(spelling.posts),
        name: spelling.name,
    };
    let links = [shown.links, shown.above, shown.below, shown.different];
    let page = Page {
        chrome: Chrome::new(app.settings(), &format!("Spellings of #{}", shown.name), "").unlisted(),
        name: &shown.name,
        joined: shown.id.is_some(),
        tag: text::tag_path(&shown.name),
        done,
        spellings: shown.spellings.into_iter().map(spelled).collect(),
        claims: links.into_iter().flatten().map(|link| Claim::new(link, now)).collect(),
        acts: history.acts.into_iter().map(|act| ActLine::new(act, now)).collect(),
        older: history.next.map(|id| format!("{}&before={id}", subject_path(&shown.name))),
        kinds: LinkKind::JOINING,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response(Html(render_template(&page, 16 * 1024)?).into_response()))
}
