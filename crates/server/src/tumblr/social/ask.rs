//! `POST /v2/blog/{blog}/ask`: asks a blog a question. The original's programs cannot; this address is ours.

use crate::tumblr::acting_blog;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use npf::{Block, Document, TextBlock};
use serde_json::Value;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("question", Kind::Text, "The question, plain text of up to 4,096 characters"),
    Param::new("content", Kind::List, "Instead of question: blocks, in a body of JSON"),
    Param::new("anonymous", Kind::Flag, "Nobody will know who asked; not even the site keeps it"),
]];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let anonymous = call.params.flag("anonymous")?;
    let blocks = content(&call)?;
    let question = match (blocks, call.params.text("question")) {
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
    let blog = call.blog().await?;
    let by = call.by_primary().await?;
    call.app.site().ask(blog.name, Some(by), anonymous, question).await?;
    acting_blog::created()
}

/// `content` and `layout` of a body of JSON.
///
/// # Errors
/// [`Refusal::Parameter`] where they are no lists of objects.
pub fn content(call: &Call) -> Result<Option<Document>, Refusal> {
    let Some(fields) = call.params.json() else { return Ok(None) };
    let Some(content) = fields.get("content") else { return Ok(None) };
    Ok(Some(Document::from_values(content, fields.get("layout").unwrap_or(&Value::Null))?))
}
