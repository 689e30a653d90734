//! `/complete?q=` and `/complete.json?q=`: how complete a view is, counted source by source.

mod json;
mod words;

use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::params;
use crate::http::text;
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::histogram;
use crate::web::list::proof;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::{Precision, Time};
use tumblelog::{Coverage, SourceLine};
pub use words::{kind_name, posts_words, withheld_one, withheld_words};

/// A way in which posts came.
struct Source {
    /// “Written on this site”, the name of a file.
    name: String,
    /// Kind of what was imported, may be empty.
    kind: &'static str,
    posts: String,
    /// When its posts were published.
    published: String,
    /// Sentences about it.
    says: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "complete.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    query: &'a str,
    /// The view itself.
    view: String,
    posts: String,
    /// Every number is.
    exact: bool,
    reach: String,
    at: DisplayTime,
    sources: Vec<Source>,
    /// What does not stand in the view: what and how many.
    left_out: Vec<(&'static str, String)>,
    /// The withheld posts, for those who may see them.
    withheld: Option<String>,
    /// Sentences about what may be missing.
    gaps: Vec<String>,
    /// Sentences about times that are known roughly.
    rough: Vec<String>,
    json: String,
}

/// The page.
pub async fn show_coverage(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = params::read_list_request(&uri)?.query;
    let coverage = read_coverage(&app, &query).await?;
    let body = write(&coverage, app.settings(), app.now())?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

/// The same for programs.
pub async fn show_coverage_json(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = params::read_list_request(&uri)?.query;
    let coverage = read_coverage(&app, &query).await?;
    let body = json::write_coverage(&coverage);
    Ok(etag::answer_with_etag(&headers, body, "application/json; charset=utf-8", None, Freshness::Never))
}

async fn read_coverage(app: &App, query: &str) -> Result<Coverage, PageError> {
    app.site().read_coverage(query).await.map_err(|error| PageError::of_query(error, query))
}

pub(in crate::web) fn write(
    coverage: &Coverage,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let query = coverage.query.as_str();
    let address = |path: &str| {
        let mut out = format!("{path}?q=");
        text::encode_query(query, &mut out);
        out
    };
    // Unlisted: there is one such page for every query, and none of them holds a post.
    let chrome = Chrome::new(settings, "Coverage", query).canonical(&proof::complete_path(query)).unlisted();
    let page = Page {
        chrome,
        query,
        view: if query.is_empty() { "/".to_owned() } else { address("/search") },
        posts: words::posts_words(coverage.total, coverage.most),
        // Any single bound makes the page speak of bounds.
        exact: coverage.most.is_none() && coverage.bare_most.is_none() && !coverage.withheld_at_most,
        reach: coverage.reach.map(|reach| histogram::span_words(reach, now)).unwrap_or_default(),
        at: DisplayTime::new(now, coverage.at, Precision::Exact),
        sources: coverage.sources.iter().map(|line| source_view(line, now)).collect(),
        left_out: words::left_out(coverage),
        // The link is shown to all, and its page lists only what the viewer may see.
        withheld: (!coverage.withheld.is_empty()).then(|| address("/complete/withheld")),
        gaps: words::gap_words(coverage),
        rough: words::rough_words(coverage),
        json: address("/complete.json"),
    };
    render_template(&page, 32 * 1024)
}

fn source_view(line: &SourceLine, now: Time) -> Source {
    Source {
        name: words::source_name(&line.came),
        kind: words::source_kind(&line.came),
        posts: words::posts_words(line.posts, line.most),
        published: line.reach.map(|reach| histogram::span_words(reach, now)).unwrap_or_default(),
        says: words::source_words(&line.came),
    }
}
