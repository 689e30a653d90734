//! `POST /v2/blog/{blog}/posts/queue/shuffle`: puts the queue in a random order.

use crate::tumblr::acting_blog;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;

/// It has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    let site = call.app.site();
    site.shuffle_queue(&blog.name, site.draw_seed()?).await?;
    acting_blog::done()
}
