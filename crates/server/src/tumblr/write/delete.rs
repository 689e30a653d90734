//! `POST /v2/blog/{blog}/post/delete`.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::route::{Param, ParamKind};
use super::fields::PostFields;
use super::owner;
use schemars::JsonSchema;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[Param::new("id", ParamKind::Number, "The post")]];

/// The answer of deleting a post.
#[derive(Serialize, JsonSchema)]
pub struct DeletedPost {
    /// The id of the deleted post, as text.
    id: String,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let id = PostFields(&call.params).needed_id("id")?;
    let (blog, _) = owner::require_own_blog(&call).await?;
    // The id alone would delete a post of another blog.
    owner::own_post(&call, &blog, id).await?;
    call.app.site().delete_post(id).await?;
    ApiReply::ok(&DeletedPost { id: id.to_string() })
}
