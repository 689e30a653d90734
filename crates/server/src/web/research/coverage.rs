//! `/complete?q=` and `/complete.json?q=`: how complete a view is, counted source by source.

mod json;
mod words;

use crate::http::age::When;
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::params;
use crate::http::text;
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render};
use crate::web::list::histogram;
use crate::web::list::proof;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::{Precision, Time};
use tumblelog::{Coverage, SourceLine};
pub use words::{kind_name, posts, withheld, withheld_one};

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
    at: When,
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
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let query = params::read(&uri)?.query;
    let coverage = read(&app, &query).await?;
    let body = write(&coverage, app.settings(), app.now())?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

/// The same for programs.
pub async fn json(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let query = params::read(&uri)?.query;
    let coverage = read(&app, &query).await?;
    let body = json::write(&coverage);
    Ok(etag::answer(&headers, body, "application/json; charset=utf-8", None, Fresh::Never))
}

async fn read(app: &App, query: &str) -> Result<Coverage, Fault> {
    app.site().coverage(query).await.map_err(|error| Fault::from_site(error, query))
}

pub(in crate::web) fn write(coverage: &Coverage, settings: &Settings, now: Time) -> Result<String, Fault> {
    let query = coverage.query.as_str();
    let address = |path: &str| {
        let mut out = format!("{path}?q=");
        text::query(query, &mut out);
        out
    };
    let chrome = Chrome::new(settings, "Coverage", query).canonical(&proof::complete_path(query)).unlisted();
    let page = Page {
        chrome,
        query,
        view: if query.is_empty() { "/".to_owned() } else { address("/search") },
        posts: words::posts(coverage.total, coverage.most),
        exact: coverage.most.is_none() && coverage.bare_most.is_none() && !coverage.withheld_at_most,
        reach: coverage.reach.map(|reach| histogram::reach(reach, now)).unwrap_or_default(),
        at: When::new(now, coverage.at, Precision::Exact),
        sources: coverage.sources.iter().map(|line| source(line, now)).collect(),
        left_out: words::left_out(coverage),
        withheld: (!coverage.withheld.is_empty()).then(|| address("/complete/withheld")),
        gaps: words::gaps(coverage),
        rough: words::rough(coverage),
        json: address("/complete.json"),
    };
    render(&page, 32 * 1024)
}

fn source(line: &SourceLine, now: Time) -> Source {
    Source {
        name: words::name(&line.came),
        kind: words::kind(&line.came),
        posts: words::posts(line.posts, line.most),
        published: line.reach.map(|reach| histogram::reach(reach, now)).unwrap_or_default(),
        says: words::says(&line.came),
    }
}
