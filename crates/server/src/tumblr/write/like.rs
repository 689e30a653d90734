//! `POST /v2/user/like` and `POST /v2/user/unlike`.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::Refusal;
use super::super::route::{Kind, Param};
use super::fields::Fields;
use super::owner;
use axum::http::StatusCode;
use model::PostId;

/// Their parameters.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("id", Kind::Number, "The post"), Param::new("reblog_key", Kind::Text, "Its key")]];

/// Likes a post.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let (id, by) = (post(&call)?, owner::primary(&call).await?);
    call.app.site().like(id, by).await?;
    Reply::empty(StatusCode::OK)
}

/// Takes a like back.
pub async fn unlike(call: Call) -> Result<Reply, Refusal> {
    let (id, by) = (post(&call)?, owner::primary(&call).await?);
    call.app.site().unlike(id, by.blog).await?;
    Reply::empty(StatusCode::OK)
}

/// The post, when its key is shown. Whether there is such a post is not told to who has not the key.
fn post(call: &Call) -> Result<PostId, Refusal> {
    let fields = Fields(&call.params);
    let id = fields.needed_id("id")?;
    let key = fields.text("reblog_key")?;
    let key = key.ok_or_else(|| Refusal::Parameter("reblog_key: the post's key is missing".to_owned()))?;
    match call.app.site().is_reblog_key(id, key) {
        true => Ok(id),
        false => Err(Refusal::NotFound(format!("reblog_key: there is no post {id} with this key"))),
    }
}
