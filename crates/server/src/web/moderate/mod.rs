//! Pages for moderators.

pub mod failed_searches;
pub mod proposals;
pub mod settings;
pub mod subject;
pub mod subjects;
pub mod subjects_forms;
pub mod subjects_history;
pub mod subjects_import;
pub mod subjects_text;
pub mod withhold_post;

use crate::state::App;
use axum::Router;
use axum::routing::{get, post};
use tower_http::limit::RequestBodyLimitLayer;

/// Pages that take no form.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/moderate/missed", get(failed_searches::show_failed_searches))
        .route("/subjects.txt", get(subjects_text::show_subjects_text))
}

/// Pages with forms, and what the forms do.
pub fn form_routes() -> Router<App> {
    Router::new()
        .route(
            "/moderate/post/{id}",
            get(withhold_post::show_withhold_post).post(withhold_post::decide_withholding),
        )
        .route("/moderate/proposals", get(proposals::show_proposals).post(proposals::decide_proposal))
        .route("/moderate/settings", get(settings::show_settings).post(settings::change_settings))
        .route("/moderate/settings/reset", post(settings::reset_setting))
        .route("/moderate/subject", get(subject::show_subject))
        .route("/moderate/subjects", get(subjects::show_subjects))
        .route("/moderate/subjects/history", get(subjects_history::show_history))
        .route("/moderate/subjects/join", post(subjects_forms::join_tags))
        .route("/moderate/subjects/part", post(subjects_forms::split_tag))
        .route("/moderate/subjects/refuse", post(subjects_forms::mark_distinct))
        .route("/moderate/subjects/allow", post(subjects_forms::unmark_distinct))
        .route("/moderate/subjects/undo", post(subjects_forms::undo_change_set))
}

/// Files that moderators bring, larger than any other form.
pub fn upload_routes() -> Router<App> {
    Router::new()
        .route("/moderate/subjects/import", post(subjects_import::import_subjects))
        .layer(RequestBodyLimitLayer::new(subjects_import::LONGEST))
}
