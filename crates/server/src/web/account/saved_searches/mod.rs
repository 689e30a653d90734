//! `/saved`: the searches a person keeps, and the feeds of them.

use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::auth::session::Browser;
use crate::feeds;
use crate::feeds::{FeedInfo, FeedLink, Format};
use crate::http::error::{PageError, form_status};
use crate::http::etag::Freshness;
use crate::http::form::FormFields;
use crate::http::{path, text};
use crate::state::App;
use crate::web::account::overview::{opened, posted};
use crate::web::account::sign_in::{local, see_other, sign_in_first};
use crate::web::chrome::{Chrome, render_template};
use crate::web::error_page::split_at_mark;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{AccountId, Invalid};
use tag::query::MAX_QUERY;
use tumblelog::limits::Limit;
use tumblelog::saved_searches::{NAME, SavedLine, Unread};
use tumblelog::view::ListRequest;

const PATH: &str = "/saved";
const FEEDS: &str = "/saved/feed/";
/// Of a query that is too long so much is shown, to be shortened; in code points.
const LONGEST_SHOWN: usize = 2 * MAX_QUERY;
/// Posts in a feed.
const FEED_PAGE: usize = 20;

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
    mistake: Option<(String, String, String)>,
    form_token: String,
}

/// The page.
pub async fn show_saved_searches(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, query) = match opened(&app, request).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let done = match query.get("done") {
        Some("add") => "Saved.",
        Some("change") => "Changed.",
        Some("remove") => "Removed.",
        Some("feed") => "The feed has a new address.",
        Some("unfeed") => "The feed is removed.",
        _ => "",
    };
    saved_page(&app, &browser, session.account.id, StatusCode::OK, String::new(), done).await
}

/// `/saved/new?q=`: the form, filled in.
pub async fn show_new_search(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let browser = Browser::read_browser(&app, &parts).await?;
    if browser.session.is_none() {
        return Ok(sign_in_first(&parts.uri));
    }
    let asked = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    // Twice the limit is enough to show and mend; an address can hold far more.
    let query: String = asked.get("q").unwrap_or("").chars().take(LONGEST_SHOWN).collect();
    let name: String = query.chars().filter(|c| !c.is_control()).take(NAME).collect();
    // What is too long is not cut: the rest may be what matters.
    let long = query.chars().nth(MAX_QUERY).is_some();
    let wrong = long.then(|| tumblelog::Error::Query {
        at: MAX_QUERY,
        message: format!("a query has at most {MAX_QUERY} characters; make this one shorter"),
    });
    search_form(&app, &browser, StatusCode::OK, (&name, &query), wrong.as_ref())
}

/// `POST /saved/{deed}`: add, open, change, remove, feed, unfeed, follow or unfollow.
pub async fn change_saved_search(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let deed = request.uri().path().strip_prefix("/saved/").unwrap_or("").to_owned();
    let (browser, sent) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let account = browser.session.as_ref().map(|session| session.account.id).ok_or(PageError::Broken)?;
    let (name, query) = (sent.get("name").unwrap_or(""), sent.get("query").unwrap_or(""));
    let done = apply_change(&app, account, &deed, &sent).await;
    match (done, deed.as_str()) {
        (Ok(location), _) => Ok(see_other(&location)),
        // Back in the form with what was typed, or the person would have to write it again.
        (Err(wrong), "add") if is_refusal(&wrong) => {
            search_form(&app, &browser, form_status(&wrong), (name, query), Some(&wrong))
        }
        (Err(wrong), _) if is_refusal(&wrong) => {
            saved_page(&app, &browser, account, form_status(&wrong), error_words(&wrong), "").await
        }
        (Err(other), _) => Err(PageError::of_query(other, query)),
    }
}

