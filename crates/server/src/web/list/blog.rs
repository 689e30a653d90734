//! `/@{blog}` and `/@{blog}/tagged/{tag}`.

use super::list_url::{self, ListUrl};
use super::listing::Listing;
use super::robot;
use crate::feeds;
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::{path, text};
use crate::state::{App, Settings};
use crate::web::avatar;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::{Blog, BlogName, Time};
use tumblelog::view::{BlogPage, ListRequest};

#[derive(askama::Template)]
#[template(path = "blog.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    blog: &'a Blog,
    /// That a program posts here, and who says so.
    robot: Option<&'static str>,
    home: String,
    face: String,
    tag: Option<&'a str>,
    /// The tag on the whole site.
    everywhere: String,
    listing: Listing<'a>,
}

/// `/@{blog}`
pub async fn show_blog(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, PageError> {
    let [name] = cut_segments(&uri)?[..] else { return Err(PageError::NotFound) };
    render_blog_page(&app, &uri, &headers, (name, None)).await
}

/// `/@{blog}/tagged/{tag}`
pub async fn show_blog_tag(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let [name, _, tag] = cut_segments(&uri)?[..] else { return Err(PageError::NotFound) };
    render_blog_page(&app, &uri, &headers, (name, Some(tag))).await
}

/// The raw segments after `/@`: the router's decoding would turn an escaped slash into a separator.
pub(super) fn cut_segments(uri: &Uri) -> Result<Vec<&str>, PageError> {
    path::segments_after(uri, "/@").ok_or(PageError::NotFound)
}

async fn render_blog_page(
    app: &App,
    uri: &Uri,
    headers: &HeaderMap,
    (name, tag): (&str, Option<&str>),
) -> Result<Response, PageError> {
    let name = parse_blog_name(name)?;
    let asked = ListUrl::parse(uri.path(), uri)?;
    let page = read_blog(app, &name, tag, asked.request()).await?;
    let body = write(&page, &asked, app.settings(), app.now())?;
    Ok(etag::answer_with_etag(headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

/// The name of a blog in an address.
pub(super) fn parse_blog_name(segment: &str) -> Result<BlogName, PageError> {
    BlogName::parse(segment).map_err(|_| PageError::NotFound)
}

/// A blog's posts, or those with a tag, which is a raw segment of the address.
pub(super) async fn read_blog(
    app: &App,
    name: &BlogName,
    tag: Option<&str>,
    request: &ListRequest,
) -> Result<BlogPage, PageError> {
    let tag = tag.map(tag::path::decode);
    let page = app.site().blog_page(name.as_str(), tag.as_deref(), request).await;
    page.map_err(|error| PageError::of_query(error, &request.query))?.ok_or(PageError::NotFound)
}

pub(super) fn blog_home(page: &BlogPage) -> String {
    let blog = text::blog_path(page.blog.name.as_str());
    page.tag.as_deref().map_or(blog.clone(), |tag| format!("{blog}{}", text::tag_path(tag)))
}

/// The one path for every spelling of the tag.
fn canonical_path(page: &BlogPage) -> String {
    let blog = text::blog_path(page.blog.name.as_str());
    page.canonical_tag.as_deref().map_or(blog.clone(), |tag| format!("{blog}{}", text::tag_path(tag)))
}

/// What the blog says of itself, or what can be said of it; for previews and search engines.
fn description(page: &BlogPage, settings: &Settings) -> String {
    let posts = text::count_words(page.summary.total, "post", "posts");
    let blog = &page.blog;
    match &page.tag {
        Some(tag) => format!("{posts} tagged “{tag}” by {} on {}", blog.title, settings.site().title),
        None if blog.description.trim().is_empty() => {
            format!("{posts} by @{} on {}", blog.name, settings.site().title)
        }
        None => blog.description.clone(),
    }
}

pub(super) fn blog_title(page: &BlogPage) -> String {
    page.tag.as_deref().map_or(page.blog.title.clone(), |tag| format!("#{tag} on {}", page.blog.title))
}

pub(in crate::web) fn write(
    page: &BlogPage,
    asked: &ListUrl,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let place = asked.at_path(blog_home(page));
    let feeds = feeds::feed_links(place.path(), &place.filter_query());
    let name = page.blog.name.as_str();
    let chrome = Chrome::new(settings, &blog_title(page), "")
        // Every spelling of a tag has its page, but search engines shall know one of them.
        .canonical(&asked.at_path(canonical_path(page)).current_url())
        .described(description(page, settings))
        .feeds(feeds.clone());
    let mut subject = list_url::blog_expressions(&page.blog.name).to_vec();
    subject.extend(page.tag.as_deref().map(|tag| list_url::tag_expression(tag, false)));
    // The cards mark a tag in each of its spellings.
    let folds: Vec<_> = page.tag.iter().map(|tag| tag::fold(tag).into_string()).collect();
    let query = place.whole_query(subject, now);
    let listing = Listing::new(&page.list, &page.summary, &place, feeds, now).with_list_url(&place).proved(
        &page.list,
        query.as_deref(),
        &folds,
    );
    let page = Page {
        chrome,
        blog: &page.blog,
        robot: robot::of_blog(&page.blog, page.said.as_ref()),
        home: text::blog_path(name),
        face: avatar::avatar_path(name),
        tag: page.tag.as_deref(),
        everywhere: page.tag.as_deref().map(text::tag_path).unwrap_or_default(),
        listing,
    };
    render_template(&page, 96 * 1024)
}
