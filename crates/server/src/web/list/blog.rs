//! `/@{blog}`, `/@{blog}/tagged/{tag}` and their feeds.

use super::list_url::ListUrl;
use super::listing::Listing;
use super::robot;
use super::view_query;
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::{params, path, text};
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

/// The pages and the feeds, told apart by the raw path.
pub async fn show_blog(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, PageError> {
    let segments = path::segments_after(&uri, "/@").ok_or(PageError::NotFound)?;
    // Read from the raw path: the router's decoding would turn an escaped slash into a separator.
    let (name, rest) = segments.split_first().ok_or(PageError::NotFound)?;
    let name = BlogName::parse(name).map_err(|_| PageError::NotFound)?;
    let (tag, format) = match *rest {
        [] => (None, None),
        [last] => (None, Some(Format::from_segment(last).ok_or(PageError::NotFound)?)),
        ["tagged", tag] => (Some(tag), None),
        ["tagged", tag, last] => (Some(tag), Some(Format::from_segment(last).ok_or(PageError::NotFound)?)),
        _ => return Err(PageError::NotFound),
    };
    let tag = tag.map(tag::path::decode);
    let request = params::read_list_request(&uri)?;
    // `request` is kept as asked for the addresses; the feed's own changes must not show in them.
    let asked = if format.is_some() { feeds::request_of(&request) } else { request.clone() };
    let page = app.site().blog_page(name.as_str(), tag.as_deref(), &asked).await;
    let page =
        page.map_err(|error| PageError::of_query(error, &request.query))?.ok_or(PageError::NotFound)?;
    match format {
        None => {
            let body = write(&page, &request, app.settings(), app.now())?;
            Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
        }
        Some(format) => {
            let path = blog_home(&page);
            let place = ListUrl::new(path.clone(), &request, &request.query);
            let tagged = page.tag.as_deref().map(|tag| tag::fold(tag).into_string()).unwrap_or_default();
            let about = FeedInfo {
                // The blog's UUID and the tag's fold outlive a new name or another spelling.
                identity: format!("blog {} {tagged}{}", page.blog.uuid.as_str(), place.filter_query()),
                title: blog_title(&page),
                description: page.blog.description.clone(),
                home: place.first_url(),
                path: format!("{path}/{}{}", format.path_segment(), place.filter_query()),
                list: &page.list,
                summary: &page.summary,
                fresh: Freshness::Briefly,
            };
            feeds::answer_feed(&app, &headers, format, request.sort, &about).await
        }
    }
}

fn blog_home(page: &BlogPage) -> String {
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
        Some(tag) => format!("{posts} tagged “{tag}” by {} on {}", blog.title, settings.title),
        None if blog.description.trim().is_empty() => {
            format!("{posts} by @{} on {}", blog.name, settings.title)
        }
        None => blog.description.clone(),
    }
}

fn blog_title(page: &BlogPage) -> String {
    page.tag.as_deref().map_or(page.blog.title.clone(), |tag| format!("#{tag} on {}", page.blog.title))
}

pub(in crate::web) fn write(
    page: &BlogPage,
    request: &ListRequest,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let path = blog_home(page);
    let place = ListUrl::new(path.clone(), request, &request.query);
    let feeds = feeds::feed_links(&path, &place.filter_query());
    let name = page.blog.name.as_str();
    let chrome = Chrome::new(settings, &blog_title(page), "")
        // Every spelling of a tag has its page, but search engines shall know one of them.
        .canonical(&ListUrl::new(canonical_path(page), request, &request.query).current_url())
        .described(description(page, settings))
        .feeds(feeds.clone());
    let mut subject = view_query::blog_expressions(&page.blog.name).to_vec();
    subject.extend(page.tag.as_deref().map(|tag| view_query::tag_expression(tag, false)));
    // The cards mark a tag in each of its spellings.
    let folds: Vec<_> = page.tag.iter().map(|tag| tag::fold(tag).into_string()).collect();
    let query = view_query::query_of_view(subject, request, &request.query, now);
    let listing = Listing::new(&page.list, &page.summary, &place, feeds, now)
        .within(&path, &request.query, &place)
        .proved(&page.list, query.as_deref(), &folds);
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
