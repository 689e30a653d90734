//! `GET /v2/user/likes`: what the person's first blog likes.

use super::likes;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = likes::PARAMS;

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let (_, blog) = call.primary_blog().await?;
    likes::list_likes(&call, &blog).await
}
