//! `GET /v2/user/dashboard`: what the person's first blog and the blogs it follows posted, newest first. What meets the
//! person's filters is marked and not left out.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::read::post_lists;
use crate::tumblr::read::search::types_named;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::post::{Filtered, PostObject};
use crate::tumblr::{page_mark, shared_params};
use model::PostId;
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::DashboardRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new(
            "type",
            ParamKind::Text,
            "text, photo, quote, link, chat, audio, video or answer; several with commas between",
        ),
        Param::new(
            "since_id",
            ParamKind::Number,
            "Posts that came after this one; not with offset, before or page_number",
        ),
        shared_params::OFFSET,
        Param::new(
            "before",
            ParamKind::Time,
            "Posts published before this second. Up to 1,000 posts of one second come in one page",
        ),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// A page of the dashboard.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dashboard {
    /// The posts, newest first.
    posts: Vec<PostObject>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let request = read_request(&call)?;
    let (account, blog) = call.primary_blog().await?;
    let site = call.app.site();
    let page = site.read_dashboard(&blog.name, request).await?;
    let filters = site.read_filters(account.id).await?;
    // Filters are matched before the cards are given away to make the objects.
    let met: Vec<tumblelog::Filtered> = page.cards.iter().map(|card| filters.match_card(card)).collect();
    let mut posts = post_lists::post_objects(&mut maker, page.cards).await?;
    for (post, met) in posts.iter_mut().zip(met) {
        let any = !met.tags.is_empty() || !met.content.is_empty();
        post.filtered = any.then_some(Filtered { tags: met.tags, content: met.content });
    }
    let links =
        page.next.map(|next| Links::next_link(&call, &[("page_number", next)], &["before", "since_id"]));
    ApiReply::ok(&Dashboard { posts, links })
}

fn read_request(call: &ApiCall) -> Result<DashboardRequest, Refusal> {
    let params = &call.params;
    Ok(DashboardRequest {
        types: types_named("type", &params.split_list("type"))?,
        before: params.time_value("before")?,
        page: params.text_value("page_number").map(str::to_owned),
        since: params.number_value("since_id", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId),
        offset: page_mark::read_offset(call)?,
        limit: params.limit_value(post_lists::PAGE)?,
    })
}
