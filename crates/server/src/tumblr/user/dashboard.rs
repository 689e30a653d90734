//! `GET /v2/user/dashboard`: what the person's first blog and the blogs it follows posted, newest first. What meets the
//! person's filters is marked and not left out.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::read::post_lists;
use crate::tumblr::read::search::types_named;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::wire::Maker;
use crate::tumblr::wire::post::{Filtered, PostObject};
use crate::tumblr::{page_mark, shared_params};
use model::PostId;
use serde::Serialize;
use tumblelog::DashboardRequest;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new(
            "type",
            Kind::Text,
            "text, photo, quote, link, chat, audio, video or answer; several with commas between",
        ),
        Param::new(
            "since_id",
            Kind::Number,
            "Posts that came after this one; not with offset, before or page_number",
        ),
        shared_params::OFFSET,
        Param::new("before", Kind::Time, "Posts published before this second"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Dashboard {
    /// The posts.
    posts: Vec<PostObject>,
    /// The next, older page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let request = request(&call)?;
    let (account, blog) = call.primary().await?;
    let site = call.app.site();
    let page = site.dashboard(&blog.name, request).await?;
    let filters = site.filters(account.id).await?;
    let met: Vec<tumblelog::Filtered> = page.cards.iter().map(|card| filters.meet(card)).collect();
    let mut posts = post_lists::written(&mut maker, page.cards).await?;
    for (post, met) in posts.iter_mut().zip(met) {
        let any = !met.tags.is_empty() || !met.content.is_empty();
        post.filtered = any.then_some(Filtered { tags: met.tags, content: met.content });
    }
    let links = page.next.map(|next| Links::next(&call, &[("page_number", next)], &["before", "since_id"]));
    Reply::ok(&Dashboard { posts, links })
}

fn request(call: &Call) -> Result<DashboardRequest, Refusal> {
    let params = &call.params;
    Ok(DashboardRequest {
        types: types_named("type", &params.split_list("type"))?,
        before: params.time("before")?,
        page: params.text("page_number").map(str::to_owned),
        since: params.number("since_id", 0..=i64::MAX)?.filter(|id| *id > 0).map(PostId),
        offset: page_mark::offset(call)?,
        limit: params.limit(post_lists::PAGE)?,
    })
}
