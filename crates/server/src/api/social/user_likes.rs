//! `GET /v2/user/likes`: what the person's first blog likes.

use super::likes;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = likes::PARAMS;

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (_, blog) = call.primary().await?;
    likes::list(&call, &blog).await
}
