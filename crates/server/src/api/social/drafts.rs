//! `GET /v2/blog/{blog}/posts/draft`: a blog's drafts, newest first, for its owner.

use super::held::Held;
use super::place;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::links::Links;
use crate::api::lists;
use crate::api::route::{Kind, Param};
use crate::api::style;
use crate::api::wire::Maker;
use model::{PostId, State};
use tumblelog::HeldRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        style::LIMIT,
        style::OFFSET,
        Param::new("before_id", Kind::Number, "Drafts that stand behind this one; 0 for the newest"),
    ],
    style::POSTS,
    style::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let before = call.params.number("before_id", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId);
    let request =
        HeldRequest { before, offset: place::offset(&call)?, limit: call.params.limit(lists::PAGE)? };
    let blog = call.own_blog().await?;
    let list = call.app.site().held(&blog.name, State::Draft, request).await?;
    let last = list.next.and(list.cards.last()).map(|card| card.post.id);
    let links = last.map(|id| Links::next(&call, &[("before_id", id.to_string())], &[]));
    Reply::ok(&Held { posts: lists::written(&mut maker, list.cards).await?, total_posts: list.total, links })
}
