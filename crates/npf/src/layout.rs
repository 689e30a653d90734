//! Layouts: rows, the read-more, and which blocks are an ask.

use crate::Map;
use crate::field::{Field, object, serialize_object};
use crate::media::Attribution;
use serde::de::MapAccess;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// How blocks are put together.
#[derive(Debug, Clone, PartialEq)]
pub enum Layout {
    /// Rows of blocks, and the read-more.
    Rows(Rows),
    /// The read-more of older posts.
    Condensed(Condensed),
    /// Which blocks are a question asked of the blog.
    Ask(Ask),
    /// A type this crate does not know, or a known one without what it needs; kept as it came.
    Unknown(Map),
}

object!(
    /// The blocks in rows.
    Rows {
        /// The rows from top to bottom. They name all blocks, or there are none.
        display: Vec<Row> = "display",
        /// The index of the last block before the read-more link; -1 hides every block behind it.
        truncate_after: Option<i64> = "truncate_after",
    }
);

object!(
    /// One row of blocks.
    Row {
        /// The indexes of its blocks, from left to right.
        blocks: Vec<usize> = "blocks",
    }
);

object!(
    /// The read-more link in the form that older posts have.
    Condensed {
        /// The index of the last block before the read-more link.
        truncate_after: Option<i64> = "truncate_after",
        /// The indexes of the blocks that are shown at first.
        blocks: Vec<usize> = "blocks",
    }
);

object!(
    /// Marks the blocks that are a question; the other blocks are the answer.
    Ask {
        /// The indexes of the blocks of the question.
        blocks: Vec<usize> = "blocks",
        /// The blog that asked. Absent for an anonymous question.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

serialize_object!(Row);

impl Row {
    /// A row of these blocks.
    pub fn new(blocks: Vec<usize>) -> Self {
        Self { blocks, extra: Map::new() }
    }
}

impl Field for Vec<usize> {
    fn read(value: Value) -> Result<Self, Value> {
        let Value::Array(list) = value else { return Err(value) };
        let read: Option<Self> =
            list.iter().map(|item| item.as_u64().and_then(|n| usize::try_from(n).ok())).collect();
        read.ok_or(Value::Array(list))
    }
    fn skip(&self) -> bool {
        self.is_empty()
    }
    fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        access.next_value()
    }
}

impl Field for Vec<Row> {
    fn read(value: Value) -> Result<Self, Value> {
        let Value::Array(list) = value else { return Err(value) };
        // An index that is not a number would vanish from a typed row: such a list is kept whole instead.
        let read: Option<Self> = list
            .iter()
            .map(|item| {
                let row = Row::read(item.as_object()?.clone());
                (!row.extra.contains_key("blocks")).then_some(row)
            })
            .collect();
        read.ok_or(Value::Array(list))
    }
    fn skip(&self) -> bool {
        self.is_empty()
    }
    fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        crate::stream::read_list(access)
    }
}

impl Layout {
    /// Reads a layout. Rows in the old spelling, `"rows":[[1,0]]`, are read as display.
    pub(crate) fn read(mut map: Map) -> Self {
        let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return Self::Unknown(map);
        };
        match name.as_str() {
            "rows" => {
                map.shift_remove("type");
                let mut rows = Rows::read(map);
                // The new spelling wins: the old one beside it stays in `extra`.
                if rows.display.is_empty()
                    && let Some(old) = rows.extra.get("rows").and_then(old_rows)
                {
                    rows.display = old;
                    rows.extra.shift_remove("rows");
                }
                Self::Rows(rows)
            }
            "condensed" => {
                map.shift_remove("type");
                Self::Condensed(Condensed::read(map))
            }
            "ask" => {
                map.shift_remove("type");
                Self::Ask(Ask::read(map))
            }
            _ => Self::Unknown(map),
        }
    }

    /// The `type` in JSON; empty when an unknown layout has none.
    pub fn name(&self) -> &str {
        match self {
            Self::Rows(_) => "rows",
            Self::Condensed(_) => "condensed",
            Self::Ask(_) => "ask",
            Self::Unknown(map) => map.get("type").and_then(Value::as_str).unwrap_or(""),
        }
    }
}

fn old_rows(value: &Value) -> Option<Vec<Row>> {
    value.as_array()?.iter().map(|row| Vec::<usize>::read(row.clone()).ok().map(Row::new)).collect()
}

impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Self::Unknown(fields) = self {
            for (key, value) in fields {
                map.serialize_entry(key, value)?;
            }
            return map.end();
        }
        map.serialize_entry("type", self.name())?;
        match self {
            Self::Rows(layout) => layout.write(&mut map)?,
            Self::Condensed(layout) => layout.write(&mut map)?,
            Self::Ask(layout) => layout.write(&mut map)?,
            Self::Unknown(_) => {}
        }
        map.end()
    }
}
