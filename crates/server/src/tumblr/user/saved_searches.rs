//! `GET` and `POST /v2/user/saved_searches`, `DELETE /v2/user/saved_searches/{id}`, `POST …/{id}/read`: searches a
//! person keeps, and tags they follow. The original has nothing like it.

use crate::tumblr::acting_blog;
use crate::tumblr::auth;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use axum::http::StatusCode;
use schemars::JsonSchema;
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

/// The answer of the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavedSearches {
    /// The saved searches.
    saved_searches: Vec<SavedSearchObject>,
}

/// The answer of saving a search.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavedSearchAnswer {
    /// The id, as text.
    id: String,
    /// The saved search.
    saved_search: SavedSearchObject,
}

/// A saved search, or a tag that is followed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "SavedSearch")]
struct SavedSearchObject {
    /// The id, as text.
    id: String,
    /// The name.
    name: String,
    /// The query.
    query: String,
    /// When it was saved, in seconds since 1970.
    timestamp: i64,
    /// When its posts were last marked as read, in seconds since 1970.
    read_timestamp: i64,
    /// The number of posts since then, at most 99. Absent where they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_count: Option<u64>,
    /// True where there are more unread posts than were counted.
    unread_more: bool,
    /// What is wrong with the query. Absent where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl SavedSearchObject {
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
    let search = |line: SavedLine| SavedSearchObject::new(line.search, line.unread, line.wrong);
    ApiReply::ok(&SavedSearches { saved_searches: lines.into_iter().map(search).collect() })
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
    let kept = SavedSearchAnswer { id, saved_search: SavedSearchObject::new(kept, unread, None) };
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
