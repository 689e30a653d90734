//! `GET /v2/blog/{blog}/following`: whom a blog follows, where it lets others see that.

use super::related::{self, RelatedBlogs};
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use model::Blog;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.find_blog().await?;
    // The owner always sees the list, so the setting is read only for others.
    if !call.visitor.owns_blog(blog.id) && !call.app.site().blog_settings(&blog.name).await?.share_following {
        return Err(Refusal::Forbidden(format!("The blog {} does not show whom it follows.", blog.name)));
    }
    list_following(&call, &blog).await
}

/// The list.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn list_following(call: &ApiCall, blog: &Blog) -> Result<ApiReply, Refusal> {
    let list = call.app.site().list_following(&blog.name, related::read_related_request(call)?).await?;
    ApiReply::ok(&RelatedBlogs {
        blogs: related::blog_objects(call, &list).await?,
        total_blogs: list.total,
        links: related::related_links(call, &list),
    })
}
