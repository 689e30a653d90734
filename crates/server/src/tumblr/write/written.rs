//! What is told of a post that was made or changed.

use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::wire::post::state_name;
use axum::http::StatusCode;
use model::{BlogName, Post, State};
use schemars::JsonSchema;
use serde::Serialize;

/// The answer of every endpoint that makes or changes a post.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WrittenPost {
    /// The id, as text, because a floating point number would lose digits of it.
    id: String,
    /// The same id.
    id_string: String,
    /// The state of the post: `published`, `queued`, `draft`, `private` or `submission`.
    state: &'static str,
    /// What happened, as a sentence for a person.
    display_text: String,
}

impl WrittenPost {
    fn of_post(post: &Post, blog: &BlogName) -> Self {
        let display_text = match post.state {
            State::Published => format!("Posted to {blog}"),
            State::Queued => format!("Added to the queue of {blog}"),
            State::Draft => format!("Saved as a draft of {blog}"),
            State::Private => format!("Posted privately to {blog}"),
            State::Unapproved => format!("Submitted to {blog}"),
        };
        Self {
            id: post.id.to_string(),
            id_string: post.id.to_string(),
            state: state_name(post.state),
            display_text,
        }
    }
}

/// 201, of a post that was made.
///
/// # Errors
/// As [`Reply::ok`].
pub fn answer_created(post: &Post, blog: &BlogName) -> Result<ApiReply, Refusal> {
    ApiReply::with_status(StatusCode::CREATED, "Created", &WrittenPost::of_post(post, blog))
}

/// 200, of a post that was changed.
///
/// # Errors
/// As [`Reply::ok`].
pub fn answer_changed(post: &Post, blog: &BlogName) -> Result<ApiReply, Refusal> {
    ApiReply::ok(&WrittenPost::of_post(post, blog))
}
