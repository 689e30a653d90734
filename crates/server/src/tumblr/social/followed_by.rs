//! `GET /v2/blog/{blog}/followed_by`: whether another blog follows this one, for its owner.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[Param::new("query", Kind::Text, "The other blog")]];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct FollowedBy {
    /// It does.
    followed_by: bool,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let blog = call.own_blog().await?;
    let other = call.blog_in("query").await?;
    let followed_by = call.app.site().follows(&other.name, &blog.name).await?;
    Reply::ok(&FollowedBy { followed_by })
}
