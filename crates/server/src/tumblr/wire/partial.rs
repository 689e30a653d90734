//! Partial responses: `fields[blogs]=name,updated,?is_following_you` keeps of every blog object what is named.

use crate::tumblr::error::Refusal;
use crate::tumblr::params::Params;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Most names in a list.
const MOST: usize = 64;

/// Which fields of blog objects are wanted.
#[derive(Debug, Clone, Default)]
pub struct FieldSelection {
    /// `None` for all that are there without asking.
    names: Option<Vec<String>>,
    /// Those that are only there when they are asked for, with a `?` before the name.
    asked: Vec<String>,
}

/// An object whole, or what was asked of it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum PartialObject<T> {
    /// As it is.
    Whole(Box<T>),
    /// Some of its fields.
    Some(Map<String, Value>),
}

/// The fields of `T`, none of which is required.
impl<T: JsonSchema> JsonSchema for PartialObject<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Partial{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.remove("required");
        if let Some(Value::String(about)) = schema.get_mut("description") {
            about.push_str(" With `fields[blogs]`, only the fields that are named.");
        }
        schema
    }
}

impl FieldSelection {
    /// Reads `fields[blogs]`.
    ///
    /// # Errors
    /// More than 64 names.
    pub fn read_fields(params: &Params) -> Result<Self, Refusal> {
        let Some(list) = params.keyed_value("fields", "blogs") else { return Ok(Self::default()) };
        let all: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        if all.len() > MOST {
            return Err(Refusal::Parameter(format!(
                "fields[blogs]: {} names; use at most {MOST}",
                all.len()
            )));
        }
        let asked: Vec<String> =
            all.iter().filter_map(|name| name.strip_prefix('?')).map(str::to_owned).collect();
        // Only optional fields named: they are added to the others.
        let names: Vec<String> = all.iter().map(|name| name.trim_start_matches('?').to_owned()).collect();
        Ok(Self { names: (names.len() > asked.len()).then_some(names), asked })
    }

    /// Whether an optional field is asked for.
    pub fn asks_for(&self, name: &str) -> bool {
        self.asked.iter().any(|asked| asked == name)
    }

    /// The object with the fields that are wanted, in their own order.
    pub fn of<T: Serialize>(&self, object: T) -> PartialObject<T> {
        let Some(names) = &self.names else { return PartialObject::Whole(Box::new(object)) };
        // The fields are filtered after writing, so that one list serves objects of every type.
        match serde_json::to_value(&object) {
            Ok(Value::Object(mut fields)) => {
                fields.retain(|name, _| names.iter().any(|wanted| wanted == name));
                PartialObject::Some(fields)
            }
            _ => PartialObject::Whole(Box::new(object)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_kept() {
        let object = serde_json::json!({"name": "staff", "url": "x", "updated": 5, "timezone": "UTC"});
        let part = |query: &str| {
            let fields = FieldSelection::read_fields(&Params::parse_query(query).unwrap()).unwrap();
            (serde_json::to_string(&fields.of(&object)).unwrap(), fields.asks_for("timezone"))
        };
        assert_eq!(
            part("fields[blogs]=updated,%20name,nothing,?timezone"),
            (r#"{"name":"staff","updated":5,"timezone":"UTC"}"#.to_owned(), true)
        );
        assert_eq!(part("fields[blogs]=?timezone").0, object.to_string());
        assert_eq!(part("fields[blogs]="), (object.to_string(), false));
    }
}
