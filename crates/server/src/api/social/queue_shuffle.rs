//! `POST /v2/blog/{blog}/posts/queue/shuffle`: puts the queue in a random order.

use super::own;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::route::Param;

/// It has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let blog = call.own_blog().await?;
    let site = call.app.site();
    site.shuffle_queue(&blog.name, site.seed()?).await?;
    own::done()
}
