//! Every answer of the API in these tests is held against the description of its endpoint, which is derived from the
//! types that are sent.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tagstead_server::tumblr::openapi::{openapi_document, route_spellings};
use tagstead_server::tumblr::route::{RouteMatch, find_route};
use tagstead_server::tumblr::table::ROUTES;

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi_document("https://tags.example", "Tags"));

/// Holds an answer against the description of its endpoint. What is no answer of the API is let through.
pub fn check_answer(method: &axum::http::Method, path: &str, status: u16, body: &[u8]) {
    let Some(path) = path.strip_prefix("/api").unwrap_or(path).strip_prefix("/v2") else { return };
    // Scripts, files and the answers about tokens have forms of their own.
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return };
    if answer.get("meta").is_none() {
        return;
    }
    let place = format!("{method} {path} {status}");
    if status >= 400 {
        return fits(&DOCUMENT, &DOCUMENT["components"]["schemas"]["Refusal"], &answer, &place);
    }
    let RouteMatch::Route(route, _) = find_route(ROUTES, method, path) else {
        panic!("{place} is no endpoint of the table")
    };
    let spelled = route_spellings(route).swap_remove(0);
    let operation = &DOCUMENT["paths"][spelled][route.method.as_str().to_ascii_lowercase()];
    let schema = &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{place} is not described");
    fits(&DOCUMENT, schema, &answer, &place);
}

/// What a `$ref` leads to, or the value itself.
pub fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(link) => document.pointer(link.strip_prefix('#').unwrap()).unwrap_or(&Value::Null),
        None => value,
    }
}

/// Panics unless a value fits a schema and has no field that the schema does not describe.
pub fn fits(document: &Value, schema: &Value, value: &Value, place: &str) {
    Check { document }.whole(schema, value, place).unwrap_or_else(|fault| panic!("{fault}"));
}

/// Names of the fields that a schema describes; all of them where it says that any may be there.
#[derive(Default)]
struct Known {
    names: BTreeSet<String>,
    any: bool,
}

/// As much of JSON Schema as the description uses; another keyword is a fault.
struct Check<'a> {
    document: &'a Value,
}

impl Check<'_> {
    fn whole(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let known = self.parts(schema, value, place)?;
        let names = value.as_object().into_iter().flat_map(Map::keys);
        match names.filter(|name| !known.any && !known.names.contains(*name)).min() {
            Some(name) => Err(format!("{place}.{name} is not described")),
            None => Ok(()),
        }
    }

    fn parts(&self, schema: &Value, value: &Value, place: &str) -> Result<Known, String> {
        let mut known = Known::default();
        let fields =
            schema.as_object().ok_or_else(|| format!("{place}: the schema {schema} is no object"))?;
        for (keyword, said) in fields {
            let fine = match keyword.as_str() {
                "description" | "format" => true,
                "$ref" => {
                    known.add(self.parts(resolved(self.document, schema), value, place)?);
                    true
                }
                "type" => match said {
                    Value::Array(kinds) => kinds.iter().any(|kind| is_of_kind(kind, value)),
                    kind => is_of_kind(kind, value),
                },
                "const" => value == said,
                "enum" => said.as_array().is_some_and(|all| all.contains(value)),
                "minimum" => value.as_f64() >= said.as_f64(),
                "maximum" => value.as_f64() <= said.as_f64(),
                "minItems" => value.as_array().map(Vec::len) >= length(said),
                "maxItems" => value.as_array().map(Vec::len) <= length(said),
                "required" => {
                    let absent = said
                        .as_array()
                        .unwrap()
                        .iter()
                        .find(|name| value.get(name.as_str().unwrap()).is_none());
                    if let Some(absent) = absent {
                        return Err(format!("{place} has no {absent}"));
                    }
                    true
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.whole(said, item, &format!("{place}[{at}]"))?;
                    }
                    true
                }
                "properties" => {
                    for (name, schema) in said.as_object().unwrap() {
                        known.names.insert(name.clone());
                        if let Some(value) = value.get(name) {
                            self.whole(schema, value, &format!("{place}.{name}"))?;
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    known.any = true;
                    let described = fields.get("properties").and_then(Value::as_object);
                    for (name, value) in value.as_object().into_iter().flatten() {
                        if said.is_object() && !described.is_some_and(|all| all.contains_key(name)) {
                            self.whole(said, value, &format!("{place}.{name}"))?;
                        }
                    }
                    true
                }
                "anyOf" => {
                    known.add(self.any_of(said.as_array().unwrap(), value, place)?);
                    true
                }
                other => return Err(format!("{place}: the keyword {other} is not checked")),
            };
            if !fine {
                return Err(format!("{place}: {keyword} is {said}, and the value {value}"));
            }
        }
        Ok(known)
    }

    /// The fields of every choice that fits. Of choices that differ by a constant, those with the constant of the value
    /// alone are tried, because the last choice of blocks is any object.
    fn any_of(&self, choices: &[Value], value: &Value, place: &str) -> Result<Known, String> {
        let named = |choice: &&Value| {
            let properties = resolved(self.document, choice)["properties"].as_object();
            properties.into_iter().flatten().any(|(name, schema)| {
                schema.get("const").is_some_and(|wanted| value.get(name) == Some(wanted))
            })
        };
        let exact: Vec<&Value> = choices.iter().filter(named).collect();
        let tried = if exact.is_empty() { choices.iter().collect() } else { exact };
        let mut known = None::<Known>;
        let mut faults = Vec::new();
        for choice in tried {
            match self.parts(choice, value, place) {
                Ok(found) => known.get_or_insert_default().add(found),
                Err(fault) => faults.push(fault),
            }
        }
        known.ok_or_else(|| format!("{place} fits no choice: {}", faults.join("; ")))
    }
}

impl Known {
    fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.any |= other.any;
    }
}

fn is_of_kind(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not checked"),
    }
}

fn length(said: &Value) -> Option<usize> {
    said.as_u64().and_then(|count| usize::try_from(count).ok())
}

#[test]
fn an_answer_that_differs_from_its_description_is_found() {
    let check = |status: u16, answer: Value| {
        let checked = std::panic::catch_unwind(|| {
            check_answer(
                &axum::http::Method::GET,
                "/v2/blog/staff/followed_by",
                status,
                answer.to_string().as_bytes(),
            );
        });
        checked.is_ok()
    };
    let answer =
        |response: Value| serde_json::json!({ "meta": { "status": 200, "msg": "OK" }, "response": response });
    assert!(check(200, answer(serde_json::json!({ "followed_by": true }))));
    assert!(!check(200, answer(serde_json::json!({ "followed_by": "yes" }))));
    assert!(!check(200, answer(serde_json::json!({ "followed_by": null }))));
    assert!(!check(200, answer(serde_json::json!({}))));
    assert!(!check(200, answer(serde_json::json!({ "followed_by": true, "more": 1 }))));
    assert!(!check(201, answer(serde_json::json!({ "followed_by": true }))), "another status");
    assert!(!check(404, answer(serde_json::json!([]))), "a refusal without errors");
}
