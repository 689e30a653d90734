//! A post as a row: the values of the columns, with authors named or hidden.

use super::hide;
use super::pseudonym::PseudonymKey;
use crate::query::view::{Card, TrailView};
use model::{PostId, Precision, Time};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How rows name authors and addresses.
#[derive(Debug, Clone)]
pub(super) struct Naming {
    /// The site's address, without a slash at the end.
    pub base: String,
    /// Hides authors.
    pub key: Option<PseudonymKey>,
}

impl Naming {
    fn blog(&self, name: &str) -> String {
        self.key.as_ref().map_or_else(|| name.to_owned(), |key| key.blog(name))
    }

    /// An id leads to the post's page and so to its author.
    fn post(&self, id: PostId) -> String {
        self.key.as_ref().map_or_else(|| id.to_string(), |key| key.of("post", &id.to_string()))
    }

    /// What would name the author again, where authors are named.
    fn open<'a>(&self, text: &'a str) -> &'a str {
        if self.key.is_some() { "" } else { text }
    }

    fn source(&self, url: &str) -> String {
        self.key.as_ref().map_or_else(|| url.to_owned(), |key| key.of("source", url))
    }

    fn host<'a>(&self, host: &'a str) -> &'a str {
        if self.key.is_some() { hide::host(host) } else { host }
    }

    /// What a document says, and its content and layout.
    fn document(&self, document: &npf::Document) -> (Value, Value, Value) {
        let document = match &self.key {
            Some(key) => hide::mentions(document, key),
            None => Cow::Borrowed(document),
        };
        let (mut content, mut layout) = document.to_values();
        if let Some(key) = &self.key {
            hide::authors(&mut content, key);
            hide::authors(&mut layout, key);
        }
        (text(&npf::plain::text(&document)), content, layout)
    }

    fn url(&self, card: &Card) -> String {
        if self.key.is_some() {
            return String::new();
        }
        format!("{}/@{}/{}", self.base, card.blog.name, card.post.id)
    }
}

/// Null where there is nothing.
fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// With milliseconds, always in the same width.
fn time(time: Time) -> Value {
    let seconds = time.rfc3339();
    Value::from(format!("{}.{:03}Z", seconds.trim_end_matches('Z'), time.0.rem_euclid(1000)))
}

fn precision(precision: Precision) -> Value {
    serde_json::to_value(precision).unwrap_or_default()
}

/// The values in the order of [`super::COLUMNS`].
pub(super) fn values(card: &Card, naming: &Naming) -> [Value; 22] {
    let (post, blog) = (&card.post, &card.blog);
    let (words, content, layout) = naming.document(&card.document);
    let source = post.source.as_ref();
    let host = source.and_then(|source| npf::url::host(&source.url)).unwrap_or_default();
    [
        text(&naming.post(post.id)),
        text(&naming.url(card)),
        text(&naming.blog(blog.name.as_str())),
        text(naming.open(blog.uuid.as_str())),
        text(naming.open(&blog.title)),
        text(post.kind.name()),
        if post.precision == Precision::Unknown { Value::Null } else { time(post.published) },
        precision(post.precision),
        text(post.lang.as_ref().map_or("", |lang| lang.code())),
        text(post.origin.name()),
        Value::from(post.robot.is_some()),
        Value::from(post.notes),
        tags(card),
        words,
        content,
        layout,
        text(&source.map(|source| naming.source(&source.url)).unwrap_or_default()),
        text(naming.host(&host)),
        text(source.map_or("", |source| naming.open(&source.title))),
        text(&post.place),
        reblog(card, naming),
        card.trail.iter().map(|item| trail(item, naming)).collect(),
    ]
}

fn tags(card: &Card) -> Value {
    let tag = |tag: &model::PostTag| json!({"name": tag.name, "fold": tag::fold(&tag.name).to_string(), "origin": tag.origin.name()});
    card.post.tags.iter().map(tag).collect()
}

fn reblog(card: &Card, naming: &Naming) -> Value {
    if card.post.lost_parent {
        return json!({"parent": null, "parent_blog": null, "root": null, "root_blog": null});
    }
    card.post.reblog.as_ref().map_or(Value::Null, |reblog| {
        json!({
            "parent": naming.post(reblog.parent),
            "parent_blog": naming.blog(&reblog.parent_blog),
            "root": naming.post(reblog.root),
            "root_blog": naming.blog(&reblog.root_blog),
        })
    })
}

fn trail(view: &TrailView, naming: &Naming) -> Value {
    let item = &view.item;
    let (words, content, layout) = naming.document(&view.document);
    let mut row = Map::new();
    for (name, value) in [
        ("blog", text(&naming.blog(&item.blog))),
        ("blog_uuid", text(naming.open(item.uuid.as_ref().map_or("", |uuid| uuid.as_str())))),
        ("post", item.post.map_or(Value::Null, |id| text(&naming.post(id)))),
        ("published", item.published.map_or(Value::Null, time)),
        ("broken", Value::from(item.broken)),
        ("text", words),
        ("content", content),
        ("layout", layout),
    ] {
        row.insert(name.to_owned(), value);
    }
    Value::Object(row)
}
