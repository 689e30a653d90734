//! `GET /v2/blog/{blog}/posts/draft`: a blog's drafts, newest first, for its owner.

use super::unpublished_lists::Held;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::shared_params;
use crate::tumblr::wire::Maker;
use model::{PostId, State};
use tumblelog::HeldRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        shared_params::LIMIT,
        shared_params::OFFSET,
        Param::new("before_id", Kind::Number, "Drafts that stand behind this one; 0 for the newest"),
    ],
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let before = call.params.number("before_id", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId);
    let request = HeldRequest {
        before,
        offset: page_mark::offset(&call)?,
        limit: call.params.limit(post_lists::PAGE)?,
    };
    let blog = call.own_blog().await?;
    let list = call.app.site().held(&blog.name, State::Draft, request).await?;
    let last = list.next.and(list.cards.last()).map(|card| card.post.id);
    let links = last.map(|id| Links::next(&call, &[("before_id", id.to_string())], &[]));
    Reply::ok(&Held {
        posts: post_lists::written(&mut maker, list.cards).await?,
        total_posts: list.total,
        links,
    })
}
