//! Inline formatting: ranges of a text, in code points.

use crate::Map;
use crate::field::Field;
use crate::media::BlogRef;
use serde::de::MapAccess;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A half-open range `[start, end)` of code points, and how it looks or where it leads.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How it looks or where it leads.
    pub kind: FormatKind,
    /// Every other field.
    pub extra: Map,
}

/// What a range of text is.
#[derive(Debug, Clone, PartialEq)]
pub enum FormatKind {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Struck through.
    Strikethrough,
    /// Small.
    Small,
    /// A link to this address.
    Link(String),
    /// A mention of a blog.
    Mention(Box<BlogRef>),
    /// A colour, `#` and hexadecimal digits.
    Color(String),
    /// A type this crate does not know, by its name.
    Unknown(String),
}

impl FormatKind {
    /// The kinds that need nothing beside their name.
    pub(crate) fn plain(name: &str) -> Option<Self> {
        match name {
            "bold" => Some(Self::Bold),
            "italic" => Some(Self::Italic),
            "strikethrough" => Some(Self::Strikethrough),
            "small" => Some(Self::Small),
            _ => None,
        }
    }

    /// The name in JSON.
    pub fn name(&self) -> &str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Strikethrough => "strikethrough",
            Self::Small => "small",
            Self::Link(_) => "link",
            Self::Mention(_) => "mention",
            Self::Color(_) => "color",
            Self::Unknown(name) => name,
        }
    }
}

impl Format {
    /// A range.
    pub fn new(start: usize, end: usize, kind: FormatKind) -> Self {
        Self { start, end, kind, extra: Map::new() }
    }

    /// Reads a range; none when it has no bounds or no type.
    fn read_format(mut map: Map) -> Option<Self> {
        let start = usize::try_from(map.get("start")?.as_u64()?).ok()?;
        let end = usize::try_from(map.get("end")?.as_u64()?).ok()?;
        let Value::String(name) = map.get("type")?.clone() else { return None };
        for key in ["start", "end", "type"] {
            map.shift_remove(key);
        }
        let kind = match name.as_str() {
            "link" => take_text(&mut map, "url").map_or(FormatKind::Unknown(name), FormatKind::Link),
            "color" => take_text(&mut map, "hex").map_or(FormatKind::Unknown(name), FormatKind::Color),
            "mention" => match map.shift_remove("blog").map(Option::<BlogRef>::read) {
                Some(Ok(Some(blog))) => FormatKind::Mention(Box::new(blog)),
                Some(Err(value)) => {
                    // A value that is no blog goes back, because an unknown range keeps its fields.
                    map.insert("blog".to_owned(), value);
                    FormatKind::Unknown(name)
                }
                _ => FormatKind::Unknown(name),
            },
            plain => FormatKind::plain(plain).unwrap_or(FormatKind::Unknown(name)),
        };
        Some(Self { start, end, kind, extra: map })
    }
}

/// Takes a string out of a map; a value of another kind stays.
fn take_text(map: &mut Map, key: &str) -> Option<String> {
    // The kind is checked before removal, so that the order of the fields left does not change.
    if !map.get(key)?.is_string() {
        return None;
    }
    match map.shift_remove(key)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

impl Field for Vec<Format> {
    fn read(value: Value) -> Result<Self, Value> {
        let Value::Array(list) = value else { return Err(value) };
        // One bad range keeps the whole list as it came: dropping it alone would lose data in
        // silence.
        let read: Option<Self> = list
            .iter()
            .map(|item| item.as_object().and_then(|map| Format::read_format(map.clone())))
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

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("start", &self.start)?;
        map.serialize_entry("end", &self.end)?;
        map.serialize_entry("type", self.kind.name())?;
        match &self.kind {
            FormatKind::Link(url) => map.serialize_entry("url", url)?,
            FormatKind::Color(hex) => map.serialize_entry("hex", hex)?,
            FormatKind::Mention(blog) => map.serialize_entry("blog", blog)?,
            _ => {}
        }
        for (key, value) in &self.extra {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
