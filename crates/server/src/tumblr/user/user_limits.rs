//! `GET /v2/user/limits`: how much the person may still do today.

use crate::tumblr::auth;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use serde::Serialize;
use std::collections::BTreeMap;
use tumblelog::limits::{Limit, Standing};

/// It has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Limits {
    /// By what is limited.
    user: BTreeMap<&'static str, Told>,
}

/// One limit.
#[derive(Debug, Clone, Serialize)]
struct Told {
    /// What is counted, in words.
    description: &'static str,
    /// How many are accepted.
    limit: i64,
    /// How many are left.
    remaining: i64,
    /// When counting begins anew, in seconds.
    reset_at: i64,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let account = auth::account(&call.visitor)?;
    let standings = call.app.site().limits(account.id).await?;
    let user =
        standings.iter().filter_map(|standing| Some((name(standing.limit)?, told(standing)))).collect();
    Reply::ok(&Limits { user })
}

fn told(standing: &Standing) -> Told {
    Told {
        description: standing.limit.words(),
        limit: standing.limit.most(),
        remaining: standing.remaining(),
        reset_at: standing.reset_at.seconds(),
    }
}

/// The name of a daily limit; the original has none for replies and asks.
fn name(limit: Limit) -> Option<&'static str> {
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
