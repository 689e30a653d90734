//! Pages that list posts, and the parts of a list.

pub mod blog;
pub mod blog_feed;
pub mod card;
pub mod explore;
pub mod facet;
pub(crate) mod follow_button;
pub mod histogram;
pub mod language;
pub mod list_url;
pub mod listing;
pub mod proof;
pub mod robot;
pub mod search;
pub mod search_help;
pub mod subject_summary;
pub mod suggest;
pub mod tag;
pub mod trends;

use crate::state::App;
use axum::Router;
use axum::routing::get;

/// Lists of posts and tags, and what helps to find one.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/", get(explore::show_front_page))
        .route("/tagged/{*tag}", get(tag::show_tag_page))
        .route("/search", get(search::show_search))
        .route("/search/help", get(search_help::show_search_help))
        .route("/search/{format}", get(search::serve_search_feed))
        .route("/suggest", get(suggest::show_suggestions))
        .route("/trends", get(trends::show_trends))
        .route("/trends.json", get(trends::show_trends_json))
        .route("/@{blog}", get(blog::show_blog))
        .route("/@{blog}/rss", get(blog_feed::serve_blog_feed))
        .route("/@{blog}/atom", get(blog_feed::serve_blog_feed))
        .route("/@{blog}/feed.json", get(blog_feed::serve_blog_feed))
        .route("/@{blog}/tagged/{tag}", get(blog::show_blog_tag))
        .route("/@{blog}/tagged/{tag}/{format}", get(blog_feed::serve_blog_tag_feed))
}
