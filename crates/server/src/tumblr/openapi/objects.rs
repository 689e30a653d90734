//! The objects of the API, as far as clients depend on them: more fields may come.

use serde_json::{Map, Value, json};

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
pub fn error_responses() -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Refusal" });
    let described = |status| json!({ "description": status_reason(status), "content": { "application/json": { "schema": schema } } });
    REFUSALS.iter().map(|(status, name)| ((*name).to_owned(), described(*status))).collect()
}

/// `components/schemas`.
pub fn object_schemas() -> Value {
    let mut schemas = Map::new();
    for (name, fields) in OBJECTS {
        schemas.insert((*name).to_owned(), object_schema(fields));
    }
    schemas.into()
}

/// An object's fields: name and type. A name that ends with `?` may be missing; a type in brackets is a list, one with a
/// capital an object of ours.
type Shape = &'static [(&'static str, &'static str)];

static OBJECTS: &[(&str, Shape)] = &[
    ("Meta", &[("status", "integer"), ("msg", "string")]),
    ("Error", &[("title", "string"), ("code", "integer"), ("detail", "string")]),
    ("Refusal", &[("meta", "Meta"), ("response", "[any]"), ("errors", "[Error]")]),
    ("Links", &[("next", "Link")]),
    ("Link", &[("href", "string"), ("method", "string"), ("query_params", "object")]),
    ("Timeline", &[("elements", "[Post]"), ("_links?", "Links")]),
    // Any field of a blog can be left out by fields[blogs].
    (
        "Blog",
        &[
            ("name?", "string"),
            ("title?", "string"),
            ("description?", "string"),
            ("url?", "string"),
            ("uuid?", "string"),
            ("updated?", "integer"),
            ("posts?", "integer"),
            ("ask?", "boolean"),
            ("ask_anon?", "boolean"),
            ("avatar?", "[object]"),
            ("theme?", "object"),
            ("followed?", "boolean"),
            ("is_robot?", "boolean"),
        ],
    ),
    (
        "User",
        &[
            ("name", "string"),
            ("following", "integer"),
            ("likes", "integer"),
            ("default_post_format", "string"),
            ("blogs", "[Blog]"),
        ],
    ),
    ("Follower", &[("name", "string"), ("following", "boolean"), ("url", "string"), ("updated", "integer")]),
    (
        "SavedSearch",
        &[
            ("id", "string"),
            ("name", "string"),
            ("query", "string"),
            ("timestamp", "integer"),
            ("read_timestamp", "integer"),
            ("unread_count?", "integer"),
            ("unread_more", "boolean"),
            ("error?", "string"),
        ],
    ),
    (
        "Limits",
        &[
            ("posts", "Limit"),
            ("photos", "Limit"),
            ("videos", "Limit"),
            ("video_seconds", "Limit"),
            ("follows", "Limit"),
            ("likes", "Limit"),
            ("blogs", "Limit"),
        ],
    ),
    (
        "Limit",
        &[("description", "string"), ("limit", "integer"), ("remaining", "integer"), ("reset_at", "integer")],
    ),
    (
        "Notification",
        &[
            ("type", "string"),
            ("timestamp", "integer"),
            ("target_tumblelog_name", "string"),
            ("target_tumblelog_uuid", "string"),
            ("target_post_id?", "string"),
            ("target_post_type?", "string"),
            ("target_post_summary?", "string"),
            ("from_tumblelog_name?", "string"),
            ("from_tumblelog_uuid?", "string"),
            ("is_anonymous", "boolean"),
            ("followed", "boolean"),
            ("post_id?", "string"),
            ("post_type?", "string"),
            ("post_tags?", "[string]"),
            ("added_text?", "string"),
            ("reblog_key?", "string"),
        ],
    ),
    (
        "Note",
        &[
            ("type", "string"),
            ("timestamp", "integer"),
            ("blog_name", "string"),
            ("blog_url", "string"),
            ("blog_uuid?", "string"),
            ("followed?", "boolean"),
            ("post_id?", "string"),
            ("reblog_parent_blog_name?", "string"),
            ("added_text?", "string"),
            ("reply_text?", "string"),
            ("tags?", "[string]"),
        ],
    ),
    (
        "Post",
        &[
            ("object_type", "string"),
            ("type", "string"),
            ("original_type?", "string"),
            ("is_blocks_post_format", "boolean"),
            ("blog_name", "string"),
            ("blog", "Blog"),
            ("tumblelog_uuid", "string"),
            ("id", "integer"),
            ("id_string", "string"),
            ("post_url", "string"),
            ("short_url", "string"),
            ("slug", "string"),
            ("date", "string"),
            ("timestamp", "integer"),
            ("state", "string"),
            ("format", "string"),
            ("reblog_key", "string"),
            ("tags", "[string]"),
            ("summary", "string"),
            ("note_count", "integer"),
            ("liked", "boolean"),
            ("followed", "boolean"),
            ("source_url?", "string"),
            ("source_title?", "string"),
            ("parent_post_id?", "string"),
            ("parent_post_url?", "string"),
            ("reblogged_from_id?", "string"),
            ("reblogged_from_name?", "string"),
            ("reblogged_root_id?", "string"),
            ("reblogged_root_name?", "string"),
            ("liked_timestamp?", "integer"),
            ("content?", "[object]"),
            ("layout?", "[object]"),
            ("trail?", "[object]"),
            ("notes?", "[Note]"),
        ],
    ),
];

fn object_schema(fields: Shape) -> Value {
    let mut properties = Map::new();
    for (name, of) in fields {
        properties.insert(name.trim_end_matches('?').to_owned(), of_type(of));
    }
    let required: Vec<&str> =
        fields.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn of_type(name: &str) -> Value {
    if let Some(inner) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        return json!({ "type": "array", "items": of_type(inner) });
    }
    match name {
        "any" => json!({}),
        "integer" => json!({ "type": "integer", "format": "int64" }),
        name if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
            json!({ "$ref": format!("#/components/schemas/{name}") })
        }
        name => json!({ "type": name }),
    }
}
