//! What a row of an export holds. The order is part of the format: columns are only added at the end.

use serde::Serialize;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text; null (in CSV an empty cell) where there is none.
    Text,
    /// RFC 3339 in UTC, with milliseconds.
    Time,
    /// A whole number.
    Number,
    /// true or false.
    Flag,
    /// A JSON array or object; in CSV the same JSON as text.
    Json,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name: the key in JSON Lines, the head in CSV.
    pub name: &'static str,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What they mean.
    pub meaning: &'static str,
}

const fn column(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// Every column, in order.
pub const COLUMNS: [Column; 22] = [
    column("id", Kind::Text, "the post's id, a decimal number; with pseudonyms a keyed hash of it"),
    column("url", Kind::Text, "the post's page; null with pseudonyms"),
    column("blog", Kind::Text, "name of the post's blog; with pseudonyms a keyed hash of it"),
    column("blog_uuid", Kind::Text, "lasting identity of the blog; null with pseudonyms"),
    column("blog_title", Kind::Text, "title of the blog; null with pseudonyms"),
    column("type", Kind::Text, "text, photo, quote, link, chat, audio, video or answer"),
    column("published", Kind::Time, "when it was published; the first moment of what is known"),
    column("precision", Kind::Text, "how much of that is known: exact, minute, hour, day, month or year"),
    column("language", Kind::Text, "code of the text's language, where known"),
    column("origin", Kind::Text, "how it came to the site: person, api, import or feed"),
    column("robot", Kind::Flag, "posted by a program"),
    column("notes", Kind::Number, "likes, reblogs and replies on the root of its trail"),
    column(
        "tags",
        Kind::Json,
        "[{name: as written, fold: the key all its spellings share, origin: author, text or feed}]",
    ),
    column("text", Kind::Text, "its own content as plain text"),
    column("content", Kind::Json, "its own content as NPF blocks"),
    column("layout", Kind::Json, "NPF layout of these blocks"),
    column("source_url", Kind::Text, "where it was taken from; with pseudonyms a keyed hash of it"),
    column(
        "source_host",
        Kind::Text,
        "host of that address, without www.; with pseudonyms without a blog's name",
    ),
    column("source_title", Kind::Text, "title of the source; null with pseudonyms"),
    column("place", Kind::Text, "a line that names a place"),
    column(
        "reblog",
        Kind::Json,
        "{parent, parent_blog, root, root_blog} of a reblog, else null; named as id and blog are",
    ),
    column(
        "trail",
        Kind::Json,
        "earlier posts it carries, root first: [{blog, blog_uuid, post, published, broken, text, content, layout}]",
    ),
];
