//! `GET /v2/blog/{blog}/avatar[/{size}]`: leads to the picture, and says in JSON where that is. Clients of both kinds
//! exist: those that follow and those that read.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::refuse;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::wire::avatar::{SIZES, url};
use axum::http::{StatusCode, header};
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("size", Kind::Number, "Side in pixels: 16, 24, 30, 40, 48, 64, 96, 128 or 512")]];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Where {
    /// Address of the picture, a drawing that scales to every size.
    avatar_url: String,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let in_path = Some(call.segment("size")).filter(|size| !size.is_empty());
    if let Some(size) = in_path.as_deref().or_else(|| call.params.text("size")) {
        size.parse()
            .ok()
            .filter(|side| SIZES.contains(side))
            .ok_or_else(|| refuse("size", size, "16, 24, 30, 40, 48, 64, 96, 128 or 512"))?;
    }
    let blog = call.blog().await?;
    let avatar_url = url(&call.app.settings().base_url, blog.name.as_str());
    let status = StatusCode::MOVED_PERMANENTLY;
    let mut reply = Reply::with(status, "Moved Permanently", &Where { avatar_url: avatar_url.clone() })?;
    reply.header(header::LOCATION, &avatar_url);
    Ok(reply)
}
