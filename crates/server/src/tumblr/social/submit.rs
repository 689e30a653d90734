//! `POST /v2/blog/{blog}/submit`: submits a post to a blog. The original's programs cannot; this address is ours.

use super::ask;
use crate::tumblr::acting_blog;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use tumblelog::Submission;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("content", Kind::List, "Its blocks, in a body of JSON"),
    Param::new("layout", Kind::List, "How they are put together"),
    Param::new("tags", Kind::Text, "Tags with commas between"),
]];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let content = ask::content(&call)?.ok_or_else(|| {
        Refusal::Parameter(
            "content: give the post's blocks, in a body of the type application/json".to_owned(),
        )
    })?;
    let listed = call.params.list("tags");
    let tags = listed.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|tag| !tag.is_empty());
    let tags = tags.map(str::to_owned).collect();
    let blog = call.blog().await?;
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
    call.app.site().submit(submission).await?;
    acting_blog::created()
}
