//! `GET`, `POST` and `DELETE /v2/blog/{blog}/blocks`: whom a blog wants nothing to do with, for its owner.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::social::related;
use crate::tumblr::wire::blog::ShortBlog;
use crate::tumblr::wire::partial::PartialObject;
use crate::tumblr::{acting_blog, shared_params};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

/// Parameters of the list.
pub const PARAMS: &[&[Param]] = &[related::PARAMS, shared_params::BLOGS];

/// Parameters of blocking.
pub const ADD: &[&[Param]] = &[&[
    Param::new("blocked_tumblelog", ParamKind::Text, "The blog to block"),
    Param::new(
        "post_id",
        ParamKind::Number,
        "Instead of a blog: the post whose author, asker or submitter is blocked",
    ),
    Param::new("anonymous_only", ParamKind::Flag, "Refused: nothing is kept of who asks anonymously"),
]];

/// Parameters of unblocking.
pub const REMOVE: &[&[Param]] = &[&[
    Param::new("blocked_tumblelog", ParamKind::Text, "The blog to unblock"),
    Param::new(
        "anonymous_only",
        ParamKind::Flag,
        "Instead of a blog: remove blocks of anonymous people; there are none",
    ),
]];

/// A page of the blogs that a blog blocks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlockedList {
    /// The blogs, newest block first.
    blocked_tumblelogs: Vec<PartialObject<BlockedBlog>>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// A blog that is blocked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct BlockedBlog {
    /// The blog.
    #[serde(flatten)]
    blog: ShortBlog,
    /// When it was blocked, in seconds since 1970.
    blocked_timestamp: i64,
}

/// The answer of blocking a blog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlockAnswer {
    /// True where the blog was blocked before.
    already_blocked: bool,
}

/// Lists.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    let list = call.app.site().list_blocked(&blog.name, related::read_related_request(&call)?).await?;
    let (maker, updated) = related::known(&call, &list).await?;
    let blocked = list.blogs.iter().zip(updated).map(|(related, updated)| {
        maker.style.fields.of(BlockedBlog {
            blog: maker.short_blog(&related.blog, updated),
            blocked_timestamp: related.since.seconds(),
        })
    });
    ApiReply::ok(&BlockedList {
        blocked_tumblelogs: blocked.collect(),
        links: related::related_links(&call, &list),
    })
}

/// BlockedList.
pub async fn add_blocks(call: ApiCall) -> Result<ApiReply, Refusal> {
    // Refused loudly: a client that asks for it would believe that somebody is blocked.
    refuse_anonymous(&call)?;
    let post = call.params.post_id("post_id")?;
    let blog = call.own_blog().await?;
    let new = match (call.params.text_value("blocked_tumblelog"), post) {
        (Some(_), Some(_)) => {
            return Err(Refusal::Parameter(
                "blocked_tumblelog and post_id cannot be combined; name the blog or its post".to_owned(),
            ));
        }
        (None, Some(post)) => call.app.site().block_author(&blog.name, post).await?,
        (_, None) => {
            let blocked = call.blog_in("blocked_tumblelog").await?;
            call.app.site().block_blogs(&blog.name, &[blocked.name]).await?
        }
    };
    ApiReply::with_status(StatusCode::CREATED, "Created", &BlockAnswer { already_blocked: new == 0 })
}

/// Unblocks; a blog that was not blocked is told like one that was.
pub async fn remove_blocks(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    if call.params.text_value("blocked_tumblelog").is_some() {
        // The original ignores anonymous_only beside a blog.
        let blocked = call.blog_in("blocked_tumblelog").await?;
        call.app.site().unblock_blog(&blog.name, &blocked.name).await?;
        return acting_blog::done();
    }
    match call.params.flag_value("anonymous_only")? {
        // Nobody is blocked anonymously, so that nobody is left blocked.
        true => acting_blog::done(),
        false => Err(Refusal::NotFound(
            "blocked_tumblelog: say which blog; a name, a host name or a uuid is accepted".to_owned(),
        )),
    }
}

fn refuse_anonymous(call: &ApiCall) -> Result<(), Refusal> {
    match call.params.flag_value("anonymous_only")? {
        true => Err(Refusal::Parameter(
            "anonymous_only: who asks anonymously cannot be blocked, because nothing of them is kept; turn anonymous \
             questions off instead"
                .to_owned(),
        )),
        false => Ok(()),
    }
}
