//! Pages about one post.

pub mod duplicates;
pub(crate) mod json_ld;
pub mod post_page;
pub mod why;

use crate::state::App;
use axum::Router;
use axum::routing::get;

/// Pages that take no form.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/@{blog}/{id}", get(post_page::show_post))
        .route("/@{blog}/{id}/{slug}", get(post_page::show_post))
        .route("/copies/{id}", get(duplicates::show_duplicates))
        .route("/why", get(why::show_why))
}

/// Pages with forms, and what the forms do.
pub fn form_routes() -> Router<App> {
    Router::new().route("/copies/{id}/part", get(duplicates::ask_distinct).post(duplicates::mark_distinct))
}
