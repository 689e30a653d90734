//! HTTP: pages, feeds, media. The rules are in `tumblelog`; here they are asked and their answers written down.

mod auth;
mod feeds;
mod http;
mod oauth;
mod state;
pub mod tumblr;
mod web;

pub use auth::visitor;
pub use feeds::WholeRss;
pub use http::limits::{Allowance, Limiter, Limits, Verdict};
pub use http::peer::{Network, Peer, Proxies};
pub use http::protection::{MetricsToken, Protection};
pub use http::serve::{ConnectionLimits, Edge, serve};
pub use http::{multipart, tls};

pub use state::{App, Settings};

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, middleware};
use http::error::Fault;
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
        .route(
            "/oauth/request_token",
            get(oauth::v1::request_token::give).post(oauth::v1::request_token::give),
        )
        .route("/oauth/access_token", get(oauth::v1::access_token::give).post(oauth::v1::access_token::give))
        .route("/v2/oauth2/token", post(oauth::v2::token::give))
        .route("/v2/oauth2/exchange", post(oauth::v2::exchange::give))
        .route_layer(middleware::from_fn_with_state(app.clone(), http::limits::pace))
}

/// What people sign in with, and what programs ask for their consent with.
fn forms(app: &App) -> Router<App> {
    tokens(app)
        .route("/sign-in", get(web::account::sign_in::show).post(web::account::sign_in::enter))
        .route("/sign-out", post(web::account::sign_in::leave))
        .route("/account", get(web::account::overview::show))
        .route("/account/blogs", post(web::account::overview::blog))
        .route(
            "/account/blog/{name}",
            get(web::account::blog_settings::show).post(web::account::blog_settings::change),
        )
        .route("/copies/{id}/part", get(web::post::duplicates::ask).post(web::post::duplicates::part))
        .route("/account/password", post(web::account::overview::password))
        .route("/account/sessions", post(web::account::overview::sessions))
        .route("/account/withheld", get(web::account::withheld::own))
        .route("/complete/withheld", get(web::account::withheld::show))
        .route(
            "/moderate/post/{id}",
            get(web::moderate::withhold_post::show).post(web::moderate::withhold_post::decide),
        )
        .route("/saved", get(web::account::saved_searches::show))
        .route("/saved/new", get(web::account::saved_searches::new))
        .route("/saved/add", post(web::account::saved_searches::change))
        .route("/saved/open", post(web::account::saved_searches::change))
        .route("/saved/change", post(web::account::saved_searches::change))
        .route("/saved/remove", post(web::account::saved_searches::change))
        .route("/saved/feed", post(web::account::saved_searches::change))
        .route("/saved/follow", post(web::account::saved_searches::change))
        .route("/saved/unfollow", post(web::account::saved_searches::change))
        .route("/saved/unfeed", post(web::account::saved_searches::change))
        .route("/apps", get(web::account::apps::show))
        .route(
            "/moderate/proposals",
            get(web::moderate::proposals::show).post(web::moderate::proposals::decide),
        )
        .route("/apps/register", post(web::account::apps::change))
        .route("/apps/change", post(web::account::apps::change))
        .route("/apps/remove", post(web::account::apps::change))
        .route("/apps/revoke", post(web::account::apps::change))
        .route("/moderate/subject", get(web::moderate::subject::show))
        .route("/moderate/subjects", get(web::moderate::subjects::show))
        .route("/moderate/subjects/history", get(web::moderate::subjects::history))
        .route("/moderate/subjects/join", post(web::moderate::subjects::change))
        .route("/moderate/subjects/part", post(web::moderate::subjects::change))
        .route("/moderate/subjects/refuse", post(web::moderate::subjects::change))
        .route("/moderate/subjects/allow", post(web::moderate::subjects::change))
        .route("/moderate/subjects/undo", post(web::moderate::subjects::change))
        .route("/oauth/authorize", get(oauth::v1::authorize::ask).post(oauth::v1::authorize::answer))
        .route("/oauth2/authorize", get(oauth::v2::authorize::ask).post(oauth::v2::authorize::answer))
        .method_not_allowed_fallback(async || Fault::FormMethod)
        .layer(RequestBodyLimitLayer::new(LONGEST_FORM))
}

