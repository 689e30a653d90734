//! `GET /v2/blog/{blog}/followers`: who follows a blog, for its owner.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::social::related;
use crate::tumblr::wire::blog::ShortBlog;
use crate::tumblr::wire::partial::PartialObject;
use schemars::JsonSchema;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// A page of the followers of a blog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Followers {
    /// The number of followers. It is exact.
    total_users: u64,
    /// The followers of the page, newest first.
    users: Vec<Follower>,
    /// The same number, under the name it has in `/following`.
    total_blogs: u64,
    /// The same followers, as blogs.
    blogs: Vec<PartialObject<ShortBlog>>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// A blog that follows another.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Follower {
    /// The name of the blog.
    name: String,
    /// True where the followed blog follows it too.
    following: bool,
    /// The address of its page.
    url: String,
    /// When it last published, in seconds since 1970.
    updated: i64,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    let list = call.app.site().list_followers(&blog.name, related::read_related_request(&call)?).await?;
    let (maker, updated) = related::known(&call, &list).await?;
    let shown = list.blogs.iter().zip(updated).map(|(related, updated)| {
        let blog = maker.short_blog(&related.blog, updated);
        let user = Follower {
            name: blog.name.clone(),
            following: related.followed,
            url: blog.url.clone(),
            updated: blog.updated,
        };
        (user, maker.style.fields.of(blog))
    });
    let (users, blogs) = shown.unzip();
    ApiReply::ok(&Followers {
        total_users: list.total,
        users,
        total_blogs: list.total,
        blogs,
        links: related::related_links(&call, &list),
    })
}
