//! `GET /v2/user/following`: whom the person's first blog follows.

use super::following;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = following::PARAMS;

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let (_, blog) = call.primary_blog().await?;
    following::list_following(&call, &blog).await
}
