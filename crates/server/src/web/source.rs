//! `/docs/source`: which program this is, under which licence, and where its source code is. The GNU AGPL asks in section
//! 13 that readers of a page are offered the source of the version that made it.

use super::chrome::{Chrome, render_template};
use crate::http::error::PageError;
use crate::http::etag::{self, Freshness};
use crate::state::App;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use tumblelog::settings::SiteSettings;

const PATH: &str = "/docs/source";
const LICENSE: &str = include_str!("../../../../LICENSE");

#[derive(askama::Template)]
#[template(path = "source.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    version: &'static str,
    /// Where the source is, where whoever runs the site said so or the program itself knows.
    url: Option<&'a str>,
}

/// The page.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let chrome = Chrome::new(app.settings(), "Source code", "").canonical(PATH);
    let site = chrome.site.clone();
    let chrome = chrome.described(format!("{} runs Tagstead, free software under the GNU AGPL", site.title));
    let page = Page { chrome, version: env!("CARGO_PKG_VERSION"), url: known_address(&site) };
    let body = render_template(&page, 16 * 1024)?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

/// `/docs/license.txt`
pub async fn license(headers: HeaderMap) -> Response {
    etag::answer_with_etag(
        &headers,
        LICENSE.to_owned(),
        "text/plain; charset=utf-8",
        None,
        Freshness::Briefly,
    )
}

/// What the foot of every page links to as the source code.
pub fn address(settings: &SiteSettings) -> &str {
    known_address(settings).unwrap_or(PATH)
}

fn known_address(settings: &SiteSettings) -> Option<&str> {
    let repository = Some(env!("CARGO_PKG_REPOSITORY")).filter(|url| !url.is_empty());
    // The operator's address wins: the AGPL asks for the source of the modified version that runs.
    settings.source_url.as_deref().or(repository)
}
