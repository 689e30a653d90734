//! Pages: one file each, and the parts they share.

pub(crate) mod account;
pub mod api_docs;
pub mod avatar;
pub mod chrome;
pub mod content;
pub mod error_page;
pub(crate) mod list;
pub(crate) mod moderate;
pub mod opensearch;
pub(crate) mod post;
pub(crate) mod research;
#[cfg(test)]
mod sample;
pub mod sitemap;
pub mod source;
#[cfg(test)]
mod tests;
pub mod viewer;

use crate::state::App;
use axum::Router;
use axum::routing::get;

/// Pages that take no form.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/docs/api", get(api_docs::show_api_docs))
        .route("/docs/source", get(source::show))
        .route("/docs/license.txt", get(source::license))
        .route("/avatar/{file}", get(avatar::serve_avatar))
        .route("/opensearch.xml", get(opensearch::show))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemap/{file}", get(sitemap::show_sitemap_part))
        .merge(account::page_routes())
        .merge(list::page_routes())
        .merge(moderate::page_routes())
        .merge(post::page_routes())
        .merge(research::page_routes())
}

/// Pages with forms, and what the forms do.
pub fn form_routes() -> Router<App> {
    account::form_routes().merge(moderate::form_routes()).merge(post::form_routes())
}
