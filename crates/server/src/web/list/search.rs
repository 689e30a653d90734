//! `/search?q=` and its feeds.

use super::facet::{self, TagLink};
use super::follow_button;
use super::follow_button::Follow;
use super::list_url::ListUrl;
use super::listing::Listing;
use crate::auth::extract::OptionalViewer;
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::{path, text};
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
use crate::web::viewer;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::Time;
use tumblelog::view::{SearchPage, Suggested, TagCount};

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
    let asked = ListUrl::parse(PATH, &parts.uri)?;
    let query = asked.query();
    if query.is_empty() {
        let chrome = Chrome::new(app.settings(), "Search", "").canonical(PATH).described(format!(
            "Search the posts of {} by words, #tags and filters",
            app.settings().site().title
        ));
        let body = render_template(&Home { chrome }, 16 * 1024)?;
        return Ok(etag::answer_with_etag(
            &parts.headers,
            body,
            "text/html; charset=utf-8",
            None,
            Freshness::Never,
        ));
    }
    let page = app.site().search_page(query, &asked.request_without_query()).await;
    let page = page.map_err(|error| PageError::of_query(error, query))?;
    // Kept for moderators, who may join the spelling that readers looked for.
    if page.summary.total == 0 {
        app.site().count_missed(query);
    }
    let whole = asked.followed_query(query);
    let follow = follow_button::follow_button(&app, &parts.uri, &visitor, (&whole, "")).await?;
    let near = near_tags(&app, &asked).await?;
    let body = write(&page, &near, &asked, Some(follow), app.settings(), app.now())?;
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
    let place = ListUrl::parse(PATH, &uri)?;
    let query = place.query();
    if query.is_empty() {
        return Err(PageError::Invalid("A feed of a search needs words or tags in “q”.".into()));
    }
    let request = feeds::request_of(&place.request_without_query());
    let page = app.site().search_page(query, &request).await;
    let page = page.map_err(|error| PageError::of_query(error, query))?;
    let about = FeedInfo {
        identity: format!("search {query}{}", place.filter_query()),
        title: query.to_owned(),
        description: feeds::describe_list(&app, &format!("Posts that match “{query}”")),
        home: place.first_url(),
        path: place.feed_path(format.path_segment()),
        list: &page.list,
        summary: &page.summary,
        fresh: Freshness::Briefly,
    };
    feeds::answer_feed(&app, &headers, format, place.sort_order(), &about).await
}

/// Tags like what is searched for: on the first page, of a query that can be meant as a tag.
async fn near_tags(app: &App, asked: &ListUrl) -> Result<Vec<TagCount>, PageError> {
    let query = asked.query();
    let first = asked.start_cursor().is_none();
    let Some((name, _)) = same_tag(query).filter(|_| first) else { return Ok(Vec::new()) };
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
    place: &ListUrl,
    follow: Option<Follow>,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let feeds = feeds::feed_links(PATH, &place.filter_query());
    let query = place.whole_query(Vec::new(), now);
    let listing = Listing::new(&page.list, &page.summary, place, feeds.clone(), now)
        .proved(&page.list, query.as_deref(), &[])
        .kept_as(&place.followed_query(&page.query));
    // A query may have 2,000 characters, which no tab or history shows.
    let title: String = page.query.chars().take(80).collect();
    let chrome = Chrome::new(settings, &format!("{title} - search"), page.query.as_str())
        .canonical(&place.current_url())
        .described(format!("{} found on {}", listing.posts, settings.site().title))
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

/// Words without any sign of the query language may be meant as a tag.
fn same_tag(query: &str) -> Option<(&str, String)> {
    let name = query.trim().trim_start_matches('#').trim_end();
    // `#a b` is a tag and a word, which no tag is.
    let two = query.trim().starts_with('#') && name.contains(' ');
    let plain = !two && name.chars().all(|c| c.is_alphanumeric() || " _".contains(c));
    (plain && !name.is_empty()).then(|| (name, text::tag_path(name)))
}
