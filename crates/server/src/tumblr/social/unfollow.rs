//! `POST /v2/user/unfollow`: the person's first blog follows another no more.

use super::follow;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = follow::PARAMS;

/// Answers; a blog that was not followed is told like one that was.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let (_, own) = call.primary_blog().await?;
    let blog = follow::find_meant_blog(&call).await?;
    call.app.site().unfollow_blog(&own.name, &blog.name).await?;
    follow::answer_blog(&call, &blog).await
}
