//! `GET /v2/blog/{blog}/posts/submission`: the inbox, newest first, for the blog's owner: what was submitted, and
//! questions that wait for an answer.

use super::unpublished_lists;
use super::unpublished_lists::Held;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::Maker;
use model::State;
use tumblelog::HeldRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[shared_params::LIMIT, shared_params::OFFSET], shared_params::POSTS, shared_params::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let offset = page_mark::offset(&call)?;
    let request = HeldRequest { before: None, offset, limit: call.params.limit(post_lists::PAGE)? };
    let blog = call.own_blog().await?;
    let list = call.app.site().held(&blog.name, State::Unapproved, request).await?;
    let mut posts = post_lists::written(&mut maker, list.cards).await?;
    unpublished_lists::name_authors(&call, &mut posts).await?;
    let links = page_mark::link_by_offset(&call, offset, posts.len(), list.total);
    Reply::ok(&Held { posts, total_posts: list.total, links })
}
