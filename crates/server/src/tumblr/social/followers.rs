//! `GET /v2/blog/{blog}/followers`: who follows a blog, for its owner.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::route::Param;
use crate::tumblr::shared_params;
use crate::tumblr::social::related;
use crate::tumblr::wire::blog::ShortBlog;
use crate::tumblr::wire::partial::Part;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Followers {
    /// How many there are in all. Exact.
    total_users: u64,
    /// Those of the page, newest first.
    users: Vec<Follower>,
    /// The same number. Some clients read the fields of `/following` here.
    total_blogs: u64,
    /// The same followers, as blogs.
    blogs: Vec<Part<ShortBlog>>,
    /// The next page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// A follower.
#[derive(Debug, Clone, Serialize)]
struct Follower {
    /// Its name.
    name: String,
    /// The blog follows it too.
    following: bool,
    /// Its page.
    url: String,
    /// When it last published, in seconds.
    updated: i64,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let blog = call.own_blog().await?;
    let list = call.app.site().followers(&blog.name, related::request(&call)?).await?;
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
    Reply::ok(&Followers {
        total_users: list.total,
        users,
        total_blogs: list.total,
        blogs,
        links: related::links(&call, &list),
    })
}
