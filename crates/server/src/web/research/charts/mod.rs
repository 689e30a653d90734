//! `/charts?q=`: the figures of a view as drawings, each with its table, and `/charts/{name}.csv?q=`: the tables alone.

mod bars;
mod network;
mod table;

use super::links;
use super::links::{Research, research_address};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::params;
use crate::http::text::group_digits;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::histogram;
use crate::web::list::histogram::Histogram;
use crate::web::list::list_url::ListUrl;
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
pub async fn show_charts(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = params::read_list_request(&uri)?.query;
    let charts = read_charts(&app, &query).await?;
    let place = ListUrl::new("/search".into(), &ListRequest::default(), &query);
    let csv = |name: &str| research_address(&format!("/charts/{name}.csv"), &query);
    let of = charts_words(&charts);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Charts", query.as_str()).unlisted(),
        expression: &charts.expression,
        list: place.first_url(),
        export: Research::of_expression(&query).export,
        total: charts.total,
        posts: bars::total_words(&charts),
        reach: charts.reach.map(|reach| histogram::span_words(reach, app.now())).unwrap_or_default(),
        listing: Months { histogram: Histogram::new(&charts.months, &place, &[]) },
        months_csv: csv("months"),
        bars: bars::all_bars(&charts, &links::whole_query(&query, app.now()), &of, csv),
        network: Network::new(&charts),
        tags_csv: csv("tags"),
        pairs_csv: csv("pairs"),
        of,
        nodes: NODES,
        most_pairs: PAIRS,
        typed: &query,
    };
    let body = render_template(&page, 96 * 1024)?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

/// A table.
pub async fn serve_chart_file(
    State(app): State<App>,
    Path(file): Path<String>,
    uri: Uri,
) -> Result<Response, PageError> {
    let name =
        // The name goes into a header below, so only known names pass.
        file.strip_suffix(".csv").filter(|name| table::NAMES.contains(name)).ok_or(PageError::NotFound)?;
    let query = params::read_list_request(&uri)?.query;
    let charts = read_charts(&app, &query).await?;
    let lines = table::table_lines(name, &charts);
    let bytes = tumblelog::export::csv_of(&lines).map_err(|error| PageError::of_query(error, &query))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    let disposition = format!("attachment; filename=\"tagstead-{name}.csv\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).map_err(|_| PageError::Broken)?,
    );
    headers.insert(header::CACHE_CONTROL, Freshness::Never.cache_control());
    Ok(response)
}

async fn read_charts(app: &App, query: &str) -> Result<Charts, PageError> {
    app.site().read_charts(query).await.map_err(|error| PageError::of_query(error, query))
}

fn charts_words(charts: &Charts) -> String {
    // Hosts, blogs and tags are read post by post, which is done for the newest ones only.
    if charts.sampled == charts.total {
        return bars::of_all(charts);
    }
    format!("Of the newest {} of {} posts.", group_digits(charts.sampled), group_digits(charts.total))
}
