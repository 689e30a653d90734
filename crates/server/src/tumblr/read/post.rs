//! `GET /v2/blog/{blog}/posts/{id}`: one post, as blocks unless it is asked for otherwise.

use super::post_lists;
use super::posts::is_shown;
use crate::tumblr::call::{ApiCall, no_post};
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::unpublished::unpublished_lists;
use crate::tumblr::wire::ObjectBuilder;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[Param::new("post_format", ParamKind::Choice(&["npf", "legacy"]), "As blocks, or in a legacy type")],
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let format = call.params.choice_value("post_format", &[("npf", true), ("legacy", false)])?;
    maker.style.npf = format.unwrap_or(true);
    // Where a reblog comes from is told of a single post always, as the original does.
    maker.style.reblog_info = true;
    let blog = call.find_blog().await?;
    let id = call.post_id()?;
    let found = call.app.site().read_single_post(id, post_lists::list_extras(&maker, false)).await?;
    let page = found.filter(|page| is_shown(&call, &blog, page)).ok_or_else(|| no_post(id))?;
    let figures = call.app.site().read_blog_figures(&[blog.id]).await?.pop().unwrap_or_default();
    let mut post = maker.post_objects(&page, figures.updated).await?.pop().ok_or_else(|| no_post(id))?;
    if call.visitor.owns_blog(blog.id) {
        unpublished_lists::told_to_owner(&call, &blog, &mut post).await?;
    }
    ApiReply::ok(&post)
}
