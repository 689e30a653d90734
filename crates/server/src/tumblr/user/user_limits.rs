//! `GET /v2/user/limits`: how much the person may still do today.

use crate::tumblr::auth;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use tumblelog::limits::{Limit, LimitStanding};

/// It has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// The answer of the endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UserLimits {
    /// The daily limits by name: `posts`, `photos`, `videos`, `video_seconds`, `follows`, `likes`, `replies`, `asks` and
    /// `blogs`.
    user: BTreeMap<&'static str, LimitObject>,
}

/// One daily limit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Limit")]
struct LimitObject {
    /// What is counted, in words.
    description: &'static str,
    /// How many are accepted in a day.
    limit: i64,
    /// How many of them are left.
    remaining: i64,
    /// When the count starts again, in seconds since 1970.
    reset_at: i64,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let standings = call.app.site().list_limits(account.id).await?;
    let user = standings
        .iter()
        .filter_map(|standing| Some((limit_name(standing.limit)?, limit_object(standing))))
        .collect();
    ApiReply::ok(&UserLimits { user })
}

fn limit_object(standing: &LimitStanding) -> LimitObject {
    LimitObject {
        description: standing.limit.words(),
        limit: standing.limit.most(),
        remaining: standing.remaining_today(),
        reset_at: standing.reset_at.seconds(),
    }
}

/// The name of a daily limit; the original has none for replies and asks.
fn limit_name(limit: Limit) -> Option<&'static str> {
    Some(match limit {
        Limit::Posts => "posts",
        Limit::Photos => "photos",
        Limit::Videos => "videos",
        Limit::VideoSeconds => "video_seconds",
        Limit::Follows => "follows",
        Limit::Likes => "likes",
        Limit::Replies => "replies",
        Limit::Asks => "asks",
        Limit::Blogs => "blogs",
        Limit::Following
        | Limit::Queue
        | Limit::Inbox
        | Limit::FilteredTags
        | Limit::FilteredContent
        | Limit::Bulk
        | Limit::SavedSearches => return None,
    })
}
