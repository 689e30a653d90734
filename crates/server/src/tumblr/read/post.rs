//! `GET /v2/blog/{blog}/posts/{id}`: one post, as blocks unless it is asked for otherwise.

use super::post_lists;
use super::posts::shown;
use crate::tumblr::call::{Call, no_post};
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::shared_params;
use crate::tumblr::unpublished::unpublished_lists;
use crate::tumblr::wire::Maker;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[Param::new("post_format", Kind::Choice(&["npf", "legacy"]), "As blocks, or in a legacy type")],
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let format = call.params.choice("post_format", &[("npf", true), ("legacy", false)])?;
    maker.style.npf = format.unwrap_or(true);
    // Where a reblog comes from is told of a single post always, as the original does.
    maker.style.reblog_info = true;
    let blog = call.blog().await?;
    let id = call.post_id()?;
    let found = call.app.site().single(id, post_lists::beside(&maker, false)).await?;
    let page = found.filter(|page| shown(&call, &blog, page)).ok_or_else(|| no_post(id))?;
    let figures = call.app.site().figures(&[blog.id]).await?.pop().unwrap_or_default();
    let mut post = maker.posts(&page, figures.updated).await?.pop().ok_or_else(|| no_post(id))?;
    if call.visitor.owns(blog.id) {
        unpublished_lists::told_to_owner(&call, &blog, &mut post).await?;
    }
    Reply::ok(&post)
}
