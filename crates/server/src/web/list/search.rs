//! `/search?q=` and its feeds.

use super::facet::{self, TagLink};
use super::follow_button;
use super::follow_button::Follow;
use super::list_url::ListUrl;
use super::listing::Listing;
use super::view_query;
use crate::auth::extract::OptionalViewer;
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::{params, path, text};
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
use crate::web::viewer;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::Time;
use tumblelog::view::{ListRequest, SearchPage, Suggested, TagCount};

const PATH: &str = "/search";

#[derive(askama::Template)]
#[template(path = "search.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    query: &'a str,
    /// The query as a tag, where it can be meant as one, and its page.
    same: Option<(&'a str, String)>,
    /// Tags whose names are like it.
    near: Vec<TagLink>,
    listing: Listing<'a>,
    follow: Option<Follow>,
}

/// The page before anything is asked.
#[derive(askama::Template)]
#[template(path = "search-home.html")]
struct Home<'a> {
    chrome: Chrome<'a>,
}

/// The page.
pub async fn show_search(
    State(app): State<App>,
    visitor: OptionalViewer,
    request: Request,
) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let mut request = params::read_list_request(&parts.uri)?;
    // Taken out, as the site gets the query apart from the filters.
    let query = std::mem::take(&mut request.query);
    if query.is_empty() {
        let chrome = Chrome::new(app.settings(), "Search", "")
            .canonical(PATH)
            .described(format!("Search the posts of {} by words, #tags and filters", app.settings().title));
        let body = render_template(&Home { chrome }, 16 * 1024)?;
        return Ok(etag::answer_with_etag(
            &parts.headers,
            body,
            "text/html; charset=utf-8",
            None,
            Freshness::Never,
        ));
    }
    let page = app.site().search_page(&query, &request).await;
    let page = page.map_err(|error| PageError::of_query(error, &query))?;
    // Kept for moderators, who may join the spelling that readers looked for.
    if page.summary.total == 0 {
        app.site().count_missed(&query);
    }
    let whole = whole_query(&page, &request);
    let follow = follow_button::follow_button(&app, &parts.uri, &visitor, (&whole, "")).await?;
    let near = near_tags(&app, &query, &request).await?;
    let body = write(&page, &near, &request, Some(follow), app.settings(), app.now())?;
    // The follow button differs from person to person, so the answer depends on the cookie.
    Ok(viewer::answer_viewer(&parts, visitor.viewer.as_ref(), body, "text/html; charset=utf-8"))
}

/// The results as a feed.
pub async fn serve_search_feed(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let segments = path::segments_after(&uri, "/search/").ok_or(PageError::NotFound)?;
    let [segment] = segments[..] else { return Err(PageError::NotFound) };
    let format = Format::from_segment(segment).ok_or(PageError::NotFound)?;
    let mut request = params::read_list_request(&uri)?;
    let query = std::mem::take(&mut request.query);
    if query.is_empty() {
        return Err(PageError::Invalid("A feed of a search needs words or tags in “q”.".into()));
    }
    let page = app.site().search_page(&query, &feeds::request_of(&request)).await;
    let page = page.map_err(|error| PageError::of_query(error, &query))?;
    let place = ListUrl::new(PATH.to_owned(), &request, &query);
    let about = FeedInfo {
        identity: format!("search {query}{}", place.filter_query()),
        title: query.clone(),
        description: format!("Posts that match “{query}”"),
        home: place.first_url(),
        path: format!("{PATH}/{}{}", format.path_segment(), place.filter_query()),
        list: &page.list,
        summary: &page.summary,
        fresh: Freshness::Briefly,
    };
    feeds::answer_feed(&app, &headers, format, request.sort, &about).await
}

/// Tags like what is searched for: on the first page, of a query that can be meant as a tag.
async fn near_tags(app: &App, query: &str, request: &ListRequest) -> Result<Vec<TagCount>, PageError> {
    let Some((name, _)) = same_tag(query).filter(|_| request.before.is_none()) else { return Ok(Vec::new()) };
    // In quotes, so that words with spaces between them are one name.
    let found = app.site().suggest_completions(&format!("#\"{name}")).await;
    let found = found.map_err(|error| PageError::of_query(error, query))?;
    // The tag itself has its own link above the list.
    let other = |tag: &Suggested| tag::fold(&tag.name) != tag::fold(name);
    let tags = found.tags.into_iter().filter(other);
    Ok(tags.map(|tag| TagCount { name: tag.name, posts: tag.posts }).collect())
}

pub(in crate::web) fn write(
    page: &SearchPage,
    near: &[TagCount],
    request: &ListRequest,
    follow: Option<Follow>,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let place = ListUrl::new(PATH.to_owned(), request, &page.query);
    let feeds = feeds::feed_links(PATH, &place.filter_query());
    let query = view_query::query_of_view(Vec::new(), request, &page.query, now);
    let listing = Listing::new(&page.list, &page.summary, &place, feeds.clone(), now)
        .proved(&page.list, query.as_deref(), &[])
        .kept_as(&whole_query(page, request));
    // A query may have 2,000 characters, which no tab or history shows.
    let title: String = page.query.chars().take(80).collect();
    let chrome = Chrome::new(settings, &format!("{title} - search"), page.query.as_str())
        .canonical(&place.current_url())
        .described(format!("{} found on {}", listing.posts, settings.title))
        .feeds(feeds)
        // Search results are endless; crawlers shall take the pages of tags.
        .unlisted();
    render_template(
        &Page {
            chrome,
            query: &page.query,
            same: same_tag(&page.query),
            near: facet::tag_links(near),
            listing,
            follow,
        },
        96 * 1024,
    )
}

/// The whole view as a query.
fn whole_query(page: &SearchPage, request: &ListRequest) -> String {
    ListUrl::new(PATH.to_owned(), request, &page.query).as_query(&page.query)
}

/// Words without any sign of the query language may be meant as a tag.
fn same_tag(query: &str) -> Option<(&str, String)> {
    let name = query.trim().trim_start_matches('#').trim_end();
    // `#a b` is a tag and a word, which no tag is.
    let two = query.trim().starts_with('#') && name.contains(' ');
    let plain = !two && name.chars().all(|c| c.is_alphanumeric() || " _".contains(c));
    (plain && !name.is_empty()).then(|| (name, text::tag_path(name)))
}
