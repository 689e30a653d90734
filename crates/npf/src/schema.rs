//! JSON schemas of blocks and layouts, for descriptions of APIs that send them. The names of all of them begin with `Npf`.

use crate::block::{Audio, Block, Image, Link, Paywall, Poll, Subtype, TextBlock, Video};
use crate::format::Format;
use crate::layout::{Ask, Condensed, Layout, Rows};
use crate::media::BlogRef;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The schema of an object of which unknown fields are kept.
pub struct ObjectSchema {
    about: &'static str,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl ObjectSchema {
    /// An object; `kind` is its `type`, where that is the same for all objects of the schema.
    pub fn new(about: &'static str, kind: Option<&str>) -> Self {
        let mut made = Self { about: about.trim(), properties: Map::new(), required: Vec::new() };
        if let Some(kind) = kind {
            made.properties.insert("type".to_owned(), json!({ "type": "string", "const": kind }));
            made.required.push("type");
        }
        made
    }

    /// Adds a field. It is absent where it is not set, and never `null`.
    pub fn add_field(&mut self, name: &str, about: &str, schema: Schema) {
        let mut schema = without_null(schema);
        schema.insert("description".to_owned(), about.trim().into());
        self.properties.insert(name.to_owned(), schema.to_value());
    }

    /// Marks a field as always there.
    pub fn require_field(&mut self, name: &'static str) {
        self.required.push(name);
    }

    /// The schema.
    pub fn into_schema(self) -> Schema {
        json_schema!({
            "type": "object",
            "description": self.about,
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": true,
        })
    }
}

/// The schema of an optional value that is left out instead of being `null`.
fn without_null(mut schema: Schema) -> Schema {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [one] = choices.as_slice()
            && let Ok(one) = Schema::try_from(one.clone())
        {
            return one;
        }
    }
    schema
}

/// [`JsonSchema`] of an object of the crate, by its fields and its `type`, which may be `None`.
macro_rules! describe_object {
    ($name:ident, $kind:expr) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                concat!("Npf", stringify!($name)).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                Self::fields_schema($kind, generator)
            }
        }
    };
}
pub(crate) use describe_object;

describe_object!(TextBlock, Some("text"));
describe_object!(Image, Some("image"));
describe_object!(Link, Some("link"));
describe_object!(Audio, Some("audio"));
describe_object!(Video, Some("video"));
describe_object!(Poll, Some("poll"));
describe_object!(Paywall, Some("paywall"));
describe_object!(Rows, Some("rows"));
describe_object!(Condensed, Some("condensed"));
describe_object!(Ask, Some("ask"));

impl JsonSchema for Block {
    fn schema_name() -> Cow<'static, str> {
        "NpfBlock".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One block of a post, by its type. An imported post may have types and fields that are not \
                            described here, and values of another kind; they are sent as they came.",
            "anyOf": [
                generator.subschema_for::<TextBlock>(),
                generator.subschema_for::<Image>(),
                generator.subschema_for::<Link>(),
                generator.subschema_for::<Audio>(),
                generator.subschema_for::<Video>(),
                generator.subschema_for::<Poll>(),
                generator.subschema_for::<Paywall>(),
                unknown_schema(),
            ],
        })
    }
}

impl JsonSchema for Layout {
    fn schema_name() -> Cow<'static, str> {
        "NpfLayout".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How the blocks of a post are arranged, by its type.",
            "anyOf": [
                generator.subschema_for::<Rows>(),
                generator.subschema_for::<Condensed>(),
                generator.subschema_for::<Ask>(),
                unknown_schema(),
            ],
        })
    }
}

fn unknown_schema() -> Schema {
    json_schema!({
        "type": "object",
        "description": "An object of another type, or without what its type needs, as it came.",
        "additionalProperties": true,
    })
}

impl JsonSchema for Subtype {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "NpfSubtype".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl JsonSchema for Format {
    fn schema_name() -> Cow<'static, str> {
        "NpfFormat".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let about =
            "A range of a text, from code point start up to and without code point end, and its format.";
        let mut made = ObjectSchema::new(about, None);
        made.add_field("start", "The first code point of the range.", generator.subschema_for::<usize>());
        made.add_field("end", "The code point after the range.", generator.subschema_for::<usize>());
        let kinds = "bold, italic, strikethrough, small, link, mention or color.";
        made.add_field("type", kinds, generator.subschema_for::<String>());
        made.add_field("url", "Of a link: its address.", generator.subschema_for::<String>());
        made.add_field("hex", "Of a color: # and hexadecimal digits.", generator.subschema_for::<String>());
        made.add_field("blog", "Of a mention: the blog.", generator.subschema_for::<BlogRef>());
        ["start", "end", "type"].into_iter().for_each(|name| made.require_field(name));
        made.into_schema()
    }
}
