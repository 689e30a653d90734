//! `GET /v2/blog/{blog}/following`: whom a blog follows, where it lets others see that.

use super::related::{self, RelatedBlogs};
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use model::Blog;
use tumblelog::permission::{Act, Target};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.find_blog().await?;
    let words = format!("The blog {} does not show whom it follows.", blog.name);
    call.ensure_permitted(Act::ViewFollowing, Target::Blog(blog.name.clone()), words).await?;
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
