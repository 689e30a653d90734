//! What each endpoint's `response` holds when it succeeds. A test compares it with what is answered.

use super::super::route::Route;
use serde_json::{Map, Value, json};

/// What is said of one endpoint.
pub struct Answer {
    method: &'static str,
    path: &'static str,
    /// Of success.
    pub status: u16,
    /// What is in `response`.
    pub holds: Holds,
}

/// What a `response` holds.
pub enum Holds {
    /// These fields; a name that ends with `?` may be missing.
    Fields(&'static [(&'static str, Of)]),
    /// Nothing else around it.
    Bare(Of),
}

/// What a field is.
#[derive(Clone, Copy)]
pub enum Of {
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// Texts.
    Texts,
    /// Yes or no.
    Flag,
    /// An object of `components/schemas`.
    Object(&'static str),
    /// Such objects.
    List(&'static str),
}

use Holds::{Bare, Fields};
use Of::{List, Number, Object, Text};

const fn answer(method: &'static str, path: &'static str, status: u16, holds: Holds) -> Answer {
    Answer { method, path, status, holds }
}

const POSTS: Holds = Fields(&[
    ("blog", Object("Blog")),
    ("posts", List("Post")),
    ("total_posts", Number),
    ("_links?", Object("Links")),
]);
const AVATAR: Holds = Fields(&[("avatar_url", Text)]);
const TIMELINE: Holds = Fields(&[("timeline", Object("Timeline")), ("total_posts", Number)]);

static ANSWERS: &[Answer] = &[
    answer("GET", "/tagged", 200, Bare(List("Post"))),
    answer("GET", "/hubs/{tag}/timeline", 200, TIMELINE),
    answer("GET", "/timeline/search", 200, TIMELINE),
    answer("GET", "/blog/{blog}/info", 200, Fields(&[("blog", Object("Blog"))])),
    answer("GET", "/blog/{blog}/avatar", 301, AVATAR),
    answer("GET", "/blog/{blog}/avatar/{size}", 301, AVATAR),
    answer(
        "GET",
        "/blog/{blog}/notes",
        200,
        Fields(&[
            ("notes", List("Note")),
            ("rollup_notes?", List("Note")),
            ("total_notes", Number),
            ("total_likes?", Number),
            ("total_reblogs?", Number),
            ("_links?", Object("Links")),
        ]),
    ),
    answer("GET", "/blog/{blog}/posts", 200, POSTS),
    answer("GET", "/blog/{blog}/posts/{type}", 200, POSTS),
    answer("GET", "/blog/{blog}/posts/{id}", 200, Bare(Object("Post"))),
    answer("GET", "/user/info", 200, Fields(&[("user", Object("User"))])),
];

/// What is said of an endpoint.
pub fn of(route: &Route) -> Option<&'static Answer> {
    ANSWERS.iter().find(|answer| answer.path == route.path && answer.method == route.method.as_str())
}

impl Holds {
    /// As a JSON schema.
    pub fn schema(&self) -> Value {
        match self {
            Self::Bare(of) => of.schema(),
            Self::Fields(fields) => {
                let properties: Map<String, Value> = fields
                    .iter()
                    .map(|(name, of)| (name.trim_end_matches('?').to_owned(), of.schema()))
                    .collect();
                let required: Vec<&str> =
                    fields.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
                json!({ "type": "object", "properties": properties, "required": required })
            }
        }
    }
}

impl Of {
    fn schema(self) -> Value {
        let link = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        match self {
            Self::Number => json!({ "type": "integer", "format": "int64" }),
            Self::Text => json!({ "type": "string" }),
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Object(name) => link(name),
            Self::List(name) => json!({ "type": "array", "items": link(name) }),
        }
    }
}
