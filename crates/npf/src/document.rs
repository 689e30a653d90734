//! A document: blocks and layouts, read from JSON and written back.

use crate::block::Block;
use crate::field::into_map;
use crate::layout::{Layout, Row, Rows};
use crate::{stream, validate};
use model::Invalid;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::Value;

/// Greatest size of a document's JSON, in bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;

/// Blocks or layouts that are read at all; a post may have 1,000 blocks.
const MAX_ITEMS: usize = 4000;

/// What a post says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The blocks, in reading order.
    pub content: Vec<Block>,
    /// How they are put together; at most one of each type.
    pub layout: Vec<Layout>,
}

impl Document {
    /// Blocks without a layout.
    pub fn new(content: Vec<Block>) -> Self {
        Self { content, layout: Vec::new() }
    }

    /// Reads `{"content":[…],"layout":[…]}`, or the array of blocks alone.
    ///
    /// # Errors
    /// Not JSON, deeper than 128 levels, larger than twice the limit of a post (1 MB), or not made of objects.
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        // The byte check comes before any parsing, so that a huge body costs nothing.
        if text.len() > 2 * MAX_BYTES {
            return Err(Invalid::new(format!(
                "the post is {} bytes of JSON; at most 1 MB is accepted",
                text.len()
            )));
        }
        // The fast way knows no reasons: whatever it refuses is read again below for a message or a
        // lenient result.
        if let Some(read) = stream::read_document(text)
            && read.content.len().max(read.layout.len()) <= MAX_ITEMS
        {
            return Ok(read);
        }
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Invalid::new(format!("the post is not JSON that can be read: {error}")))?;
        Self::from_value(value)
    }

    /// Reads content and layout that stand apart, as in an API request. `null` is an empty list.
    ///
    /// # Errors
    /// One of them is not an array of objects.
    pub fn from_values(content: &Value, layout: &Value) -> Result<Self, Invalid> {
        Ok(Self {
            content: list_objects("content", content.clone())?.into_iter().map(Block::read).collect(),
            layout: list_objects("layout", layout.clone())?.into_iter().map(Layout::read).collect(),
        })
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        let (content, layout) = match value {
            Value::Object(mut map) => (
                map.get_mut("content").map_or(Value::Null, Value::take),
                map.get_mut("layout").map_or(Value::Null, Value::take),
            ),
            list @ Value::Array(_) => (list, Value::Null),
            _ => {
                return Err(Invalid::new(
                    "a post is an object with content and layout, or an array of blocks",
                ));
            }
        };
        Ok(Self {
            content: list_objects("content", content)?.into_iter().map(Block::read).collect(),
            layout: list_objects("layout", layout)?.into_iter().map(Layout::read).collect(),
        })
    }

    /// The document as JSON, `{"content":[…],"layout":[…]}`.
    pub fn to_json(&self) -> String {
        // Writing strings and numbers into a string has nothing that fails.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Blocks and layouts as JSON values, for an API answer.
    pub fn to_values(&self) -> (Value, Value) {
        (
            serde_json::to_value(&self.content).unwrap_or_default(),
            serde_json::to_value(&self.layout).unwrap_or_default(),
        )
    }

    /// Index of the last block before the read-more, or -1 for none before it, when a layout has a valid one.
    pub fn truncate_after(&self) -> Option<i64> {
        let count = self.content.len();
        self.layout.iter().find_map(|layout| match layout {
            Layout::Rows(rows) => {
                rows.truncate_after.filter(|at| validate::is_truncation(&rows.display, *at, count))
            }
            Layout::Condensed(condensed) => {
                condensed.truncate_after.filter(|at| validate::is_truncation(&[], *at, count))
            }
            _ => None,
        })
    }

    /// Puts the blocks in rows.
    pub(crate) fn set_rows(&mut self, display: Vec<Row>) {
        self.layout.push(Layout::Rows(Rows { display, ..Rows::default() }));
    }

    /// Puts the read-more after a block (-1: before all), keeping rows.
    pub fn set_truncate_after(&mut self, index: i64) {
        // Rows exist when pictures stand side by side; a second rows layout would be dropped as a
        // duplicate.
        for layout in &mut self.layout {
            if let Layout::Rows(rows) = layout {
                rows.truncate_after = Some(index);
                return;
            }
        }
        // Rows must name all blocks or none.
        let display = (0..self.content.len()).map(|index| Row::new(vec![index])).collect();
        self.layout.push(Layout::Rows(Rows { display, truncate_after: Some(index), ..Rows::default() }));
    }
}

/// The objects of an array; `field` names it in the message.
fn list_objects(field: &str, value: Value) -> Result<Vec<crate::Map>, Invalid> {
    let list = match value {
        Value::Array(list) => list,
        Value::Null => return Ok(Vec::new()),
        _ => return Err(Invalid::new(format!("{field} is not an array; an array of objects is accepted"))),
    };
    if list.len() > MAX_ITEMS {
        return Err(Invalid::new(format!("{field} has {} items; at most {MAX_ITEMS} are read", list.len())));
    }
    let wrong =
        |index| Invalid::new(format!("{field}[{index}] is not an object; an object with a type is accepted"));
    list.into_iter().enumerate().map(|(index, item)| into_map(item).ok_or_else(|| wrong(index))).collect()
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut made = serializer.serialize_struct("Document", 2)?;
        made.serialize_field("content", &self.content)?;
        made.serialize_field("layout", &self.layout)?;
        made.end()
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
