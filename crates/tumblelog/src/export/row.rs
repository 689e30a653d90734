//! A post as a row: the values of the columns, with authors named or hidden.

use super::hide;
use super::pseudonym::PseudonymKey;
use crate::query::view::{PostCard, TrailView};
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
    fn blog_name(&self, name: &str) -> String {
        self.key.as_ref().map_or_else(|| name.to_owned(), |key| key.blog_pseudonym(name))
    }

    /// An id leads to the post's page and so to its author.
    fn post_id(&self, id: PostId) -> String {
        self.key.as_ref().map_or_else(|| id.to_string(), |key| key.pseudonym_of("post", &id.to_string()))
    }

    /// What would name the author again, where authors are named.
    fn open_text<'a>(&self, text: &'a str) -> &'a str {
        if self.key.is_some() { "" } else { text }
    }

    fn source_url(&self, url: &str) -> String {
        self.key.as_ref().map_or_else(|| url.to_owned(), |key| key.pseudonym_of("source", url))
    }

    fn source_host<'a>(&self, host: &'a str) -> &'a str {
        if self.key.is_some() { hide::hide_host(host) } else { host }
    }

    /// What a document says, and its content and layout.
    fn document_json(&self, document: &npf::Document) -> (Value, Value, Value) {
        let document = match &self.key {
            Some(key) => hide::hide_mentions(document, key),
            None => Cow::Borrowed(document),
        };
        let (mut content, mut layout) = document.to_values();
        if let Some(key) = &self.key {
            hide::hide_authors(&mut content, key);
            // The layout of a question names who asked.
            hide::hide_authors(&mut layout, key);
        }
        (text_value(&npf::plain::text(&document)), content, layout)
    }

    fn post_url(&self, card: &PostCard) -> String {
        if self.key.is_some() {
            return String::new();
        }
        format!("{}/@{}/{}", self.base, card.blog.name, card.post.id)
    }
}

/// Null where there is nothing.
fn text_value(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// With milliseconds, always in the same width.
fn time_value(time: Time) -> Value {
    let seconds = time.rfc3339();
    Value::from(format!("{}.{:03}Z", seconds.trim_end_matches('Z'), time.0.rem_euclid(1000)))
}

fn precision_value(precision: Precision) -> Value {
    serde_json::to_value(precision).unwrap_or_default()
}

/// The values in the order of [`super::COLUMNS`].
pub(super) fn card_values(card: &PostCard, naming: &Naming) -> [Value; 22] {
    let (post, blog) = (&card.post, &card.blog);
    let (words, content, layout) = naming.document_json(&card.document);
    let source = post.source.as_ref();
    let host = source.and_then(|source| npf::url::host(&source.url)).unwrap_or_default();
    [
        text_value(&naming.post_id(post.id)),
        text_value(&naming.post_url(card)),
        text_value(&naming.blog_name(blog.name.as_str())),
        text_value(naming.open_text(blog.uuid.as_str())),
        text_value(naming.open_text(&blog.title)),
        text_value(post.kind.name()),
        // An unknown time is kept as some date for sorting; it must not pass for a fact.
        if post.precision == Precision::Unknown { Value::Null } else { time_value(post.published) },
        precision_value(post.precision),
        text_value(post.lang.as_ref().map_or("", |lang| lang.code())),
        text_value(post.origin.name()),
        Value::from(post.robot.is_some()),
        Value::from(post.notes),
        tag_values(card),
        words,
        content,
        layout,
        text_value(&source.map(|source| naming.source_url(&source.url)).unwrap_or_default()),
        text_value(naming.source_host(&host)),
        text_value(source.map_or("", |source| naming.open_text(&source.title))),
        text_value(&post.place),
        reblog_value(card, naming),
        card.trail.iter().map(|item| trail_value(item, naming)).collect(),
    ]
}

fn tag_values(card: &PostCard) -> Value {
    let tag = |tag: &model::PostTag| json!({"name": tag.name, "fold": tag::fold(&tag.name).to_string(), "origin": tag.origin.name()});
    card.post.tags.iter().map(tag).collect()
}

fn reblog_value(card: &PostCard, naming: &Naming) -> Value {
    // It is known to be a reblog, though not of what: null would call it an original.
    if card.post.lost_parent {
        return json!({"parent": null, "parent_blog": null, "root": null, "root_blog": null});
    }
    card.post.reblog.as_ref().map_or(Value::Null, |reblog| {
        json!({
            "parent": naming.post_id(reblog.parent),
            "parent_blog": naming.blog_name(&reblog.parent_blog),
            "root": naming.post_id(reblog.root),
            "root_blog": naming.blog_name(&reblog.root_blog),
        })
    })
}

fn trail_value(view: &TrailView, naming: &Naming) -> Value {
    let item = &view.item;
    let (words, content, layout) = naming.document_json(&view.document);
    let mut row = Map::new();
    for (name, value) in [
        ("blog", text_value(&naming.blog_name(&item.blog))),
        ("blog_uuid", text_value(naming.open_text(item.uuid.as_ref().map_or("", |uuid| uuid.as_str())))),
        ("post", item.post.map_or(Value::Null, |id| text_value(&naming.post_id(id)))),
        ("published", item.published.map_or(Value::Null, time_value)),
        ("broken", Value::from(item.broken)),
        ("text", words),
        ("content", content),
        ("layout", layout),
    ] {
        row.insert(name.to_owned(), value);
    }
    Value::Object(row)
}