/// What is made in a file before it is sent.
fn downloads() -> Router<App> {
    Router::new()
        .route("/export/posts.zip", get(web::research::export::download))
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONG_TIMEOUT))
}

/// Files that moderators bring, larger than any other form.
fn uploads() -> Router<App> {
    Router::new()
        .route("/moderate/subjects/import", post(web::moderate::subjects_import::take))
        .method_not_allowed_fallback(async || Fault::FormMethod)
        .layer(RequestBodyLimitLayer::new(web::moderate::subjects_import::LONGEST))
}

/// Every address of the site.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/", get(web::list::explore::show))
        .route("/tagged/{*tag}", get(web::list::tag::show))
        .route("/search", get(web::list::search::show))
        .route("/search/help", get(web::list::search_help::show))
        .route("/search/{format}", get(web::list::search::feed))
        .route("/complete", get(web::research::coverage::show))
        .route("/complete.json", get(web::research::coverage::json))
        .route("/why", get(web::post::why::show))
        .route("/trends", get(web::list::trends::show))
        .route("/trends.json", get(web::list::trends::json))
        .route("/moderate/missed", get(web::moderate::failed_searches::show))
        .route("/charts", get(web::research::charts::show))
        .route("/charts/{file}", get(web::research::charts::file))
        .route("/export", get(web::research::export::show))
        .route("/saved/feed/{token}/{format}", get(web::account::saved_searches::feed))
        .route("/suggest", get(web::list::suggest::show))
        .route("/@{blog}", get(web::list::blog::show))
        .route("/@{blog}/rss", get(web::list::blog::show))
        .route("/@{blog}/atom", get(web::list::blog::show))
        .route("/@{blog}/feed.json", get(web::list::blog::show))
        .route("/@{blog}/tagged/{*tag}", get(web::list::blog::show))
        .route("/@{blog}/{id}", get(web::post::post_page::show))
        .route("/@{blog}/{id}/{slug}", get(web::post::post_page::show))
        .route("/copies/{id}", get(web::post::duplicates::show))
        .route("/media/{file}", get(http::media::show))
        .route("/docs/api", get(web::api_docs::show))
        .route("/avatar/{file}", get(web::avatar::show))
        .route("/assets/{file}", get(http::asset::show))
        .route("/favicon.svg", get(http::asset::favicon))
        .route("/favicon.ico", get(http::asset::favicon_ico))
        .route("/opensearch.xml", get(web::opensearch::show))
        .route("/sitemap.xml", get(web::sitemap::index))
        .route("/sitemap/{file}", get(web::sitemap::part))
        .route("/docs/source", get(web::source::show))
        .route("/docs/license.txt", get(web::source::license))
        .route("/subjects.txt", get(web::moderate::subjects_text::show))
        .route("/robots.txt", get(http::metrics::robots))
        .route("/healthz", get(http::metrics::health))
        .route("/metrics", get(http::metrics::show_outside))
        .fallback(async || Fault::NotFound)
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .merge(forms(&app))
        .merge(uploads())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .merge(downloads())
        // An upload may take longer: the API measures its time itself.
        .merge(tumblr::router());
    // From the inside out.
    routes
        .layer(middleware::from_fn_with_state(app.clone(), http::limits::count_expensive))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(http::layer::limit))
        .layer(middleware::from_fn_with_state(app.clone(), http::error::pages))
        .layer(middleware::from_fn(http::layer::harden))
        .layer(middleware::from_fn_with_state(app.clone(), http::layer::add_hsts))
        .layer(middleware::from_fn_with_state(app.clone(), http::metrics::count))
        .layer(compression())
        .with_state(app)
}

/// `/metrics` and `/healthz`, for an address of their own.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(http::metrics::show_inside))
        .route("/healthz", get(http::metrics::health))
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
