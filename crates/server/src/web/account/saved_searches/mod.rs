//! `/saved`: the searches a person keeps, and the feeds of them.

mod forms;
mod saved_feed;

pub use forms::{
    add_search, change_search, close_feed, follow_search, open_feed, open_search, remove_search,
    unfollow_search,
};
pub use saved_feed::serve_saved_feed;

use crate::auth::extract::{QueryFields, SignedIn};
use crate::feeds;
use crate::feeds::FeedLink;
use crate::http::error::{FormRefusal, PageError};
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use crate::web::error_page::split_at_mark;
use crate::web::list::list_url::query_url;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use tag::query::MAX_QUERY;
use tumblelog::limits::Limit;
use tumblelog::saved_searches::{NAME, SavedLine, Unread};

const PATH: &str = "/saved";
const FEEDS: &str = "/saved/feed/";
/// Of a query that is too long so much is shown, to be shortened; in code points.
const LONGEST_SHOWN: usize = 2 * MAX_QUERY;

/// A query before, at and after its mistake.
type QueryMistake = (String, String, String);

struct Line {
    id: i64,
    name: String,
    query: String,
    /// In words; empty where nothing is new.
    unread: String,
    wrong: Option<String>,
    feeds: Vec<FeedLink>,
}

#[derive(askama::Template)]
#[template(path = "saved.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    lines: Vec<Line>,
    most: i64,
    longest_name: usize,
    wrong: String,
    done: &'static str,
    form_token: String,
}

#[derive(askama::Template)]
#[template(path = "saved-new.html")]
struct New<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    query: &'a str,
    longest_name: usize,
    wrong: String,
    mistake: Option<QueryMistake>,
    form_token: String,
}

/// The page.
pub async fn show_saved_searches(
    State(app): State<App>,
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = match query.get("done") {
        Some("add") => "Saved.",
        Some("change") => "Changed.",
        Some("remove") => "Removed.",
        Some("feed") => "The feed has a new address.",
        Some("unfeed") => "The feed is removed.",
        _ => "",
    };
    saved_page(&app, &person, StatusCode::OK, String::new(), done).await
}

/// `/saved/new?q=`: the form, filled in.
pub async fn show_new_search(
    State(app): State<App>,
    person: SignedIn,
    QueryFields(asked): QueryFields,
) -> Result<Response, PageError> {
    // Twice the limit is enough to show and mend; an address can hold far more.
    let query: String = asked.get("q").unwrap_or("").chars().take(LONGEST_SHOWN).collect();
    let name: String = query.chars().filter(|c| !c.is_control()).take(NAME).collect();
    // What is too long is not cut: the rest may be what matters.
    let long = query.chars().nth(MAX_QUERY).is_some();
    let error = tumblelog::Error::Query {
        at: MAX_QUERY,
        message: format!("a query has at most {MAX_QUERY} characters; make this one shorter"),
    };
    let mistake = query_mistake(&error, &query).filter(|_| long);
    // Nothing was sent yet: the form is shown for the first time.
    let refused = FormRefusal { status: StatusCode::OK, ..FormRefusal::of_error(error)? };
    let refused = long.then_some(refused);
    search_form(&app, &person, (&name, &query), refused, mistake)
}

/// The query before, at and after its mistake, where that is what is wrong.
fn query_mistake(error: &tumblelog::Error, query: &str) -> Option<QueryMistake> {
    match error {
        tumblelog::Error::Query { at, .. } => Some(split_at_mark(query.trim(), *at)),
        _ => None,
    }
}

fn search_path(query: &str) -> String {
    query_url("/search", query)
}

async fn saved_page(
    app: &App,
    person: &SignedIn,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
    let lines = app.site().saved_searches(person.account_id()).await?;
    let page = Page {
        chrome: Chrome::new(app.settings(), "Saved searches", "").unlisted(),
        lines: lines.into_iter().map(saved_line).collect(),
        most: Limit::SavedSearches.most(),
        longest_name: NAME,
        wrong,
        done,
        form_token: person.browser.form_token(),
    };
    Ok(person.browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}

fn saved_line(line: SavedLine) -> Line {
    let search = line.search;
    Line {
        id: search.id,
        unread: match line.unread {
            Unread::Exactly(0) => String::new(),
            Unread::Exactly(count) => format!("{count} new"),
            Unread::MoreThan(count) => format!("{count}+ new"),
            Unread::Unknown => "not counted".into(),
        },
        wrong: line.wrong,
        feeds: search
            .token
            .map(|token| feeds::feed_links(&format!("{FEEDS}{token}"), ""))
            .unwrap_or_default(),
        name: search.name,
        query: search.query,
    }
}

fn search_form(
    app: &App,
    person: &SignedIn,
    (name, query): (&str, &str),
    refused: Option<FormRefusal>,
    mistake: Option<QueryMistake>,
) -> Result<Response, PageError> {
    let (status, wrong) = FormRefusal::status_and_words(refused);
    let page = New {
        chrome: Chrome::new(app.settings(), "Save a search", "").unlisted(),
        name,
        query,
        longest_name: NAME,
        wrong,
        mistake,
        form_token: person.browser.form_token(),
    };
    Ok(person.browser.seal_response((status, Html(render_template(&page, 8 * 1024)?)).into_response()))
}
