//! `GET /v2/blog/{blog}/info`.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::blog::WholeBlog;
use crate::tumblr::wire::partial::PartialObject;
use schemars::JsonSchema;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[shared_params::BLOGS];

/// The answer of the endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlogInfo {
    /// The blog.
    blog: PartialObject<WholeBlog>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let blog = call.find_blog().await?;
    let figures = call.app.site().read_blog_figures(&[blog.id]).await?.pop().unwrap_or_default();
    ApiReply::ok(&BlogInfo { blog: maker.whole_blog(&blog, figures).await? })
}
