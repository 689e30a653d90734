//! `POST /v2/blog/{blog}/post/delete`.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::Refusal;
use super::super::route::{Kind, Param};
use super::fields::Fields;
use super::owner;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[Param::new("id", Kind::Number, "The post")]];

#[derive(Serialize)]
struct Deleted {
    id: String,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let id = Fields(&call.params).needed_id("id")?;
    let (blog, _) = owner::own(&call).await?;
    owner::own_post(&call, &blog, id).await?;
    call.app.site().delete(id).await?;
    Reply::ok(&Deleted { id: id.to_string() })
}
