//! Pages of a signed-in person.

pub mod apps;
pub mod blog_settings;
pub mod consent;
pub mod overview;
pub mod saved_searches;
pub mod sign_in;
pub mod withheld;

use crate::state::App;
use axum::Router;
use axum::routing::{get, post};

/// Pages that take no form.
pub fn page_routes() -> Router<App> {
    Router::new().route("/saved/feed/{token}/{format}", get(saved_searches::serve_saved_feed))
}

/// Pages with forms, and what the forms do.
pub fn form_routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::show_sign_in).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(overview::show_account))
        .route("/account/blogs", post(overview::make_blog))
        .route("/account/password", post(overview::change_password))
        .route("/account/sessions", post(overview::end_sessions))
        .route(
            "/account/blog/{name}",
            get(blog_settings::show_blog_settings).post(blog_settings::change_robot),
        )
        .route("/account/blog/{name}/profile", post(blog_settings::change_profile))
        .route("/account/blog/{name}/inbox", post(blog_settings::change_inbox))
        .route("/account/blog/{name}/queue", post(blog_settings::change_queue))
        .route("/account/blog/{name}/queue/pause", post(blog_settings::pause_queue))
        .route("/account/withheld", get(withheld::show_own_withheld))
        .route("/complete/withheld", get(withheld::show_withheld))
        .merge(saved_routes())
        .merge(app_routes())
}

fn saved_routes() -> Router<App> {
    Router::new()
        .route("/saved", get(saved_searches::show_saved_searches))
        .route("/saved/new", get(saved_searches::show_new_search))
        .route("/saved/add", post(saved_searches::add_search))
        .route("/saved/open", post(saved_searches::open_search))
        .route("/saved/change", post(saved_searches::change_search))
        .route("/saved/remove", post(saved_searches::remove_search))
        .route("/saved/feed", post(saved_searches::open_feed))
        .route("/saved/unfeed", post(saved_searches::close_feed))
        .route("/saved/follow", post(saved_searches::follow_search))
        .route("/saved/unfollow", post(saved_searches::unfollow_search))
}

fn app_routes() -> Router<App> {
    Router::new()
        .route("/apps", get(apps::show_apps))
        .route("/apps/register", post(apps::register_app))
        .route("/apps/change", post(apps::change_app))
        .route("/apps/remove", post(apps::remove_app))
        .route("/apps/revoke", post(apps::revoke_app))
}
