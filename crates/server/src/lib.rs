//! HTTP: pages, feeds, media. The rules are in `tumblelog`; here they are asked and their answers written down.

mod age;
pub mod api;
mod asset;
mod error;
mod etag;
mod feeds;
mod form;
mod layer;
mod limits;
mod media;
mod metrics;
pub mod multipart;
mod oauth;
mod oauth1;
mod oauth2;
mod params;
mod path;
mod peer;
mod seen;
mod serve;
mod session;
mod state;
mod text;
pub mod tls;
pub mod visitor;
mod web;

pub use feeds::WholeRss;
pub use limits::{Allowance, Limiter, Limits, Verdict};
pub use peer::{Network, Peer, Proxies};
pub use serve::{Edge, serve};
pub use state::{App, Settings};

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, middleware};
use error::Fault;
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

/// Where programs get tokens: counted by address like the API, so that neither guessing nor hoarding is free.
fn tokens(app: &App) -> Router<App> {
    Router::new()
        .route("/oauth/request_token", get(oauth::request_token::give).post(oauth::request_token::give))
        .route("/oauth/access_token", get(oauth::access_token::give).post(oauth::access_token::give))
        .route("/v2/oauth2/token", post(oauth2::token::give))
        .route("/v2/oauth2/exchange", post(oauth2::exchange::give))
        .route_layer(middleware::from_fn_with_state(app.clone(), limits::pace))
}

/// What people sign in with, and what programs ask for their consent with.
fn forms(app: &App) -> Router<App> {
    tokens(app)
        .route("/sign-in", get(web::sign_in::show).post(web::sign_in::enter))
        .route("/sign-out", post(web::sign_in::leave))
        .route("/account", get(web::account::show))
        .route("/account/blogs", post(web::account::blog))
        .route("/account/blog/{name}", get(web::blog_settings::show).post(web::blog_settings::change))
        .route("/copies/{id}/part", get(web::copies::ask).post(web::copies::part))
        .route("/account/password", post(web::account::password))
        .route("/account/sessions", post(web::account::sessions))
        .route("/account/withheld", get(web::withheld::own))
        .route("/complete/withheld", get(web::withheld::show))
        .route("/moderate/post/{id}", get(web::judge::show).post(web::judge::decide))
        .route("/saved", get(web::saved::show))
        .route("/saved/new", get(web::saved::new))
        .route("/saved/add", post(web::saved::change))
        .route("/saved/open", post(web::saved::change))
        .route("/saved/change", post(web::saved::change))
        .route("/saved/remove", post(web::saved::change))
        .route("/saved/feed", post(web::saved::change))
        .route("/saved/follow", post(web::saved::change))
        .route("/saved/unfollow", post(web::saved::change))
        .route("/saved/unfeed", post(web::saved::change))
        .route("/apps", get(web::apps::show))
        .route("/moderate/proposals", get(web::proposals::show).post(web::proposals::decide))
        .route("/apps/register", post(web::apps::change))
        .route("/apps/change", post(web::apps::change))
        .route("/apps/remove", post(web::apps::change))
        .route("/apps/revoke", post(web::apps::change))
        .route("/moderate/subject", get(web::subject::show))
        .route("/moderate/subjects", get(web::subjects::show))
        .route("/moderate/subjects/history", get(web::subjects::history))
        .route("/moderate/subjects/join", post(web::subjects::change))
        .route("/moderate/subjects/part", post(web::subjects::change))
        .route("/moderate/subjects/refuse", post(web::subjects::change))
        .route("/moderate/subjects/allow", post(web::subjects::change))
        .route("/moderate/subjects/undo", post(web::subjects::change))
        .route("/oauth/authorize", get(oauth::authorize::ask).post(oauth::authorize::answer))
        .route("/oauth2/authorize", get(oauth2::authorize::ask).post(oauth2::authorize::answer))
        .method_not_allowed_fallback(async || Fault::FormMethod)
        .layer(RequestBodyLimitLayer::new(LONGEST_FORM))
}

/// What is made in a file before it is sent.
fn downloads() -> Router<App> {
    Router::new()
        .route("/export/posts.zip", get(web::export::download))
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONG_TIMEOUT))
}

/// Files that moderators bring, larger than any other form.
fn uploads() -> Router<App> {
    Router::new()
        .route("/moderate/subjects/import", post(web::subjects_import::take))
        .method_not_allowed_fallback(async || Fault::FormMethod)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(web::subjects_import::LONGEST))
}

/// Every address of the site.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/", get(web::explore::show))
        .route("/tagged/{*tag}", get(web::tag::show))
        .route("/search", get(web::search::show))
        .route("/search/help", get(web::search_help::show))
        .route("/search/{format}", get(web::search::feed))
        .route("/complete", get(web::complete::show))
        .route("/complete.json", get(web::complete::json))
        .route("/why", get(web::why::show))
        .route("/trends", get(web::trends::show))
        .route("/trends.json", get(web::trends::json))
        .route("/moderate/missed", get(web::missed::show))
        .route("/charts", get(web::charts::show))
        .route("/charts/{file}", get(web::charts::file))
        .route("/export", get(web::export::show))
        .route("/saved/feed/{token}/{format}", get(web::saved::feed))
        .route("/suggest", get(web::suggest::show))
        .route("/@{blog}", get(web::blog::show))
        .route("/@{blog}/rss", get(web::blog::show))
        .route("/@{blog}/atom", get(web::blog::show))
        .route("/@{blog}/feed.json", get(web::blog::show))
        .route("/@{blog}/tagged/{*tag}", get(web::blog::show))
        .route("/@{blog}/{id}", get(web::post::show))
        .route("/@{blog}/{id}/{slug}", get(web::post::show))
        .route("/copies/{id}", get(web::copies::show))
        .route("/media/{file}", get(media::show))
        .route("/docs/api", get(web::api_docs::show))
        .route("/avatar/{file}", get(web::avatar::show))
        .route("/assets/{file}", get(asset::show))
        .route("/favicon.svg", get(asset::favicon))
        .route("/subjects.txt", get(web::subjects_text::show))
        .route("/robots.txt", get(metrics::robots))
        .route("/healthz", get(metrics::health))
        .route("/metrics", get(metrics::show))
        .fallback(async || Fault::NotFound)
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .merge(forms(&app))
        .merge(uploads())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .merge(downloads())
        // An upload may take longer: the API measures its time itself.
        .merge(api::router());
    // From the inside out.
    routes
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(layer::limit))
        .layer(middleware::from_fn_with_state(app.clone(), error::pages))
        .layer(middleware::from_fn(layer::harden))
        .layer(middleware::from_fn_with_state(app.clone(), metrics::count))
        .layer(compression())
        .with_state(app)
}

/// Fastest, because a page is written anew for each reader; films and pictures are compressed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth = DefaultPredicate::new()
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/octet-stream"));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth)
}
