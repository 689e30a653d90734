//! `GET /v2/blog/{blog}/posts/queue`: what waits to be published, in that order, for the blog's owner.

use super::unpublished_lists::UnpublishedList;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::post::Queued;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[shared_params::LIMIT, shared_params::OFFSET], shared_params::POSTS, shared_params::BLOGS];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let (offset, limit) = (page_mark::read_offset(&call)?, call.params.limit_value(post_lists::PAGE)?);
    let blog = call.own_blog().await?;
    let list = call.app.site().list_queue(&blog.name, offset, limit).await?;
    let (cards, due): (Vec<_>, Vec<_>) =
        list.posts.into_iter().map(|queued| (queued.card, (queued.due, queued.own_time))).unzip();
    let mut posts = post_lists::post_objects(&mut maker, cards).await?;
    for (post, (due, own_time)) in posts.iter_mut().zip(due) {
        post.queued = Some(Queued::at(due, own_time));
    }
    let links = page_mark::link_by_offset(&call, offset, posts.len(), list.total);
    ApiReply::ok(&UnpublishedList { posts, total_posts: list.total, links })
}
