//! `/`: what goes on.

use super::card::CardView;
use super::facet::{self, TagLink};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::text::count_words;
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
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
pub async fn show_front_page(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let explore = app.site().read_front_page().await?;
    let body = write(&explore, app.settings(), app.now())?;
    // The page changes with each post, but readers who have the same state get a 304.
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

pub(in crate::web) fn write(explore: &Explore, settings: &Settings, now: Time) -> Result<String, PageError> {
    let (posts, blogs) =
        (count_words(explore.posts, "post", "posts"), count_words(explore.blogs, "blog", "blogs"));
    let chrome = Chrome::new(settings, "Explore", "").canonical("/");
    let site = chrome.site.clone();
    let chrome = chrome.described(match site.tagline.as_str() {
        "" => {
            let title = &site.title;
            format!("{title}: {posts} by {blogs}. Popular tags, rising tags and the latest posts.")
        }
        tagline => tagline.to_owned(),
    });
    let page = Page {
        chrome,
        posts,
        blogs,
        busy: facet::tag_links(&explore.busy),
        rising: facet::tag_links(&explore.rising),
        cards: CardView::of_list(&explore.latest, now),
    };
    render_template(&page, 64 * 1024)
}