/// Does it and says where to go then.
async fn apply_change(
    app: &App,
    account: AccountId,
    deed: &str,
    sent: &FormFields,
) -> tumblelog::Result<String> {
    let site = app.site();
    let id = sent.get("search").and_then(|text| text.parse().ok()).unwrap_or(0);
    let (name, query) = (sent.get("name").unwrap_or(""), sent.get("query").unwrap_or(""));
    match deed {
        "add" => site.save_search(account, name, query).await.map(drop)?,
        "change" => site.change_search(account, id, name, query).await?,
        "remove" => site.remove_search(account, id).await?,
        "feed" => site.open_search_feed(account, id).await?,
        "unfeed" => site.close_search_feed(account, id).await?,
        "follow" => {
            site.follow_search(account, query).await?;
            // `to` comes from the form: only a path of this site is followed.
            return Ok(local(sent.get("to")).to_owned());
        }
        "unfollow" => {
            site.unfollow_search(account, query).await?;
            return Ok(local(sent.get("to")).to_owned());
        }
        // “open”: the account goes along, so that nobody reads another's search by its number.
        _ => return Ok(search_path(&site.read_search(account, id).await?.query)),
    }
    Ok(format!("{PATH}?done={deed}"))
}

fn search_path(query: &str) -> String {
    let mut href = "/search?q=".to_owned();
    text::encode_query(query, &mut href);
    href
}

fn is_refusal(error: &tumblelog::Error) -> bool {
    use tumblelog::Error::{Invalid, Limit, NotFound, Query, Refused};
    matches!(error, Invalid(_) | NotFound(_) | Refused(_) | Limit { .. } | Query { .. })
}

fn error_words(error: &tumblelog::Error) -> String {
    match error {
        tumblelog::Error::Invalid(Invalid(why))
        | tumblelog::Error::NotFound(why)
        | tumblelog::Error::Refused(why) => why.clone(),
        tumblelog::Error::Query { at, message } => format!("Character {} of the query: {message}", at + 1),
        other => other.to_string(),
    }
}

async fn saved_page(
    app: &App,
    browser: &Browser,
    account: AccountId,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
    let lines = app.site().saved_searches(account).await?;
    let page = Page {
        chrome: Chrome::new(app.settings(), "Saved searches", "").unlisted(),
        lines: lines.into_iter().map(saved_line).collect(),
        most: Limit::SavedSearches.most(),
        longest_name: NAME,
        wrong,
        done,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
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
    browser: &Browser,
    status: StatusCode,
    (name, query): (&str, &str),
    wrong: Option<&tumblelog::Error>,
) -> Result<Response, PageError> {
    let mistake = match wrong {
        Some(tumblelog::Error::Query { at, .. }) => Some(split_at_mark(query.trim(), *at)),
        _ => None,
    };
    let page = New {
        chrome: Chrome::new(app.settings(), "Save a search", "").unlisted(),
        name,
        query,
        longest_name: NAME,
        wrong: wrong.map(error_words).unwrap_or_default(),
        mistake,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 8 * 1024)?)).into_response()))
}

/// `/saved/feed/{token}/{format}`: for programs, which have no session. The token is all that is asked for.
pub async fn serve_saved_feed(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let (uri, headers) = (&parts.uri, &parts.headers);
    let segments = path::segments_after(uri, FEEDS).ok_or(PageError::NotFound)?;
    let [token, segment] = segments[..] else { return Err(PageError::NotFound) };
    let format = Format::from_segment(segment).ok_or(PageError::NotFound)?;
    let before =
        FormFields::parse(uri.query().unwrap_or("").as_bytes()).get_filled("before").map(str::to_owned);
    // Reported, because tokens of feeds can be guessed at without any session.
    let Some(search) = app.site().search_of_feed(token).await? else {
        let origin = EventOrigin::of(&app, &parts);
        security_log::report(&app, Event::BadCredentials, &origin, "there is no feed of this token");
        return Err(PageError::NotFound);
    };
    let request = ListRequest { before, limit: FEED_PAGE, ..ListRequest::default() };
    let page = app.site().search_page(&search.query, &feeds::request_of(&request)).await;
    let page = page.map_err(|error| PageError::of_query(error, &search.query))?;
    let about = FeedInfo {
        // The token and not the query: the feed stays the same when its owner changes the search.
        identity: format!("saved {token}"),
        title: search.name,
        description: format!("Posts that match “{}”", search.query),
        home: self::search_path(&search.query),
        path: format!("{FEEDS}{token}/{segment}"),
        list: &page.list,
        summary: &page.summary,
        // The address is a secret that can be revoked, so no shared cache may keep its content.
        fresh: Freshness::Apart,
    };
    feeds::answer_feed(&app, headers, format, request.sort, &about).await
}
