//! `POST /v2/user/unfollow`: the person's first blog follows another no more.

use super::follow;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = follow::PARAMS;

/// Answers; a blog that was not followed is told like one that was.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (_, own) = call.primary().await?;
    let blog = follow::meant(&call).await?;
    call.app.site().unfollow(&own.name, &blog.name).await?;
    follow::told(&call, &blog).await
}
