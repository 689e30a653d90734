//! What every answer needs: connections, TLS, limits, bodies, errors, caching, files.

pub(crate) mod age;
pub(crate) mod asset;
pub(crate) mod error;
pub(crate) mod etag;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod layer;
pub(crate) mod limits;
pub(crate) mod media;
pub mod multipart;
pub(crate) mod path;
pub(crate) mod peer;
pub(crate) mod plain_text;
pub(crate) mod protection;
pub(crate) mod redirect;
pub(crate) mod request_origin;
pub(crate) mod robots;
pub(crate) mod serve;
pub(crate) mod text;
pub mod tls;
pub(crate) mod xml;

use crate::operation::{health, metrics_page};
use crate::state::App;
use axum::Router;
use axum::routing::get;

/// Files, and what programs ask of the site itself.
pub(crate) fn page_routes() -> Router<App> {
    Router::new()
        .route("/media/{file}", get(media::serve_media))
        .route("/assets/{file}", get(asset::serve_asset))
        .route("/favicon.svg", get(asset::serve_favicon))
        .route("/favicon.ico", get(asset::favicon_ico))
        .route("/robots.txt", get(robots::show_robots))
        .route("/healthz", get(health::show_health))
        .route("/readyz", get(health::show_readiness))
        .route("/metrics", get(metrics_page::show_outside))
}
