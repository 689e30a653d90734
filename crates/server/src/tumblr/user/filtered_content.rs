//! `GET`, `POST` and `DELETE /v2/user/filtered_content`: phrases a person does not want to read.

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

/// Parameters of filtering and of its end.
pub const ADD: &[&[Param]] = &[&[Param::new(
    "filtered_content",
    ParamKind::List,
    "A phrase of up to 250 characters, or several as filtered_content[]; up to 200 in all",
)]];

/// The answer of the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FilteredContent {
    /// The filtered phrases, each as it was typed.
    filtered_content: Vec<String>,
}

/// Lists.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    ApiReply::ok(&FilteredContent { filtered_content: call.app.site().filtered_content(account.id).await? })
}

/// Filters.
pub async fn add_filtered_content(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    call.app.site().filter_content(account.id, &read_phrases(&call)?).await?;
    acting_blog::answer_created()
}

/// Filters no more.
pub async fn remove_filtered_content(call: ApiCall) -> Result<ApiReply, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    // Removing is idempotent, so a failure half way is mended by asking again.
    for phrase in read_phrases(&call)? {
        call.app.site().unfilter_content(account.id, &phrase).await?;
    }
    acting_blog::done()
}

fn read_phrases(call: &ApiCall) -> Result<Vec<String>, Refusal> {
    let phrases: Vec<String> =
        call.params.list_values("filtered_content").into_iter().map(str::to_owned).collect();
    match phrases.is_empty() {
        true => Err(Refusal::Parameter("filtered_content: name at least one phrase".to_owned())),
        false => Ok(phrases),
    }
}
