//! `/search?q=` and its feeds.

use super::chrome::{Chrome, render};
use super::listing::Listing;
use super::place::Place;
use super::view_query;
use crate::error::Fault;
use crate::etag::{self, Fresh};
use crate::feeds::{self, About, Format};
use crate::state::{App, Settings};
use crate::{params, path, text};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::Time;
use tumblelog::view::{ListRequest, SearchPage};

const PATH: &str = "/search";

#[derive(askama::Template)]
#[template(path = "search.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    query: &'a str,
    /// The query as a tag, where it can be meant as one, and its page.
    same: Option<(&'a str, String)>,
    listing: Listing<'a>,
}

/// The page before anything is asked.
#[derive(askama::Template)]
#[template(path = "search-home.html")]
struct Home<'a> {
    chrome: Chrome<'a>,
}

/// The page.
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let mut request = params::read(&uri)?;
    let query = std::mem::take(&mut request.query);
    let body = if query.is_empty() {
        let chrome = Chrome::new(app.settings(), "Search", "").canonical(PATH);
        render(&Home { chrome }, 16 * 1024)?
    } else {
        let page = app.site().search(&query, &request).await;
        let page = page.map_err(|error| Fault::from_site(error, &query))?;
        write(&page, &request, app.settings(), app.now())?
    };
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

/// The results as a feed.
pub async fn feed(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let segments = path::after(&uri, "/search/").ok_or(Fault::NotFound)?;
    let [segment] = segments[..] else { return Err(Fault::NotFound) };
    let format = Format::from_segment(segment).ok_or(Fault::NotFound)?;
    let mut request = params::read(&uri)?;
    let query = std::mem::take(&mut request.query);
    if query.is_empty() {
        return Err(Fault::Invalid("A feed of a search needs words or tags in “q”.".into()));
    }
    let page = app.site().search(&query, &request).await;
    let page = page.map_err(|error| Fault::from_site(error, &query))?;
    let place = Place::new(PATH.to_owned(), &request, &query);
    let about = About {
        title: query.clone(),
        description: format!("Posts that match “{query}”"),
        home: place.first(),
        path: format!("{PATH}/{}{}", format.segment(), place.filters()),
        list: &page.list,
        summary: &page.summary,
    };
    feeds::answer(&app, &headers, format, request.sort, &about)
}

pub(super) fn write(
    page: &SearchPage,
    request: &ListRequest,
    settings: &Settings,
    now: Time,
) -> Result<String, Fault> {
    let place = Place::new(PATH.to_owned(), request, &page.query);
    let feeds = feeds::links(PATH, &place.filters());
    let query = view_query::of(Vec::new(), request, &page.query, now);
    let listing = Listing::new(&page.list, &page.summary, &place, feeds.clone(), now).proved(
        &page.list,
        query,
        &[],
        now,
    );
    let title: String = page.query.chars().take(80).collect();
    let chrome = Chrome::new(settings, &format!("{title} - search"), page.query.as_str())
        .canonical(&place.here())
        .feeds(feeds)
        .unlisted();
    render(&Page { chrome, query: &page.query, same: same(&page.query), listing }, 96 * 1024)
}

/// Words without any sign of the query language may be meant as a tag.
fn same(query: &str) -> Option<(&str, String)> {
    let name = query.trim().trim_start_matches('#').trim_end();
    let plain = name.chars().all(|c| c.is_alphanumeric() || " _".contains(c));
    (plain && !name.is_empty()).then(|| (name, text::tag_path(name)))
}
