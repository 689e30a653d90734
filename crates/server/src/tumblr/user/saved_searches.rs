//! `GET` and `POST /v2/user/saved_searches`, `DELETE /v2/user/saved_searches/{id}`, `POST …/{id}/read`: searches a
//! person keeps, and tags they follow. The original has nothing like it.

use crate::tumblr::acting_blog;
use crate::tumblr::auth;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use axum::http::StatusCode;
use serde::Serialize;
use tumblelog::saved_searches::{Saved, SavedLine, Unread};

/// The list has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// Parameters of keeping.
pub const ADD: &[&[Param]] = &[&[
    Param::new("query", ParamKind::Text, "The query, as in the search field; `#tag` follows a tag"),
    Param::new(
        "name",
        ParamKind::Text,
        "What to call it, up to 80 characters; without one the query is its name, and one that means the same is kept once",
    ),
]];

/// What the list tells.
#[derive(Debug, Clone, Serialize)]
struct Searches {
    saved_searches: Vec<Search>,
}

/// What keeping tells.
#[derive(Debug, Clone, Serialize)]
struct SavedSearchObject {
    id: String,
    saved_search: Search,
}

#[derive(Debug, Clone, Serialize)]
struct Search {
    id: String,
    name: String,
    query: String,
    /// Seconds since 1970.
    timestamp: i64,
    /// Until when its posts are read, in seconds since 1970.
    read_timestamp: i64,
    /// Posts since then, up to 99; missing where they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_count: Option<u64>,
    /// There are more than are counted.
    unread_more: bool,
    /// What is wrong with its query, where it cannot be read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Search {
    fn new(search: Saved, unread: Unread, error: Option<String>) -> Self {
        Self {
            id: search.id.to_string(),
            name: search.name,
            query: search.query,
            timestamp: search.created.0.div_euclid(1000),
            read_timestamp: search.read.0.div_euclid(1000),
            unread_count: match unread {
                Unread::Exactly(count) | Unread::MoreThan(count) => Some(count),
                Unread::Unknown => None,
            },
            unread_more: matches!(unread, Unread::MoreThan(_)),
            error,
        }
    }
}

/// Lists, with what is new in each.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let lines = call.app.site().saved_searches(account.id).await?;
    let search = |line: SavedLine| Search::new(line.search, line.unread, line.wrong);
    ApiReply::ok(&Searches { saved_searches: lines.into_iter().map(search).collect() })
}

/// Keeps one.
pub async fn add_saved_searches(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let query = call.params.text_value("query").ok_or_else(|| {
        Refusal::Parameter("query: say which posts; words, #tags and conditions are accepted".to_owned())
    })?;
    let site = call.app.site();
    let (kept, unread) = match call.params.text_value("name") {
        Some(name) => (site.save_search(account.id, name, query).await?, Unread::Exactly(0)),
        // It may be there already, with posts that are not read; only the list counts them.
        None => (site.follow_search(account.id, query).await?, Unread::Unknown),
    };
    let id = kept.id.to_string();
    let kept = SavedSearchObject { id, saved_search: Search::new(kept, unread, None) };
    ApiReply::with_status(StatusCode::CREATED, "Created", &kept)
}

/// Its posts are read from now on.
pub async fn read_saved_searches(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    call.app.site().read_search(account.id, search_number(&call)).await?;
    acting_blog::done()
}

/// Forgets one, and its feed.
pub async fn remove_saved_searches(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    call.app.site().remove_search(account.id, search_number(&call)).await?;
    acting_blog::done()
}

/// The number of the path; one that is too large for any is nobody's.
fn search_number(call: &ApiCall) -> i64 {
    call.path_segment("id").parse().unwrap_or(0)
}
