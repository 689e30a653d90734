//! `GET /v2/blog/{blog}/info`.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::Maker;
use crate::tumblr::wire::blog::WholeBlog;
use crate::tumblr::wire::partial::Part;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[shared_params::BLOGS];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Info {
    /// The blog.
    blog: Part<WholeBlog>,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let blog = call.blog().await?;
    let figures = call.app.site().figures(&[blog.id]).await?.pop().unwrap_or_default();
    Reply::ok(&Info { blog: maker.whole_blog(&blog, figures).await? })
}
