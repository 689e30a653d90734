//! `POST /v2/blog/{blog}/blocks/bulk`: blocks several blogs, all of them or none.

use crate::tumblr::acting_blog;
use crate::tumblr::blog_id;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use tumblelog::limits::Limit;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("blocked_tumblelogs", ParamKind::Text, "The blogs, with commas between; up to 100"),
    Param::new("force", ParamKind::Flag, "Changes nothing: follows between the blogs always end"),
]];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    // Read only to refuse a value that is no flag.
    call.params.flag_value("force")?;
    let blog = call.own_blog().await?;
    let names = call.params.split_list("blocked_tumblelogs");
    let most = usize::try_from(Limit::Bulk.most()).unwrap_or(usize::MAX);
    if !(1..=most).contains(&names.len()) {
        return Err(Refusal::Parameter(format!(
            "blocked_tumblelogs: {} blogs; 1 to {most} names with commas between are accepted",
            names.len()
        )));
    }
    // All names are looked up before anything is blocked, so that a wrong one changes nothing.
    let mut blocked = Vec::with_capacity(names.len());
    for name in names {
        blocked.push(blog_id::find_blog(&call.app, name).await?.name);
    }
    call.app.site().block_blogs(&blog.name, &blocked).await?;
    // The original answers 200 here and 201 where one blog is blocked.
    acting_blog::done()
}
