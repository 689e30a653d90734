//! `GET /v2/blog/{blog}/posts/queue`: what waits to be published, in that order, for the blog's owner.

use super::unpublished_lists::Held;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::wire::Maker;
use crate::tumblr::wire::post::Queued;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[shared_params::LIMIT, shared_params::OFFSET], shared_params::POSTS, shared_params::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let (offset, limit) = (page_mark::offset(&call)?, call.params.limit(post_lists::PAGE)?);
    let blog = call.own_blog().await?;
    let list = call.app.site().queue(&blog.name, offset, limit).await?;
    let (cards, due): (Vec<_>, Vec<_>) =
        list.posts.into_iter().map(|queued| (queued.card, (queued.due, queued.own_time))).unzip();
    let mut posts = post_lists::written(&mut maker, cards).await?;
    for (post, (due, own_time)) in posts.iter_mut().zip(due) {
        post.queued = Some(Queued::at(due, own_time));
    }
    let links = page_mark::link_by_offset(&call, offset, posts.len(), list.total);
    Reply::ok(&Held { posts, total_posts: list.total, links })
}
