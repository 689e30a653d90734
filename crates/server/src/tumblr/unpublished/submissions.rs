//! `GET /v2/blog/{blog}/posts/submission`: the inbox, newest first, for the blog's owner: what was submitted, and
//! questions that wait for an answer.

use super::unpublished_lists;
use super::unpublished_lists::UnpublishedList;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use model::State;
use tumblelog::UnpublishedRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[shared_params::LIMIT, shared_params::OFFSET], shared_params::POSTS, shared_params::BLOGS];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let offset = page_mark::read_offset(&call)?;
    let request =
        UnpublishedRequest { before: None, offset, limit: call.params.limit_value(post_lists::PAGE)? };
    let blog = call.own_blog().await?;
    let list = call.app.site().list_unpublished(&blog.name, State::Unapproved, request).await?;
    let mut posts = post_lists::post_objects(&mut maker, list.cards).await?;
    unpublished_lists::name_authors(&call, &mut posts).await?;
    let links = page_mark::link_by_offset(&call, offset, posts.len(), list.total);
    ApiReply::ok(&UnpublishedList { posts, total_posts: list.total, links })
}
