//! `GET /v2/blog/{blog}/posts/draft`: a blog's drafts, newest first, for its owner.

use super::unpublished_lists::UnpublishedList;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use model::{PostId, State};
use tumblelog::UnpublishedRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        shared_params::LIMIT,
        shared_params::OFFSET,
        Param::new("before_id", ParamKind::Number, "Drafts that stand behind this one; 0 for the newest"),
    ],
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let before = call.params.number_value("before_id", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId);
    let request = UnpublishedRequest {
        before,
        offset: page_mark::read_offset(&call)?,
        limit: call.params.limit_value(post_lists::PAGE)?,
    };
    let blog = call.own_blog().await?;
    let list = call.app.site().list_unpublished(&blog.name, State::Draft, request).await?;
    let last = list.next.and(list.cards.last()).map(|card| card.post.id);
    let links = last.map(|id| Links::next_link(&call, &[("before_id", id.to_string())], &[]));
    ApiReply::ok(&UnpublishedList {
        posts: post_lists::post_objects(&mut maker, list.cards).await?,
        total_posts: list.total,
        links,
    })
}
