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
    /// An array without anything in it.
    Empty,
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
    /// Whole numbers by name.
    Counts,
    /// Yes or no.
    Flag,
    /// An object of `components/schemas`.
    Object(&'static str),
    /// Such objects.
    List(&'static str),
}

use Holds::{Bare, Empty, Fields};
use Of::{Counts, Flag, List, Number, Object, Text, Texts};

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
const LIKES: Holds =
    Fields(&[("liked_posts", List("Post")), ("liked_count", Number), ("_links?", Object("Links"))]);
const BLOGS: Holds =
    Fields(&[("blogs", List("Blog")), ("total_blogs", Number), ("_links?", Object("Links"))]);
const HELD: Holds = Fields(&[("posts", List("Post")), ("total_posts", Number), ("_links?", Object("Links"))]);
const FOLLOWED: Holds = Fields(&[("blog", Object("Blog"))]);
const WRITTEN: Holds = Fields(&[("id", Text), ("id_string", Text), ("state", Text), ("display_text", Text)]);
const NOTHING: Holds = Empty;
const TIMELINE: Holds =
    Fields(&[("timeline", Object("Timeline")), ("total_posts", Number), ("total_posts_at_most?", Number)]);

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
    answer("GET", "/polls/{blog}/{id}/{poll}/results", 200, Fields(&[("results", Counts)])),
    answer("GET", "/blog/{blog}/posts", 200, POSTS),
    answer("GET", "/blog/{blog}/posts/{type}", 200, POSTS),
    answer("GET", "/blog/{blog}/posts/{id}", 200, Bare(Object("Post"))),
    answer("GET", "/user/info", 200, Fields(&[("user", Object("User"))])),
    answer("GET", "/blog/{blog}/likes", 200, LIKES),
    answer("GET", "/user/likes", 200, LIKES),
    answer("GET", "/blog/{blog}/following", 200, BLOGS),
    answer("GET", "/user/following", 200, BLOGS),
    answer(
        "GET",
        "/blog/{blog}/followers",
        200,
        Fields(&[
            ("total_users", Number),
            ("users", List("Follower")),
            ("total_blogs", Number),
            ("blogs", List("Blog")),
            ("_links?", Object("Links")),
        ]),
    ),
    answer("GET", "/blog/{blog}/followed_by", 200, Fields(&[("followed_by", Flag)])),
    answer("GET", "/blog/{blog}/posts/queue", 200, HELD),
    answer("POST", "/blog/{blog}/posts/queue/reorder", 200, NOTHING),
    answer("POST", "/blog/{blog}/posts/queue/shuffle", 200, NOTHING),
    answer("GET", "/blog/{blog}/posts/draft", 200, HELD),
    answer("GET", "/blog/{blog}/posts/submission", 200, HELD),
    answer(
        "GET",
        "/blog/{blog}/notifications",
        200,
        Fields(&[("notifications", List("Notification")), ("_links?", Object("Links"))]),
    ),
    answer(
        "GET",
        "/blog/{blog}/blocks",
        200,
        Fields(&[("blocked_tumblelogs", List("Blog")), ("_links?", Object("Links"))]),
    ),
    answer("POST", "/blog/{blog}/blocks", 201, Fields(&[("already_blocked", Flag)])),
    answer("DELETE", "/blog/{blog}/blocks", 200, NOTHING),
    answer("POST", "/blog/{blog}/blocks/bulk", 200, NOTHING),
    answer("POST", "/blog/{blog}/posts/{id}/mute", 200, NOTHING),
    answer("DELETE", "/blog/{blog}/posts/{id}/mute", 200, NOTHING),
    answer("POST", "/blog/{blog}/ask", 201, NOTHING),
    answer("POST", "/blog/{blog}/submit", 201, NOTHING),
    answer("GET", "/user/dashboard", 200, Fields(&[("posts", List("Post")), ("_links?", Object("Links"))])),
    answer("GET", "/user/limits", 200, Fields(&[("user", Object("Limits"))])),
    answer("POST", "/user/follow", 200, FOLLOWED),
    answer("POST", "/user/unfollow", 200, FOLLOWED),
    answer("GET", "/user/filtered_tags", 200, Fields(&[("filtered_tags", Texts)])),
    answer("POST", "/user/filtered_tags", 201, NOTHING),
    answer("DELETE", "/user/filtered_tags/{tag}", 200, NOTHING),
    answer("GET", "/user/filtered_content", 200, Fields(&[("filtered_content", Texts)])),
    answer("POST", "/user/filtered_content", 201, NOTHING),
    answer("DELETE", "/user/filtered_content", 200, NOTHING),
    answer("GET", "/user/saved_searches", 200, Fields(&[("saved_searches", List("SavedSearch"))])),
    answer(
        "POST",
        "/user/saved_searches",
        201,
        Fields(&[("id", Text), ("saved_search", Object("SavedSearch"))]),
    ),
    answer("POST", "/user/saved_searches/{id}/read", 200, NOTHING),
    answer("DELETE", "/user/saved_searches/{id}", 200, NOTHING),
    answer("POST", "/blog/{blog}/posts", 201, WRITTEN),
    answer("PUT", "/blog/{blog}/posts/{id}", 200, WRITTEN),
    answer("POST", "/blog/{blog}/post", 201, WRITTEN),
    answer("POST", "/blog/{blog}/post/edit", 200, WRITTEN),
    answer("POST", "/blog/{blog}/post/reblog", 201, WRITTEN),
    answer("POST", "/blog/{blog}/post/delete", 200, Fields(&[("id", Text)])),
    answer("POST", "/user/like", 200, Empty),
    answer("POST", "/user/unlike", 200, Empty),
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
            Self::Empty => json!({ "type": "array", "maxItems": 0 }),
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
            Self::Counts => {
                json!({ "type": "object", "additionalProperties": { "type": "integer", "format": "int64" } })
            }
            Self::Flag => json!({ "type": "boolean" }),
            Self::Object(name) => link(name),
            Self::List(name) => json!({ "type": "array", "items": link(name) }),
        }
    }
}
