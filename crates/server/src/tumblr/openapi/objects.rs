//! The components of the description: headers, refusals and schemas. Clients must expect that fields are added.

use super::super::envelope::RefusalEnvelope;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

/// Failures every endpoint may answer with, by the name of their description.
pub const REFUSALS: [(u16, &str); 5] = [
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (429, "LimitExceeded"),
];

const RATES: [(&str, &str); 6] = [
    ("X-Ratelimit-Perhour-Limit", "Requests the key may make in an hour"),
    ("X-Ratelimit-Perhour-Remaining", "How many of them are left"),
    ("X-Ratelimit-Perhour-Reset", "Seconds until counting begins anew"),
    ("X-Ratelimit-Perday-Limit", "Requests the key may make in a day"),
    ("X-Ratelimit-Perday-Remaining", "How many of them are left"),
    ("X-Ratelimit-Perday-Reset", "Seconds until counting begins anew"),
];

/// A status in words.
pub fn status_reason(status: u16) -> &'static str {
    match status {
        201 => "Created",
        301 => "Moved Permanently",
        400 => "A parameter is not accepted; errors names it",
        401 => "No credentials, or such as do not hold",
        403 => "Known, and not entitled; or a limit of posting is reached",
        404 => "There is no such thing, or not for this visitor",
        429 => "Too many requests; Retry-After says when the next is answered",
        _ => "OK",
    }
}

/// `components/headers`.
pub fn response_headers() -> Value {
    RATES
        .iter()
        .map(|(name, about)| (*name, json!({ "description": about, "schema": { "type": "integer" } })))
        .map(|(name, header)| (name.to_owned(), header))
        .collect()
}

/// All of them, as an answer names them.
pub fn header_links() -> Value {
    let link = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    RATES.iter().map(|(name, _)| ((*name).to_owned(), link(name))).collect()
}

/// `components/responses`.
pub fn error_responses(generator: &mut SchemaGenerator) -> Value {
    let schema = generator.subschema_for::<RefusalEnvelope>();
    let described = |status| json!({ "description": status_reason(status), "content": { "application/json": { "schema": schema } } });
    REFUSALS.iter().map(|(status, name)| ((*name).to_owned(), described(*status))).collect()
}

/// Collects `components/schemas` from the types that are sent. Schemas of OpenAPI 3.1 are those of JSON Schema 2020-12.
pub fn component_generator() -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        // OpenAPI names the dialect for the whole document.
        settings.meta_schema = None;
    });
    settings.with_transform(RecursiveTransform(drop_unsent_null)).into_generator()
}

/// Takes `null` out of the schemas of fields that are not required: an `Option` that is left out where it is `None` is
/// never sent as `null`, which its schema cannot know.
fn drop_unsent_null(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| required.as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (_, property) in properties.iter_mut().filter(|(name, _)| !is_required(name)) {
        if let Some(Value::Array(kinds)) = property.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [one] = kinds.as_slice() {
                property["type"] = one.clone();
            }
        }
        if let Some(Value::Array(choices)) = property.get_mut("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
        }
    }
}
