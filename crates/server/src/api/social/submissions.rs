//! `GET /v2/blog/{blog}/posts/submission`: the inbox, newest first, for the blog's owner: what was submitted, and
//! questions that wait for an answer.

use super::held::{self, Held};
use super::place;
use crate::api::call::Call;
use crate::api::envelope::Reply;
use crate::api::error::Refusal;
use crate::api::lists;
use crate::api::route::Param;
use crate::api::style;
use crate::api::wire::Maker;
use model::State;
use tumblelog::HeldRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[style::LIMIT, style::OFFSET], style::POSTS, style::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let offset = place::offset(&call)?;
    let request = HeldRequest { before: None, offset, limit: call.params.limit(lists::PAGE)? };
    let blog = call.own_blog().await?;
    let list = call.app.site().held(&blog.name, State::Unapproved, request).await?;
    let mut posts = lists::written(&mut maker, list.cards).await?;
    held::name_authors(&call, &mut posts).await?;
    let links = place::link_by_offset(&call, offset, posts.len(), list.total);
    Reply::ok(&Held { posts, total_posts: list.total, links })
}
