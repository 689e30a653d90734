//! `GET` and `POST /v2/user/filtered_tags`, `DELETE /v2/user/filtered_tags/{tag}`: tags a person does not want to see.

use crate::tumblr::acting_blog;
use crate::tumblr::auth;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use schemars::JsonSchema;
use serde::Serialize;

/// The list has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// Parameters of filtering.
pub const ADD: &[&[Param]] = &[&[Param::new(
    "filtered_tags[]",
    ParamKind::List,
    "The tags, in a list or with commas between; up to 1,000 in all",
)]];

/// The answer of the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FilteredTags {
    /// The filtered tags, each as it was typed.
    filtered_tags: Vec<String>,
}

/// Lists.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    ApiReply::ok(&FilteredTags { filtered_tags: call.app.site().filtered_tags(account.id).await? })
}

/// Filters.
pub async fn add_filtered_tags(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let tags: Vec<String> = call.params.split_list("filtered_tags").into_iter().map(str::to_owned).collect();
    if tags.is_empty() {
        return Err(Refusal::Parameter("filtered_tags: name at least one tag".to_owned()));
    }
    call.app.site().filter_tags(account.id, &tags).await?;
    acting_blog::answer_created()
}

/// Filters no more.
pub async fn remove_filtered_tags(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    call.app.site().unfilter_tag(account.id, &call.path_segment("tag")).await?;
    acting_blog::done()
}
