//! `POST /v2/blog/{blog}/ask`: asks a blog a question. The original's programs cannot; this address is ours.

use crate::tumblr::acting_blog;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use npf::{Block, Document, TextBlock};
use serde_json::Value;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("question", ParamKind::Text, "The question, plain text of up to 4,096 characters"),
    Param::new("content", ParamKind::List, "Instead of question: blocks, in a body of JSON"),
    Param::new("anonymous", ParamKind::Flag, "Nobody will know who asked; not even the site keeps it"),
]];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let anonymous = call.params.flag_value("anonymous")?;
    let blocks = read_content(&call)?;
    let question = match (blocks, call.params.text_value("question")) {
        (Some(blocks), None) => blocks,
        (None, Some(text)) => {
            Document::new(vec![Block::Text(TextBlock { text: text.to_owned(), ..TextBlock::default() })])
        }
        (Some(_), Some(_)) => {
            return Err(Refusal::Parameter(
                "question and content cannot be combined; use one of them".to_owned(),
            ));
        }
        (None, None) => {
            return Err(Refusal::Parameter(
                "question: say what you ask, or give content in blocks".to_owned(),
            ));
        }
    };
    let blog = call.find_blog().await?;
    let by = call.by_primary().await?;
    call.app.site().send_ask(blog.name, Some(by), anonymous, question).await?;
    acting_blog::answer_created()
}

/// `content` and `layout` of a body of JSON.
///
/// # Errors
/// [`Refusal::Parameter`] where they are no lists of objects.
pub fn read_content(call: &ApiCall) -> Result<Option<Document>, Refusal> {
    let Some(fields) = call.params.json_body() else { return Ok(None) };
    // No `content` is no error: the question may be plain text.
    let Some(content) = fields.get("content") else { return Ok(None) };
    Ok(Some(Document::from_values(content, fields.get("layout").unwrap_or(&Value::Null))?))
}
