//! One endpoint of the table as OpenAPI describes it.

use super::super::auth::Level;
use super::super::route::{Accepts, Param, ParamKind, Route};
use super::super::table;
use super::answers::{self, AnswerShape};
use super::objects;
use axum::http::Method;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Its description at one of its paths.
pub fn describe_operation(route: &Route, path: &str, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": operation_name(route, path),
        "summary": route.about,
        "tags": [path.split('/').nth(1).unwrap_or_default()],
        "security": operation_security(route.level),
        "responses": describe_responses(route, generator),
    });
    let mut parameters: Vec<Value> = path_names(path).map(path_parameter).collect();
    let fields = operation_params(route).filter(|param| !path.contains(&format!("{{{}}}", param.name)));
    // A body means nothing to many programs where something is deleted.
    match route.accepts == Accepts::Nothing || route.method == Method::DELETE {
        true => parameters.extend(fields.map(describe_parameter)),
        false => operation["requestBody"] = request_body(route.accepts, fields),
    }
    // A script can only be fetched, so only GET takes a callback.
    if route.method == Method::GET {
        // The key is described under security.
        let shared = table::EVERYWHERE.iter().filter(|param| param.name != "api_key");
        parameters
            .extend(shared.map(|param| json!({ "$ref": format!("#/components/parameters/{}", param.name) })));
    }
    operation["parameters"] = parameters.into();
    operation
}

/// An endpoint's parameters, those of the path and those of every GET aside.
pub fn operation_params(route: &Route) -> impl Iterator<Item = &'static Param> {
    route.params.iter().flat_map(|list| list.iter())
}

/// A parameter of the query.
pub fn describe_parameter(param: &Param) -> Value {
    json!({ "name": param.name, "in": "query", "description": param.about, "schema": kind_schema(param.kind) })
}

/// The names in braces of a path.
pub fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// What a name in braces stands for; empty for one nobody has described.
pub fn about_brace(name: &str) -> &'static str {
    match name {
        "blog" => "A blog: its name, its host name, or its uuid",
        "id" => "The id of the post, or of the saved search",
        "size" => "Side in pixels: 16, 24, 30, 40, 48, 64, 96, 128 or 512",
        "poll" => "The client_id of the poll",
        "tag" => "A tag, percent-encoded",
        "type" => "A type of post: text, photo, quote, link, chat, audio, video or answer",
        _ => "",
    }
}

fn path_parameter(name: &str) -> Value {
    let schema = match name {
        "id" => json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        "size" => json!({ "type": "integer", "enum": [16, 24, 30, 40, 48, 64, 96, 128, 512] }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "path", "required": true, "description": about_brace(name), "schema": schema })
}

fn kind_schema(kind: ParamKind) -> Value {
    match kind {
        ParamKind::Text => json!({ "type": "string" }),
        ParamKind::Number => json!({ "type": "integer", "format": "int64" }),
        ParamKind::Flag => json!({ "type": "boolean" }),
        ParamKind::Time => {
            json!({ "type": "integer", "format": "int64", "description": "Seconds since 1970" })
        }
        ParamKind::Choice(words) => json!({ "type": "string", "enum": words }),
        ParamKind::List => json!({ "type": "array", "items": { "type": "string" } }),
    }
}

fn request_body(accepts: Accepts, fields: impl Iterator<Item = &'static Param>) -> Value {
    let described = |param: &Param| {
        let mut schema = match (param.kind, param.name) {
            (ParamKind::List, "content" | "layout") => {
                json!({ "type": "array", "items": { "type": "object" } })
            }
            _ => kind_schema(param.kind),
        };
        schema["description"] = param.about.into();
        (param.name.to_owned(), schema)
    };
    let fields: Map<String, Value> = fields.map(described).collect();
    let media = json!({ "schema": { "type": "object", "properties": fields } });
    let mut content = json!({ "application/json": media });
    content["multipart/form-data"] = match accepts {
        // The object is one part, and files are parts under the identifiers that their blocks name.
        Accepts::Blocks => json!({
            "schema": {
                "type": "object",
                "required": ["json"],
                "properties": { "json": media["schema"] },
                "additionalProperties": { "type": "string", "contentMediaType": "application/octet-stream" },
            },
            "encoding": { "json": { "contentType": "application/json" } },
        }),
        Accepts::Nothing | Accepts::Fields | Accepts::Files => media.clone(),
    };
    content["application/x-www-form-urlencoded"] = media;
    json!({ "content": content })
}

fn operation_security(level: Level) -> Value {
    match level {
        Level::Open => json!([{}]),
        Level::Key => json!([{ "api_key": [] }, { "oauth1": [] }, { "oauth2": ["basic"] }]),
        Level::Account => json!([{ "oauth1": [] }, { "oauth2": ["basic"] }]),
        Level::Write => json!([{ "oauth1": [] }, { "oauth2": ["write"] }]),
    }
}

fn describe_responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let answer = answers::answer_of_route(route);
    let (status, envelope) = match answer {
        Some(AnswerShape { status, schema, .. }) => (*status, schema(generator)),
        None => (200, Schema::default()),
    };
    let mut responses = Map::new();
    responses.insert(
        status.to_string(),
        json!({
            "description": objects::status_reason(status),
            "headers": objects::header_links(),
            "content": { "application/json": { "schema": envelope } },
        }),
    );
    for (status, name) in objects::REFUSALS {
        responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    responses.into()
}

/// `getBlogPostsText`: the method and the path's words in one, those in braces as `ById`.
fn operation_name(route: &Route, path: &str) -> String {
    let mut name = route.method.as_str().to_ascii_lowercase();
    for segment in path.split('/') {
        let (by, word) = match segment.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            // Nearly every path has it, so it would tell no names apart.
            Some("blog") => continue,
            Some(word) => ("By", word),
            None => ("", segment),
        };
        name.push_str(by);
        for part in word.split(['_', '-', '.']) {
            let mut letters = part.chars();
            name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
            name.extend(letters);
        }
    }
    name
}
