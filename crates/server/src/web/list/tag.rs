//! `/tagged/{tag}` and its feeds.

use super::facet::{self, TagLink};
use super::follow_button;
use super::follow_button::Follow;
use super::list_url::{self, ListUrl};
use super::listing::Listing;
use super::subject_summary::SubjectView;
use crate::auth::extract::OptionalViewer;
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::http::{path, text};
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
use crate::web::viewer;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use model::Time;
use tumblelog::view::{ListRequest, TagPage};

#[derive(askama::Template)]
#[template(path = "tag.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    /// Set smaller.
    long: bool,
    listing: Listing<'a>,
    near: Vec<TagLink>,
    strip: Option<SubjectView>,
    follow: Option<Follow>,
    /// The name as words to search for.
    words: String,
}

/// Names from here on are set smaller, in code points.
const LONG: usize = 22;

/// The page or one of its feeds. A slash that was not escaped leads to the address with one that is.
pub async fn show_tag_page(
    State(app): State<App>,
    visitor: OptionalViewer,
    request: Request,
) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let segments = path::segments_after(&parts.uri, "/tagged/").ok_or(PageError::NotFound)?;
    let (name, format) = match segments[..] {
        [name] => (name, None),
        [name, last] if Format::from_segment(last).is_some() => (name, Format::from_segment(last)),
        _ => {
            // A raw slash came from a client that did not escape the tag; its old link must go on
            // working.
            let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            let to = format!("/tagged/{}{query}", segments.join("%2F"));
            return Ok(Redirect::permanent(&to).into_response());
        }
    };
    let asked = ListUrl::parse(parts.uri.path(), &parts.uri)?;
    match format {
        None => render_tag_page(&app, &parts, &visitor, name, &asked).await,
        Some(format) => answer_tag_feed(&app, &parts, name, &asked, format).await,
    }
}

async fn read_tag(app: &App, name: &str, request: &ListRequest) -> Result<TagPage, PageError> {
    let page = app.site().tag_page(&tag::path::decode(name), request).await;
    page.map_err(|error| PageError::of_query(error, &request.query))
}

/// The page. `name` is the raw segment of the address.
async fn render_tag_page(
    app: &App,
    parts: &Parts,
    visitor: &OptionalViewer,
    name: &str,
    asked: &ListUrl,
) -> Result<Response, PageError> {
    let page = read_tag(app, name, asked.request()).await?;
    let only = asked.has_one_spelling();
    let (query, alone) = (followed_query(&page.name, asked), tag_search(&page.name, only));
    // With filters the button follows a search, and its words must not promise the whole tag.
    let tag = if query == alone { tag_path(&page.name, only) } else { String::new() };
    let follow = follow_button::follow_button(app, &parts.uri, visitor, (&query, &tag)).await?;
    let body = write(&page, asked, Some(follow), app.settings(), app.now())?;
    Ok(viewer::answer_viewer(parts, visitor.viewer.as_ref(), body, "text/html; charset=utf-8"))
}

async fn answer_tag_feed(
    app: &App,
    parts: &Parts,
    name: &str,
    asked: &ListUrl,
    format: Format,
) -> Result<Response, PageError> {
    let page = read_tag(app, name, &feeds::request_of(asked.request())).await?;
    let place = asked.at_path(text::tag_path(&page.name));
    // The fold: which spelling is shown may change.
    let fold = tag::fold(&tag::path::decode(name)).into_string();
    let about = FeedInfo {
        identity: format!("tag {fold}{}", place.filter_query()),
        title: tag_path(&page.name, place.has_one_spelling()),
        description: feeds::describe_list(app, &format!("Posts tagged “{}”", page.name)),
        home: place.first_url(),
        path: place.feed_path(format.path_segment()),
        list: &page.list,
        summary: &page.summary,
        fresh: Freshness::Briefly,
    };
    feeds::answer_feed(app, &parts.headers, format, place.sort_order(), &about).await
}

/// The page's HTML.
pub(in crate::web) fn write(
    page: &TagPage,
    asked: &ListUrl,
    follow: Option<Follow>,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let place = asked.at_path(text::tag_path(&page.name));
    let feeds = feeds::feed_links(place.path(), &place.filter_query());
    let exact = place.has_one_spelling();
    let query = place.whole_query(vec![list_url::tag_expression(&page.name, exact)], now);
    // With one spelling alone the others are not what the page is about.
    let spellings = page.strip.iter().filter(|_| !exact).flat_map(|strip| &strip.spellings);
    let folds: Vec<_> = spellings
        .map(|spelling| spelling.name.as_str())
        .chain([page.name.as_str()])
        .map(|name| tag::fold(name).into_string())
        .collect();
    let listing = Listing::new(&page.list, &page.summary, &place, feeds.clone(), now).proved(
        &page.list,
        query.as_deref(),
        &folds,
    );
    let mut chrome = Chrome::new(
        settings,
        &format!("#{} - explore tagged posts", page.name),
        tag_search(&page.name, exact),
    )
    .canonical(&asked.at_path(text::tag_path(&page.canonical)).current_url())
    .described(format!("{} tagged “{}” on {}", listing.posts, page.name, settings.site().title))
    .feeds(feeds);
    // Any name has a page, so without this search engines could index endless empty ones.
    if listing.nothing() {
        chrome = chrome.unlisted();
    }
    let page = Page {
        chrome,
        name: &page.name,
        long: page.name.chars().count() >= LONG,
        listing: listing.with_list_url(&place).kept_as(&followed_query(&page.name, &place)),
        near: facet::tag_links(&page.near),
        strip: page.strip.as_ref().map(|strip| SubjectView::new(strip, &page.name, &place)),
        words: tag_words(&page.name),
        follow,
    };
    render_template(&page, 96 * 1024)
}

/// The words of a name, without what has a meaning in a query.
fn tag_words(name: &str) -> String {
    // Signs such as “-” or “:” would change the meaning of the search.
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The list as a person follows it.
fn followed_query(name: &str, place: &ListUrl) -> String {
    place.followed_query(&tag::query::narrow(place.query(), &tag_search(name, place.has_one_spelling())))
}

/// The tag as a query: its subject, or this spelling alone.
fn tag_search(name: &str, only: bool) -> String {
    let sign = if only { "##" } else { "#" };
    match () {
        () if name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) => format!("{sign}{name}"),
        // The backslash goes first, or it would escape the escapes.
        () => format!("{sign}\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// The tag with its sign.
fn tag_path(name: &str, only: bool) -> String {
    format!("{}{name}", if only { "##" } else { "#" })
}
