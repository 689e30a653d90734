//! `GET /v2/user/following`: whom the person's first blog follows.

use super::following;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = following::PARAMS;

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (_, blog) = call.primary().await?;
    following::list(&call, &blog).await
}
