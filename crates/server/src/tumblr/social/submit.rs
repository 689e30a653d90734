//! `POST /v2/blog/{blog}/submit`: submits a post to a blog. The original's programs cannot; this address is ours.

use super::ask;
use crate::tumblr::acting_blog;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use tumblelog::Submission;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("content", ParamKind::List, "Its blocks, in a body of JSON"),
    Param::new("layout", ParamKind::List, "How they are put together"),
    Param::new("tags", ParamKind::Text, "Tags with commas between"),
]];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let content = ask::read_content(&call)?.ok_or_else(|| {
        Refusal::Parameter(
            "content: give the post's blocks, in a body of the type application/json".to_owned(),
        )
    })?;
    let listed = call.params.list_values("tags");
    let tags = listed.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|tag| !tag.is_empty());
    let tags = tags.map(str::to_owned).collect();
    let blog = call.find_blog().await?;
    let by = Some(call.by_primary().await?);
    let submission = Submission {
        to: blog.name,
        by,
        guest_name: String::new(),
        guest_email: String::new(),
        content,
        kind: None,
        tags,
    };
    call.app.site().submit_post(submission).await?;
    acting_blog::answer_created()
}
