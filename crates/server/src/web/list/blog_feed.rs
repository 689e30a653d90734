//! The feeds of a blog, and of a tag on it.

use super::blog::{blog_home, blog_title, cut_segments, parse_blog_name, read_blog};
use super::list_url::ListUrl;
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

/// `/@{blog}/rss` and the other formats.
pub async fn serve_blog_feed(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let [name, format] = cut_segments(&uri)?[..] else { return Err(PageError::NotFound) };
    answer_blog_feed(&app, &uri, &headers, (name, None), format).await
}

/// `/@{blog}/tagged/{tag}/rss` and the other formats.
pub async fn serve_blog_tag_feed(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let [name, _, tag, format] = cut_segments(&uri)?[..] else { return Err(PageError::NotFound) };
    answer_blog_feed(&app, &uri, &headers, (name, Some(tag)), format).await
}

async fn answer_blog_feed(
    app: &App,
    uri: &Uri,
    headers: &HeaderMap,
    (name, tag): (&str, Option<&str>),
    segment: &str,
) -> Result<Response, PageError> {
    let name = parse_blog_name(name)?;
    let format = Format::from_segment(segment).ok_or(PageError::NotFound)?;
    let asked = ListUrl::parse(uri.path(), uri)?;
    // `asked` is kept for the addresses; the feed's own changes must not show in them.
    let page = read_blog(app, &name, tag, &feeds::request_of(asked.request())).await?;
    let place = asked.at_path(blog_home(&page));
    let tagged = page.tag.as_deref().map(|tag| tag::fold(tag).into_string()).unwrap_or_default();
    let about = FeedInfo {
        // The blog's UUID and the tag's fold outlive a new name or another spelling.
        identity: format!("blog {} {tagged}{}", page.blog.uuid.as_str(), place.filter_query()),
        title: blog_title(&page),
        description: page.blog.description.clone(),
        home: place.first_url(),
        path: place.feed_path(format.path_segment()),
        list: &page.list,
        summary: &page.summary,
        fresh: Freshness::Briefly,
    };
    feeds::answer_feed(app, headers, format, place.sort_order(), &about).await
}
