//! `GET`, `POST` and `DELETE /v2/blog/{blog}/blocks`: whom a blog wants nothing to do with, for its owner.

use super::related;
use crate::tumblr::acting_blog;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::shared_params;
use crate::tumblr::wire::blog::ShortBlog;
use crate::tumblr::wire::partial::Part;
use serde::Serialize;

/// Parameters of the list.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// Parameters of blocking.
pub const ADD: &[&[Param]] = &[&[
    Param::new("blocked_tumblelog", Kind::Text, "The blog to block"),
    Param::new(
        "post_id",
        Kind::Number,
        "Instead of a blog: the post whose author, asker or submitter is blocked",
    ),
    Param::new("anonymous_only", Kind::Flag, "Refused: nothing is kept of who asks anonymously"),
]];

/// Parameters of unblocking.
pub const REMOVE: &[&[Param]] = &[&[
    Param::new("blocked_tumblelog", Kind::Text, "The blog to unblock"),
    Param::new("anonymous_only", Kind::Flag, "Refused: nothing is kept of who asks anonymously"),
]];

/// What the list tells.
#[derive(Debug, Clone, Serialize)]
struct Blocks {
    /// The blogs, newest block first.
    blocked_tumblelogs: Vec<Part<ShortBlog>>,
    /// The next page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Lists.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let blog = call.own_blog().await?;
    let list = call.app.site().blocks(&blog.name, related::request(&call)?).await?;
    let links = related::links(&call, &list);
    Reply::ok(&Blocks { blocked_tumblelogs: related::blogs(&call, &list).await?, links })
}

/// Blocks.
pub async fn add(call: Call) -> Result<Reply, Refusal> {
    named(&call)?;
    let post = call.params.post_id("post_id")?;
    let blog = call.own_blog().await?;
    match (call.params.text("blocked_tumblelog"), post) {
        (Some(_), Some(_)) => {
            return Err(Refusal::Parameter(
                "blocked_tumblelog and post_id cannot be combined; name the blog or its post".to_owned(),
            ));
        }
        (None, Some(post)) => call.app.site().block_author(&blog.name, post).await?,
        (_, None) => {
            let blocked = call.blog_in("blocked_tumblelog").await?;
            call.app.site().block(&blog.name, &[blocked.name]).await?;
        }
    }
    acting_blog::created()
}

/// Unblocks; a blog that was not blocked is told like one that was.
pub async fn remove(call: Call) -> Result<Reply, Refusal> {
    named(&call)?;
    let blog = call.own_blog().await?;
    let blocked = call.blog_in("blocked_tumblelog").await?;
    call.app.site().unblock(&blog.name, &blocked.name).await?;
    acting_blog::done()
}

fn named(call: &Call) -> Result<(), Refusal> {
    match call.params.flag("anonymous_only")? {
        true => Err(Refusal::Parameter(
            "anonymous_only: who asks anonymously cannot be blocked, because nothing of them is kept; turn anonymous \
             questions off instead"
                .to_owned(),
        )),
        false => Ok(()),
    }
}
