//! A post as its owner reads it. A client may read a post, change one field and send the whole object back; a field that
//! comes back as it was read is no change, whatever it would be parsed into.

use super::super::call::ApiCall;
use super::super::error::Refusal;
use super::super::read::post_lists;
use super::super::unpublished::unpublished_lists;
use super::super::wire::maker::{Filter, ObjectBuilder, Style};
use super::super::wire::partial;
use super::fields::PostFields;
use model::{Blog, PostType};
use npf::Document;
use serde_json::{Map, Value};
use tumblelog::{OwnPost, Relations};

/// The fields of a post in each form in which it can be read.
pub struct AsRead {
    /// With legacy types: as HTML and as plain text.
    legacy: Vec<Map<String, Value>>,
    /// As blocks.
    blocks: Map<String, Value>,
}

impl AsRead {
    /// Writes down a post as its owner reads it.
    pub async fn of(call: &ApiCall, blog: &Blog, old: &OwnPost) -> Result<Self, Refusal> {
        let mut legacy = Vec::with_capacity(2);
        // A client may have read with either filter, and does not say so when it writes.
        for filter in [Filter::Html, Filter::Text] {
            legacy.push(written(call, blog, old, (false, filter)).await?);
        }
        Ok(Self { legacy, blocks: written(call, blog, old, (true, Filter::Html)).await? })
    }

    /// The legacy type it is read as.
    pub fn kind(&self) -> PostType {
        let name = self.legacy.iter().find_map(|fields| fields.get("type")?.as_str()).unwrap_or_default();
        PostType::ALL.iter().find(|kind| kind.name() == name).copied().unwrap_or(PostType::Text)
    }

    /// Whether a field is sent and says something else than was read.
    pub fn is_changed(&self, fields: PostFields<'_>, name: &str) -> bool {
        fields.has(name)
            && !fields.raw_value(name).is_ok_and(|given| given.is_some_and(|text| self.says(name, text)))
    }

    /// Whether a text field was read with these words.
    fn says(&self, name: &str, given: &str) -> bool {
        let shown = self.legacy.iter().filter_map(|fields| fields.get(name)?.as_str());
        let given = unix_lines(given);
        shown.map(unix_lines).any(|shown| shown.trim() == given.trim())
    }

    /// The words that a reblog adds, out of a field in which they follow those it carries; all of it where the field
    /// does not begin with them.
    pub fn without_trail(&self, words: &str) -> String {
        let words = unix_lines(words);
        let tree = self.legacy.iter().find_map(|fields| fields.get("reblog")?.get("tree_html")?.as_str());
        let tree = unix_lines(tree.unwrap_or_default());
        // Some clients send the whole body back and others the comment alone.
        words.strip_prefix(&tree).map(str::to_owned).unwrap_or(words)
    }

    /// Whether blocks that were sent are those that were read; a layout that is not sent stays.
    pub fn is_content(&self, sent: &Document, with_layout: bool) -> bool {
        let read = self.content();
        read.content == sent.content && (!with_layout || read.layout == sent.layout)
    }

    /// The blocks as they were read.
    pub fn content(&self) -> Document {
        let list = |name: &str| self.blocks.get(name).cloned().unwrap_or_default();
        Document::from_values(&list("content"), &list("layout")).unwrap_or_default()
    }
}

/// Forms are sent with the line ends of the network.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

async fn written(
    call: &ApiCall,
    blog: &Blog,
    old: &OwnPost,
    (npf, filter): (bool, Filter),
) -> Result<Map<String, Value>, Refusal> {
    let style = Style {
        npf,
        filter,
        reblog_info: false,
        notes_info: false,
        fields: partial::FieldSelection::default(),
    };
    let mut maker =
        ObjectBuilder { app: &call.app, visitor: &call.visitor, style, marks: Relations::default() };
    let mut posts = post_lists::post_objects(&mut maker, vec![old.card.clone()]).await?;
    let Some(mut post) = posts.pop() else { return Ok(Map::new()) };
    unpublished_lists::told_to_owner(call, blog, &mut post).await?;
    match serde_json::to_value(&post) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Ok(Map::new()),
    }
}
