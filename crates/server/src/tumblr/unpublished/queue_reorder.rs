//! `POST /v2/blog/{blog}/posts/queue/reorder`: puts a queued post behind another.

use crate::tumblr::acting_blog;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use model::PostId;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("post_id", ParamKind::Number, "The post to move"),
    Param::new(
        "insert_after",
        ParamKind::Number,
        "The post behind which it goes; 0, or nothing, for the top",
    ),
]];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let post = call.post_in("post_id")?;
    let after = call.params.number_value("insert_after", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId);
    let blog = call.own_blog().await?;
    call.app.site().reorder_queue(&blog.name, post, after).await?;
    acting_blog::done()
}
