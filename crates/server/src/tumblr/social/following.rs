//! `GET /v2/blog/{blog}/following`: whom a blog follows, where it lets others see that.

use super::related::{self, Blogs};
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use model::Blog;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let blog = call.blog().await?;
    if !call.visitor.owns(blog.id) && !call.app.site().blog_settings(&blog.name).await?.share_following {
        return Err(Refusal::Forbidden(format!("The blog {} does not show whom it follows.", blog.name)));
    }
    list(&call, &blog).await
}

/// The list.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn list(call: &Call, blog: &Blog) -> Result<Reply, Refusal> {
    let list = call.app.site().following(&blog.name, related::request(call)?).await?;
    Reply::ok(&Blogs {
        blogs: related::blogs(call, &list).await?,
        total_blogs: list.total,
        links: related::links(call, &list),
    })
}
