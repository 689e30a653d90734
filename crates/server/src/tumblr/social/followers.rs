//! `GET /v2/blog/{blog}/followers`: who follows a blog, for its owner.

use super::related;
use crate::http::text;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::route::Param;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[related::PARAMS];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Followers {
    /// How many there are in all. Exact.
    total_users: u64,
    /// Those of the page, newest first.
    users: Vec<Follower>,
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
    let updated = related::updated(&call, &list).await?;
    let users = list.blogs.iter().zip(updated).map(|(related, updated)| Follower {
        name: related.blog.name.as_str().to_owned(),
        following: related.followed,
        url: [&call.app.settings().base_url, text::blog_path(related.blog.name.as_str()).as_str()].concat(),
        updated: updated.unwrap_or(related.blog.created).seconds(),
    });
    Reply::ok(&Followers {
        total_users: list.total,
        users: users.collect(),
        links: related::links(&call, &list),
    })
}
