//! `POST /v2/user/like` and `POST /v2/user/unlike`.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::route::{Param, ParamKind};
use super::fields::PostFields;
use super::owner;
use axum::http::StatusCode;
use model::PostId;

/// Their parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("id", ParamKind::Number, "The post"),
    Param::new("reblog_key", ParamKind::Text, "Its key"),
]];

/// Likes a post.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let (id, by) = (read_post_id(&call)?, owner::primary_actor(&call).await?);
    call.app.site().like_post(id, by).await?;
    ApiReply::empty(StatusCode::OK)
}

/// Takes a like back.
pub async fn answer_unlike(call: ApiCall) -> Result<ApiReply, Refusal> {
    let (id, by) = (read_post_id(&call)?, owner::primary_actor(&call).await?);
    call.app.site().unlike_post(id, by).await?;
    ApiReply::empty(StatusCode::OK)
}

/// The post, when its key is shown. Whether there is such a post is not told to who has not the key.
fn read_post_id(call: &ApiCall) -> Result<PostId, Refusal> {
    let fields = PostFields(&call.params);
    let id = fields.needed_id("id")?;
    let key = fields.text_value("reblog_key")?;
    let key = key.ok_or_else(|| Refusal::Parameter("reblog_key: the post's key is missing".to_owned()))?;
    match call.app.site().is_reblog_key(id, key) {
        true => Ok(id),
        false => Err(Refusal::NotFound(format!("reblog_key: there is no post {id} with this key"))),
    }
}
