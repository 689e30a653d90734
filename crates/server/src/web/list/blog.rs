//! `/@{blog}`, `/@{blog}/tagged/{tag}` and their feeds.

use super::list_url::Place;
use super::listing::Listing;
use super::robot;
use super::view_query;
use crate::feeds::{self, About, Format};
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::{params, path, text};
use crate::state::{App, Settings};
use crate::web::avatar;
use crate::web::chrome::{Chrome, render};
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
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let segments = path::after(&uri, "/@").ok_or(Fault::NotFound)?;
    let (name, rest) = segments.split_first().ok_or(Fault::NotFound)?;
    let name = BlogName::parse(name).map_err(|_| Fault::NotFound)?;
    let (tag, format) = match *rest {
        [] => (None, None),
        [last] => (None, Some(Format::from_segment(last).ok_or(Fault::NotFound)?)),
        ["tagged", tag] => (Some(tag), None),
        ["tagged", tag, last] => (Some(tag), Some(Format::from_segment(last).ok_or(Fault::NotFound)?)),
        _ => return Err(Fault::NotFound),
    };
    let tag = tag.map(tag::path::decode);
    let request = params::read(&uri)?;
    let asked = if format.is_some() { feeds::request_of(&request) } else { request.clone() };
    let page = app.site().blog_page(name.as_str(), tag.as_deref(), &asked).await;
    let page = page.map_err(|error| Fault::from_site(error, &request.query))?.ok_or(Fault::NotFound)?;
    match format {
        None => {
            let body = write(&page, &request, app.settings(), app.now())?;
            Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
        }
        Some(format) => {
            let path = home(&page);
            let place = Place::new(path.clone(), &request, &request.query);
            let tagged = page.tag.as_deref().map(|tag| tag::fold(tag).into_string()).unwrap_or_default();
            let about = About {
                identity: format!("blog {} {tagged}{}", page.blog.uuid.as_str(), place.filters()),
                title: title(&page),
                description: page.blog.description.clone(),
                home: place.first(),
                path: format!("{path}/{}{}", format.segment(), place.filters()),
                list: &page.list,
                summary: &page.summary,
                fresh: Fresh::Briefly,
            };
            feeds::answer(&app, &headers, format, request.sort, &about).await
        }
    }
}

fn home(page: &BlogPage) -> String {
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
    let posts = text::counted(page.summary.total, "post", "posts");
    let blog = &page.blog;
    match &page.tag {
        Some(tag) => format!("{posts} tagged “{tag}” by {} on {}", blog.title, settings.title),
        None if blog.description.trim().is_empty() => {
            format!("{posts} by @{} on {}", blog.name, settings.title)
        }
        None => blog.description.clone(),
    }
}

fn title(page: &BlogPage) -> String {
    page.tag.as_deref().map_or(page.blog.title.clone(), |tag| format!("#{tag} on {}", page.blog.title))
}

pub(in crate::web) fn write(
    page: &BlogPage,
    request: &ListRequest,
    settings: &Settings,
    now: Time,
) -> Result<String, Fault> {
    let path = home(page);
    let place = Place::new(path.clone(), request, &request.query);
    let feeds = feeds::links(&path, &place.filters());
    let name = page.blog.name.as_str();
    let chrome = Chrome::new(settings, &title(page), "")
        .canonical(&Place::new(canonical_path(page), request, &request.query).here())
        .described(description(page, settings))
        .feeds(feeds.clone());
    let mut subject = view_query::blog(&page.blog.name).to_vec();
    subject.extend(page.tag.as_deref().map(|tag| view_query::tag(tag, false)));
    let folds: Vec<_> = page.tag.iter().map(|tag| tag::fold(tag).into_string()).collect();
    let query = view_query::of(subject, request, &request.query, now);
    let listing = Listing::new(&page.list, &page.summary, &place, feeds, now)
        .within(&path, &request.query, &place)
        .proved(&page.list, query.as_deref(), &folds);
    let page = Page {
        chrome,
        blog: &page.blog,
        robot: robot::of_blog(&page.blog, page.said.as_ref()),
        home: text::blog_path(name),
        face: avatar::path(name),
        tag: page.tag.as_deref(),
        everywhere: page.tag.as_deref().map(text::tag_path).unwrap_or_default(),
        listing,
    };
    render(&page, 96 * 1024)
}
