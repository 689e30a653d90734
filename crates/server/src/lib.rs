//! HTTP: pages, feeds, media. The rules are in `tumblelog`; here they are asked and their answers written down.

mod auth;
mod error_layer;
mod feeds;
mod http;
mod oauth;
mod state;
pub mod tumblr;
mod web;

pub use auth::visitor;
pub use feeds::WholeRss;
pub use http::limits::{Allowance, LimitVerdict, Limiter, Limits};
pub use http::peer::{Network, Peer, Proxies};
pub use http::protection::{MetricsToken, Protection};
pub use http::serve::{ConnectionLimits, ConnectionSettings, serve};
pub use http::{multipart, tls};

pub use state::{App, Settings};

use axum::http::StatusCode;
use axum::routing::{get, post};
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

/// Where programs get tokens: counted by address like the API, so that neither guessing nor hoarding is free.
fn token_routes(app: &App) -> Router<App> {
    Router::new()
        .route(
            "/oauth/request_token",
            get(oauth::v1::request_token::issue_request_token)
                .post(oauth::v1::request_token::issue_request_token),
        )
        .route(
            "/oauth/access_token",
            get(oauth::v1::access_token::issue_access_token)
                .post(oauth::v1::access_token::issue_access_token),
        )
        .route("/v2/oauth2/token", post(oauth::v2::token::issue_token))
        .route("/v2/oauth2/exchange", post(oauth::v2::exchange::exchange_token))
        // `route_layer` and not `layer`: an address without a route is not counted.
        .route_layer(middleware::from_fn_with_state(app.clone(), http::limits::rate_limit))
}

/// What people sign in with, and what programs ask for their consent with.
fn form_routes(app: &App) -> Router<App> {
    token_routes(app)
        .route("/sign-in", get(web::account::sign_in::show_sign_in).post(web::account::sign_in::sign_in))
        .route("/sign-out", post(web::account::sign_in::sign_out))
        .route("/account", get(web::account::overview::show_account))
        .route("/account/blogs", post(web::account::overview::make_blog))
        .route(
            "/account/blog/{name}",
            get(web::account::blog_settings::show_blog_settings)
                .post(web::account::blog_settings::change_blog_settings),
        )
        .route(
            "/copies/{id}/part",
            get(web::post::duplicates::ask_distinct).post(web::post::duplicates::mark_distinct),
        )
        .route("/account/password", post(web::account::overview::change_password))
        .route("/account/sessions", post(web::account::overview::end_sessions))
        .route("/account/withheld", get(web::account::withheld::show_own_withheld))
        .route("/complete/withheld", get(web::account::withheld::show_withheld))
        .route(
            "/moderate/post/{id}",
            get(web::moderate::withhold_post::show_withhold_post)
                .post(web::moderate::withhold_post::decide_withholding),
        )
        .route("/saved", get(web::account::saved_searches::show_saved_searches))
        .route("/saved/new", get(web::account::saved_searches::show_new_search))
        .route("/saved/add", post(web::account::saved_searches::add_search))
        .route("/saved/open", post(web::account::saved_searches::open_search))
        .route("/saved/change", post(web::account::saved_searches::change_search))
        .route("/saved/remove", post(web::account::saved_searches::remove_search))
        .route("/saved/feed", post(web::account::saved_searches::open_feed))
        .route("/saved/follow", post(web::account::saved_searches::follow_search))
        .route("/saved/unfollow", post(web::account::saved_searches::unfollow_search))
        .route("/saved/unfeed", post(web::account::saved_searches::close_feed))
        .route("/apps", get(web::account::apps::show_apps))
        .route(
            "/moderate/proposals",
            get(web::moderate::proposals::show_proposals).post(web::moderate::proposals::decide_proposal),
        )
        .route("/apps/register", post(web::account::apps::register_app))
        .route("/apps/change", post(web::account::apps::change_app))
        .route("/apps/remove", post(web::account::apps::remove_app))
        .route("/apps/revoke", post(web::account::apps::revoke_app))
        .route("/moderate/subject", get(web::moderate::subject::show_subject))
        .route("/moderate/subjects", get(web::moderate::subjects::show_subjects))
        .route("/moderate/subjects/history", get(web::moderate::subjects_history::show_history))
        .route("/moderate/subjects/join", post(web::moderate::subjects_forms::join_tags))
        .route("/moderate/subjects/part", post(web::moderate::subjects_forms::split_tag))
        .route("/moderate/subjects/refuse", post(web::moderate::subjects_forms::mark_distinct))
        .route("/moderate/subjects/allow", post(web::moderate::subjects_forms::unmark_distinct))
        .route("/moderate/subjects/undo", post(web::moderate::subjects_forms::undo_change_set))
        .route(
            "/oauth/authorize",
            get(oauth::v1::authorize::ask_consent).post(oauth::v1::authorize::answer_consent),
        )
        .route(
            "/oauth2/authorize",
            get(oauth::v2::authorize::ask_consent).post(oauth::v2::authorize::answer_consent),
        )
        .method_not_allowed_fallback(async || PageError::FormMethod)
        .layer(RequestBodyLimitLayer::new(LONGEST_FORM))
}

