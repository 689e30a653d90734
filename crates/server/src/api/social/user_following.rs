//! `GET /v2/user/following`: whom the person's first blog follows.

use super::following;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::route::Param;

/// Its parameters.
pub const PARAMS: &[&[Param]] = following::PARAMS;

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (_, blog) = call.primary().await?;
    following::list(&call, &blog).await
}
