//! `GET`, `POST` and `DELETE /v2/user/filtered_content`: phrases a person does not want to read.

use crate::tumblr::acting_blog;
use crate::tumblr::auth;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use serde::Serialize;

/// The list has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// Parameters of filtering and of its end.
pub const ADD: &[&[Param]] = &[&[Param::new(
    "filtered_content",
    Kind::List,
    "A phrase of up to 250 characters, or several as filtered_content[]; up to 200 in all",
)]];

/// What the list tells.
#[derive(Debug, Clone, Serialize)]
struct FilteredContent {
    /// Each as it was typed.
    filtered_content: Vec<String>,
}

/// Lists.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let account = auth::account(&call.visitor)?;
    Reply::ok(&FilteredContent { filtered_content: call.app.site().filtered_content(account.id).await? })
}

/// Filters.
pub async fn add(call: Call) -> Result<Reply, Refusal> {
    let account = auth::account(&call.visitor)?;
    call.app.site().filter_content(account.id, &phrases(&call)?).await?;
    acting_blog::created()
}

/// Filters no more.
pub async fn remove(call: Call) -> Result<Reply, Refusal> {
    let account = auth::account(&call.visitor)?;
    for phrase in phrases(&call)? {
        call.app.site().unfilter_content(account.id, &phrase).await?;
    }
    acting_blog::done()
}

fn phrases(call: &Call) -> Result<Vec<String>, Refusal> {
    let phrases: Vec<String> = call.params.list("filtered_content").into_iter().map(str::to_owned).collect();
    match phrases.is_empty() {
        true => Err(Refusal::Parameter("filtered_content: name at least one phrase".to_owned())),
        false => Ok(phrases),
    }
}
