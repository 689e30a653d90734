//! `POST` and `DELETE /v2/blog/{blog}/posts/{id}/mute`: a blog hears no more, or again, of what others do with a post of
//! its own.

use crate::tumblr::acting_blog;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};

/// Parameters of muting.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("mute_length_seconds", Kind::Number, "For how long; 0, or nothing, for ever")]];

/// Mutes.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let seconds = call.params.number("mute_length_seconds", 0..=i64::MAX)?.unwrap_or(0);
    let blog = call.own_blog().await?;
    call.app.site().mute(&blog.name, call.post_id()?, seconds.unsigned_abs()).await?;
    acting_blog::done()
}

/// Hears again.
pub async fn remove(call: Call) -> Result<Reply, Refusal> {
    let blog = call.own_blog().await?;
    call.app.site().unmute(&blog.name, call.post_id()?).await?;
    acting_blog::done()
}
