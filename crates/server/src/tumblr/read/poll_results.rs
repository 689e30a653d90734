//! `GET /v2/polls/{blog}/{id}/{poll}/results`: how often each answer of a poll was chosen. The original does not document
//! it, but clients ask for it.

use super::post_lists;
use super::posts::is_shown;
use crate::tumblr::call::{ApiCall, no_post};
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::poll::{complete_polls, polls};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// It has no parameters.
pub const PARAMS: &[&[Param]] = &[];

/// The answer of the endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PollResults {
    /// The number of votes for each answer, by its `client_id`.
    results: BTreeMap<String, u64>,
}

/// Answers. Nobody votes here, and an import brings no votes: each answer has none.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let maker = ObjectBuilder::of_call(&call)?;
    let blog = call.find_blog().await?;
    let id = call.post_id()?;
    let found = call.app.site().read_single_post(id, post_lists::list_extras(&maker, false)).await?;
    let page = found.filter(|page| is_shown(&call, &blog, page)).ok_or_else(|| no_post(id))?;
    let card = page.cards.into_iter().next().ok_or_else(|| no_post(id))?;
    let mut document = card.document.clone();
    // Polls of an import may lack ids: they are made here as lists make them.
    complete_polls(&mut document, card.post.published);
    let name = call.path_segment("poll");
    let poll = polls(&document).find(|poll| poll.client_id.as_deref() == Some(&name));
    let poll = poll.ok_or_else(|| Refusal::NotFound(format!("The post {id} has no poll “{name}”.")))?;
    let answers = poll.answers.iter().filter_map(|answer| answer.client_id.clone());
    ApiReply::ok(&PollResults { results: answers.map(|answer| (answer, 0)).collect() })
}
