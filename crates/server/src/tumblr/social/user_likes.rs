//! `GET /v2/user/likes`: what the person's first blog likes.

use super::likes;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = likes::PARAMS;

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (_, blog) = call.primary().await?;
    likes::list(&call, &blog).await
}
