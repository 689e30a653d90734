//! What each endpoint's `response` holds when it succeeds. A test compares it with what is answered.

use super::super::route::Route;
use serde_json::{Map, Value, json};

/// What is said of one endpoint.
pub struct AnswerShape {
    method: &'static str,
    path: &'static str,
    /// Of success.
    pub status: u16,
    /// What is in `response`.
    pub holds: AnswerContent,
}

/// What a `response` holds.
pub enum AnswerContent {
    /// These fields; a name that ends with `?` may be missing.
    Fields(&'static [(&'static str, ListItem)]),
    /// Nothing else around it.
    Bare(ListItem),
    /// An array without anything in it.
    Empty,
}

/// What a field is.
#[derive(Clone, Copy)]
pub enum ListItem {
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

use AnswerContent::{Bare, Empty, Fields};
use ListItem::{Counts, Flag, List, Number, Object, Text, Texts};

const fn describe_answer(
    method: &'static str,
    path: &'static str,
    status: u16,
    holds: AnswerContent,
) -> AnswerShape {
    AnswerShape { method, path, status, holds }
}

const POSTS: AnswerContent = Fields(&[
    ("blog", Object("Blog")),
    ("posts", List("Post")),
    ("total_posts", Number),
    ("_links?", Object("Links")),
]);
const AVATAR: AnswerContent = Fields(&[("avatar_url", Text)]);
const LIKES: AnswerContent =
    Fields(&[("liked_posts", List("Post")), ("liked_count", Number), ("_links?", Object("Links"))]);
const BLOGS: AnswerContent =
    Fields(&[("blogs", List("Blog")), ("total_blogs", Number), ("_links?", Object("Links"))]);
const HELD: AnswerContent =
    Fields(&[("posts", List("Post")), ("total_posts", Number), ("_links?", Object("Links"))]);
const FOLLOWED: AnswerContent = Fields(&[("blog", Object("Blog"))]);
const WRITTEN: AnswerContent =
    Fields(&[("id", Text), ("id_string", Text), ("state", Text), ("display_text", Text)]);
const NOTHING: AnswerContent = Empty;
const TIMELINE: AnswerContent =
    Fields(&[("timeline", Object("Timeline")), ("total_posts", Number), ("total_posts_at_most?", Number)]);

static ANSWERS: &[AnswerShape] = &[
    describe_answer("GET", "/tagged", 200, Bare(List("Post"))),
    describe_answer("GET", "/hubs/{tag}/timeline", 200, TIMELINE),
    describe_answer("GET", "/timeline/search", 200, TIMELINE),
    describe_answer("GET", "/blog/{blog}/info", 200, Fields(&[("blog", Object("Blog"))])),
    describe_answer("GET", "/blog/{blog}/avatar", 301, AVATAR),
    describe_answer("GET", "/blog/{blog}/avatar/{size}", 301, AVATAR),
    describe_answer(
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
    describe_answer("GET", "/polls/{blog}/{id}/{poll}/results", 200, Fields(&[("results", Counts)])),
    describe_answer("GET", "/blog/{blog}/posts", 200, POSTS),
    describe_answer("GET", "/blog/{blog}/posts/{type}", 200, POSTS),
    describe_answer("GET", "/blog/{blog}/posts/{id}", 200, Bare(Object("Post"))),
    describe_answer("GET", "/user/info", 200, Fields(&[("user", Object("User"))])),
    describe_answer("GET", "/blog/{blog}/likes", 200, LIKES),
    describe_answer("GET", "/user/likes", 200, LIKES),
    describe_answer("GET", "/blog/{blog}/following", 200, BLOGS),
    describe_answer("GET", "/user/following", 200, BLOGS),
    describe_answer(
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
    describe_answer("GET", "/blog/{blog}/followed_by", 200, Fields(&[("followed_by", Flag)])),
    describe_answer("GET", "/blog/{blog}/posts/queue", 200, HELD),
    describe_answer("POST", "/blog/{blog}/posts/queue/reorder", 200, NOTHING),
    describe_answer("POST", "/blog/{blog}/posts/queue/shuffle", 200, NOTHING),
    describe_answer("GET", "/blog/{blog}/posts/draft", 200, HELD),
    describe_answer("GET", "/blog/{blog}/posts/submission", 200, HELD),
    describe_answer(
        "GET",
        "/blog/{blog}/notifications",
        200,
        Fields(&[("notifications", List("Notification")), ("_links?", Object("Links"))]),
    ),
    describe_answer(
        "GET",
        "/blog/{blog}/blocks",
        200,
        Fields(&[("blocked_tumblelogs", List("Blog")), ("_links?", Object("Links"))]),
    ),
    describe_answer("POST", "/blog/{blog}/blocks", 201, Fields(&[("already_blocked", Flag)])),
    describe_answer("DELETE", "/blog/{blog}/blocks", 200, NOTHING),
    describe_answer("POST", "/blog/{blog}/blocks/bulk", 200, NOTHING),
    describe_answer("POST", "/blog/{blog}/posts/{id}/mute", 200, NOTHING),
    describe_answer("DELETE", "/blog/{blog}/posts/{id}/mute", 200, NOTHING),
    describe_answer("POST", "/blog/{blog}/ask", 201, NOTHING),
    describe_answer("POST", "/blog/{blog}/submit", 201, NOTHING),
    describe_answer(
        "GET",
        "/user/dashboard",
        200,
        Fields(&[("posts", List("Post")), ("_links?", Object("Links"))]),
    ),
    describe_answer("GET", "/user/limits", 200, Fields(&[("user", Object("Limits"))])),
    describe_answer("POST", "/user/follow", 200, FOLLOWED),
    describe_answer("POST", "/user/unfollow", 200, FOLLOWED),
    describe_answer("GET", "/user/filtered_tags", 200, Fields(&[("filtered_tags", Texts)])),
    describe_answer("POST", "/user/filtered_tags", 201, NOTHING),
    describe_answer("DELETE", "/user/filtered_tags/{tag}", 200, NOTHING),
    describe_answer("GET", "/user/filtered_content", 200, Fields(&[("filtered_content", Texts)])),
    describe_answer("POST", "/user/filtered_content", 201, NOTHING),
    describe_answer("DELETE", "/user/filtered_content", 200, NOTHING),
    describe_answer("GET", "/user/saved_searches", 200, Fields(&[("saved_searches", List("SavedSearch"))])),
    describe_answer(
        "POST",
        "/user/saved_searches",
        201,
        Fields(&[("id", Text), ("saved_search", Object("SavedSearch"))]),
    ),
    describe_answer("POST", "/user/saved_searches/{id}/read", 200, NOTHING),
    describe_answer("DELETE", "/user/saved_searches/{id}", 200, NOTHING),
    describe_answer("POST", "/blog/{blog}/posts", 201, WRITTEN),
    describe_answer("PUT", "/blog/{blog}/posts/{id}", 200, WRITTEN),
    describe_answer("POST", "/blog/{blog}/post", 201, WRITTEN),
    describe_answer("POST", "/blog/{blog}/post/edit", 200, WRITTEN),
    describe_answer("POST", "/blog/{blog}/post/reblog", 201, WRITTEN),
    describe_answer("POST", "/blog/{blog}/post/delete", 200, Fields(&[("id", Text)])),
    describe_answer("POST", "/user/like", 200, Empty),
    describe_answer("POST", "/user/unlike", 200, Empty),
];

/// What is said of an endpoint.
pub fn answer_of_route(route: &Route) -> Option<&'static AnswerShape> {
    ANSWERS.iter().find(|answer| answer.path == route.path && answer.method == route.method.as_str())
}

impl AnswerContent {
    /// As a JSON schema.
    pub fn content_schema(&self) -> Value {
        match self {
            Self::Bare(of) => of.item_schema(),
            Self::Empty => json!({ "type": "array", "maxItems": 0 }),
            Self::Fields(fields) => {
                let properties: Map<String, Value> = fields
                    .iter()
                    .map(|(name, of)| (name.trim_end_matches('?').to_owned(), of.item_schema()))
                    .collect();
                let required: Vec<&str> =
                    fields.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
                json!({ "type": "object", "properties": properties, "required": required })
            }
        }
    }
}

impl ListItem {
    fn item_schema(self) -> Value {
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
