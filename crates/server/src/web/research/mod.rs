//! Charts, coverage and exports of a list.

pub mod charts;
pub mod coverage;
pub mod export;
pub mod links;

use crate::state::App;
use axum::Router;
use axum::routing::get;

/// Pages that take no form.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/complete", get(coverage::show_coverage))
        .route("/complete.json", get(coverage::show_coverage_json))
        .route("/charts", get(charts::show_charts))
        .route("/charts/{file}", get(charts::serve_chart_file))
        .route("/export", get(export::show_export))
}

/// What is made in a file before it is sent.
pub fn download_routes() -> Router<App> {
    Router::new().route("/export/posts.zip", get(export::download_export))
}
