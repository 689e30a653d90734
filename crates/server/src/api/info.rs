//! `GET /v2/blog/{blog}/info`.

use super::call::Call;
use super::envelope::Reply;
use super::error::Refusal;
use super::route::Param;
use super::style;
use super::wire::Maker;
use super::wire::blog::WholeBlog;
use super::wire::part::Part;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[style::BLOGS];

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
