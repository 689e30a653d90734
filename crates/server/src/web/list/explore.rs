//! `/`: what goes on.

use super::card::CardView;
use super::facet::{self, TagLink};
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::text::counted;
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use model::Time;
use tumblelog::view::Explore;

#[derive(askama::Template)]
#[template(path = "explore.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    posts: String,
    blogs: String,
    busy: Vec<TagLink>,
    rising: Vec<TagLink>,
    cards: Vec<CardView<'a>>,
}

/// The page.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let explore = app.site().explore().await.map_err(|error| Fault::from_site(error, ""))?;
    let body = write(&explore, app.settings(), app.now())?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

pub(in crate::web) fn write(explore: &Explore, settings: &Settings, now: Time) -> Result<String, Fault> {
    let (posts, blogs) = (counted(explore.posts, "post", "posts"), counted(explore.blogs, "blog", "blogs"));
    let chrome = Chrome::new(settings, "Explore", "").canonical("/").described(format!(
        "{}: {posts} by {blogs}. Popular tags, rising tags and the latest posts.",
        settings.title
    ));
    let page = Page {
        chrome,
        posts,
        blogs,
        busy: facet::tags(&explore.busy),
        rising: facet::tags(&explore.rising),
        cards: CardView::of_list(&explore.latest, now),
    };
    render(&page, 64 * 1024)
}
