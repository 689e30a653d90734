//! `GET /v2/blog/{blog}/followed_by`: whether another blog follows this one, for its owner.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use schemars::JsonSchema;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[Param::new("query", ParamKind::Text, "The other blog")]];

/// The answer of the endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FollowedBy {
    /// True where the other blog follows this one.
    followed_by: bool,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    let other = call.blog_in("query").await?;
    let followed_by = call.app.site().follows_blog(&other.name, &blog.name).await?;
    ApiReply::ok(&FollowedBy { followed_by })
}