/// What is made in a file before it is sent.
fn download_routes() -> Router<App> {
    Router::new()
        .route("/export/posts.zip", get(web::research::export::download_export))
        .method_not_allowed_fallback(async || PageError::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONG_TIMEOUT))
}

/// Files that moderators bring, larger than any other form.
fn upload_routes() -> Router<App> {
    Router::new()
        .route("/moderate/subjects/import", post(web::moderate::subjects_import::import_subjects))
        .method_not_allowed_fallback(async || PageError::FormMethod)
        .layer(RequestBodyLimitLayer::new(web::moderate::subjects_import::LONGEST))
}

/// Every address of the site.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/", get(web::list::explore::show_front_page))
        .route("/tagged/{*tag}", get(web::list::tag::show_tag_page))
        .route("/search", get(web::list::search::show_search))
        .route("/search/help", get(web::list::search_help::show_search_help))
        .route("/search/{format}", get(web::list::search::serve_search_feed))
        .route("/complete", get(web::research::coverage::show_coverage))
        .route("/complete.json", get(web::research::coverage::show_coverage_json))
        .route("/why", get(web::post::why::show_why))
        .route("/trends", get(web::list::trends::show_trends))
        .route("/trends.json", get(web::list::trends::show_trends_json))
        .route("/moderate/missed", get(web::moderate::failed_searches::show_failed_searches))
        .route("/charts", get(web::research::charts::show_charts))
        .route("/charts/{file}", get(web::research::charts::serve_chart_file))
        .route("/export", get(web::research::export::show_export))
        .route("/saved/feed/{token}/{format}", get(web::account::saved_searches::serve_saved_feed))
        .route("/suggest", get(web::list::suggest::show_suggestions))
        .route("/@{blog}", get(web::list::blog::show_blog))
        .route("/@{blog}/rss", get(web::list::blog::show_blog))
        .route("/@{blog}/atom", get(web::list::blog::show_blog))
        .route("/@{blog}/feed.json", get(web::list::blog::show_blog))
        .route("/@{blog}/tagged/{*tag}", get(web::list::blog::show_blog))
        .route("/@{blog}/{id}", get(web::post::post_page::show_post))
        .route("/@{blog}/{id}/{slug}", get(web::post::post_page::show_post))
        .route("/copies/{id}", get(web::post::duplicates::show_duplicates))
        .route("/media/{file}", get(http::media::serve_media))
        .route("/docs/api", get(web::api_docs::show_api_docs))
        .route("/avatar/{file}", get(web::avatar::serve_avatar))
        .route("/assets/{file}", get(http::asset::serve_asset))
        .route("/favicon.svg", get(http::asset::serve_favicon))
        .route("/favicon.ico", get(http::asset::favicon_ico))
        .route("/opensearch.xml", get(web::opensearch::show))
        .route("/sitemap.xml", get(web::sitemap::index))
        .route("/sitemap/{file}", get(web::sitemap::show_sitemap_part))
        .route("/docs/source", get(web::source::show))
        .route("/docs/license.txt", get(web::source::license))
        .route("/subjects.txt", get(web::moderate::subjects_text::show_subjects_text))
        .route("/robots.txt", get(http::metrics::show_robots))
        .route("/healthz", get(http::metrics::show_health))
        .route("/metrics", get(http::metrics::show_outside))
        .fallback(async || PageError::NotFound)
        .method_not_allowed_fallback(async || PageError::Method)
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .merge(form_routes(&app))
        .merge(upload_routes())
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
        .layer(middleware::from_fn_with_state(app.clone(), http::metrics::count_requests))
        .layer(compression_layer())
        .with_state(app)
}

/// `/metrics` and `/healthz`, for an address of their own.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(http::metrics::show_inside))
        .route("/healthz", get(http::metrics::show_health))
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
