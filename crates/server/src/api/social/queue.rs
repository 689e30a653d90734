//! `GET /v2/blog/{blog}/posts/queue`: what waits to be published, in that order, for the blog's owner.

use super::held::Held;
use super::place;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::lists;
use crate::api::route::Param;
use crate::api::style;
use crate::api::wire::Maker;
use crate::api::wire::post::Queued;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[style::LIMIT, style::OFFSET], style::POSTS, style::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let (offset, limit) = (place::offset(&call)?, call.params.limit(lists::PAGE)?);
    let blog = call.own_blog().await?;
    let list = call.app.site().queue(&blog.name, offset, limit).await?;
    let (cards, due): (Vec<_>, Vec<_>) =
        list.posts.into_iter().map(|queued| (queued.card, (queued.due, queued.own_time))).unzip();
    let mut posts = lists::written(&mut maker, cards).await?;
    for (post, (due, own_time)) in posts.iter_mut().zip(due) {
        post.queued = Some(Queued::at(due, own_time));
    }
    let links = place::link_by_offset(&call, offset, posts.len(), list.total);
    Reply::ok(&Held { posts, total_posts: list.total, links })
}
