//! HTTP: pages, feeds, media. The rules are in `tumblelog`; here they are asked and their answers written down.

mod auth;
mod error_layer;
mod feeds;
mod http;
mod oauth;
mod operation;
mod state;
pub mod tumblr;
mod web;

pub use auth::visitor;
pub use feeds::WholeRss;
pub use http::limits::{Allowance, LimitVerdict, Limiter, Limits};
pub use http::peer::{Network, Peer, Proxies};
pub use http::protection::{MetricsToken, Protection};
pub use http::serve::{ConnectionLimits, ConnectionSettings, OpenConnections, serve};
pub use http::{multipart, tls};
pub use operation::{Operation, REQUEST_SPAN, RequestLog};

pub use state::{App, ServerOptions};

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Router, middleware};
use http::error::PageError;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// Longest time a page may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Longest time that making an export may take.
const LONG_TIMEOUT: Duration = Duration::from_secs(120);
/// Of what reads no body.
const LONGEST_BODY: usize = 1024;

/// What reads forms limits their bodies itself; this is what may come in at all.
const LONGEST_FORM: usize = 64 * 1024;

/// Pages that read no body.
fn page_routes() -> Router<App> {
    web::page_routes()
        .merge(http::page_routes())
        .fallback(async || PageError::NotFound)
        .method_not_allowed_fallback(async || PageError::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
}

/// What people sign in with and send, and what programs ask for tokens and their consent with.
fn form_routes(app: &App) -> Router<App> {
    oauth::token_routes(app)
        .merge(oauth::form_routes())
        .merge(web::form_routes())
        .method_not_allowed_fallback(async || PageError::FormMethod)
        .layer(RequestBodyLimitLayer::new(LONGEST_FORM))
}

/// What is made in a file before it is sent.
fn download_routes() -> Router<App> {
    web::research::download_routes()
        .method_not_allowed_fallback(async || PageError::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONG_TIMEOUT))
}

/// Every address of the site. Each area names its own: `page_routes` and `form_routes` of its `mod.rs`.
pub fn router(app: App) -> Router {
    let uploads = web::moderate::upload_routes().method_not_allowed_fallback(async || PageError::FormMethod);
    let routes = page_routes()
        .merge(form_routes(&app))
        .merge(uploads)
        // Only what is merged above is under this timeout: the order of these lines matters.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .merge(download_routes())
        // An upload may take longer: the API measures its time itself.
        .merge(tumblr::api_router());
    // From the inside out.
    routes
        .layer(middleware::from_fn_with_state(app.clone(), http::limits::count_expensive))
        // A panic becomes a 500 here, inside of the layer that gives it a page.
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(http::layer::limit_address_length))
        .layer(middleware::from_fn_with_state(app.clone(), error_layer::render_errors))
        // Outside of the error pages, so that those carry the headers too.
        .layer(middleware::from_fn(http::layer::add_security_headers))
        .layer(middleware::from_fn_with_state(app.clone(), http::layer::add_hsts))
        .layer(middleware::from_fn_with_state(app.clone(), operation::request_log::watch_request))
        .layer(compression_layer())
        .with_state(app)
}

/// `/metrics`, `/healthz` and `/readyz`, for an address of their own.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(operation::metrics_page::show_inside))
        .route("/healthz", get(operation::health::show_health))
        .route("/readyz", get(operation::health::show_readiness))
        .with_state(app)
}

/// Fastest, because a page is written anew for each reader; films and pictures are compressed already.
fn compression_layer() -> CompressionLayer<impl Predicate> {
    let worth = DefaultPredicate::new()
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/octet-stream"));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth)
}
