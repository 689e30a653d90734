//! `GET /v2/blog/{blog}/avatar[/{size}]`: leads to the picture, and says in JSON where that is. Clients of both kinds
//! exist: those that follow and those that read.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::refuse_value;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::avatar::avatar_url;
use crate::web::avatar::SIDES;
use axum::http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

/// Side in pixels where none is asked for.
const USUAL: u32 = 64;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[Param::new(
    "size",
    ParamKind::Number,
    "Side in pixels: 16, 24, 30, 40, 48, 64, 96, 128 or 512; 64 if not given",
)]];

/// The answer of the endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AvatarAnswer {
    /// The address of the picture, a square PNG of the size that was asked for.
    avatar_url: String,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let in_path = Some(call.path_segment("size")).filter(|size| !size.is_empty());
    let side = match in_path.as_deref().or_else(|| call.params.text_value("size")) {
        Some(size) => size
            .parse()
            .ok()
            .filter(|side| SIDES.contains(side))
            .ok_or_else(|| refuse_value("size", size, "16, 24, 30, 40, 48, 64, 96, 128 or 512"))?,
        None => USUAL,
    };
    let blog = call.find_blog().await?;
    let avatar_url = avatar_url(&call.app.settings().base_url, blog.name.as_str(), side);
    let status = StatusCode::MOVED_PERMANENTLY;
    let mut reply =
        ApiReply::with_status(status, "Moved Permanently", &AvatarAnswer { avatar_url: avatar_url.clone() })?;
    reply.set_header(header::LOCATION, &avatar_url);
    Ok(reply)
}
