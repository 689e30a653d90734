//! `/charts?q=`: the figures of a view as drawings, each with its table, and `/charts/{name}.csv?q=`: the tables alone.

mod bars;
mod network;
mod table;

use super::links;
use super::links::{Research, address};
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::params;
use crate::http::text::grouped;
use crate::state::App;
use crate::web::chrome::{Chrome, render};
use crate::web::list::histogram;
use crate::web::list::histogram::Histogram;
use crate::web::list::list_url::Place;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use bars::Bars;
use network::Network;
use tumblelog::charts::{Charts, NODES, PAIRS};
use tumblelog::view::ListRequest;

/// What `histogram.html` draws.
struct Months {
    histogram: Option<Histogram>,
}

#[derive(askama::Template)]
#[template(path = "charts.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    typed: &'a str,
    expression: &'a str,
    list: String,
    export: String,
    total: u64,
    posts: String,
    reach: String,
    listing: Months,
    months_csv: String,
    /// By type, language, source, blog.
    bars: Vec<Bars>,
    network: Option<Network>,
    tags_csv: String,
    pairs_csv: String,
    /// Of which posts the counts by source, blog and tag are.
    of: String,
    nodes: usize,
    most_pairs: usize,
}

/// The page.
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let query = params::read(&uri)?.query;
    let charts = read(&app, &query).await?;
    let place = Place::new("/search".into(), &ListRequest::default(), &query);
    let csv = |name: &str| address(&format!("/charts/{name}.csv"), &query);
    let of = of(&charts);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Charts", query.as_str()).unlisted(),
        expression: &charts.expression,
        list: place.first(),
        export: Research::of(&query).export,
        total: charts.total,
        posts: bars::total(&charts),
        reach: charts.reach.map(|reach| histogram::reach(reach, app.now())).unwrap_or_default(),
        listing: Months { histogram: Histogram::new(&charts.months, &place, &[]) },
        months_csv: csv("months"),
        bars: bars::all(&charts, &links::whole(&query, app.now()), &of, csv),
        network: Network::new(&charts),
        tags_csv: csv("tags"),
        pairs_csv: csv("pairs"),
        of,
        nodes: NODES,
        most_pairs: PAIRS,
        typed: &query,
    };
    let body = render(&page, 96 * 1024)?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

/// A table.
pub async fn file(State(app): State<App>, Path(file): Path<String>, uri: Uri) -> Result<Response, Fault> {
    let name = file.strip_suffix(".csv").filter(|name| table::NAMES.contains(name)).ok_or(Fault::NotFound)?;
    let query = params::read(&uri)?.query;
    let charts = read(&app, &query).await?;
    let lines = table::lines(name, &charts);
    let bytes = tumblelog::export::csv_of(&lines).map_err(|error| Fault::from_site(error, &query))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    let disposition = format!("attachment; filename=\"tagstead-{name}.csv\"");
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|_| Fault::Broken)?);
    headers.insert(header::CACHE_CONTROL, Fresh::Never.header());
    Ok(response)
}

/// One at a time: each reads the rows of many posts, and must leave threads to the pages.
async fn read(app: &App, query: &str) -> Result<Charts, Fault> {
    let _place = app.walks().acquire().await.map_err(|_| Fault::Busy)?;
    app.site().charts(query).await.map_err(|error| Fault::from_site(error, query))
}

fn of(charts: &Charts) -> String {
    if charts.sampled == charts.total {
        return bars::of_all(charts);
    }
    format!("Of the newest {} of {} posts.", grouped(charts.sampled), grouped(charts.total))
}
