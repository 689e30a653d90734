//! `POST` and `DELETE /v2/blog/{blog}/posts/{id}/mute`: a blog hears no more, or again, of what others do with a post of
//! its own.

use crate::tumblr::acting_blog;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};

/// Parameters of muting.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("mute_length_seconds", ParamKind::Number, "For how long; 0, or nothing, for ever")]];

/// Mutes.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let seconds = call.params.number_value("mute_length_seconds", 0..=i64::MAX)?.unwrap_or(0);
    let blog = call.own_blog().await?;
    call.app.site().mute_post(&blog.name, call.post_id()?, seconds.unsigned_abs()).await?;
    acting_blog::done()
}

/// Hears again.
pub async fn remove_mute(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.own_blog().await?;
    call.app.site().unmute_post(&blog.name, call.post_id()?).await?;
    acting_blog::done()
}
