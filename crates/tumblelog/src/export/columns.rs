//! What a row of an export holds. The order is part of the format: columns are only added at the end.

use serde::Serialize;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
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
    pub kind: ColumnKind,
    /// What they mean.
    pub meaning: &'static str,
}

const fn make_column(name: &'static str, kind: ColumnKind, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// Every column, in order.
// Readers of CSV may go by position, so the order must not change.
pub const COLUMNS: [Column; 22] = [
    make_column(
        "id",
        ColumnKind::Text,
        "the post's id, a decimal number; with pseudonyms a keyed hash of it",
    ),
    make_column("url", ColumnKind::Text, "the post's page; null with pseudonyms"),
    make_column("blog", ColumnKind::Text, "name of the post's blog; with pseudonyms a keyed hash of it"),
    make_column("blog_uuid", ColumnKind::Text, "lasting identity of the blog; null with pseudonyms"),
    make_column("blog_title", ColumnKind::Text, "title of the blog; null with pseudonyms"),
    make_column("type", ColumnKind::Text, "text, photo, quote, link, chat, audio, video or answer"),
    make_column("published", ColumnKind::Time, "when it was published; the first moment of what is known"),
    make_column(
        "precision",
        ColumnKind::Text,
        "how much of that is known: exact, minute, hour, day, month or year",
    ),
    make_column("language", ColumnKind::Text, "code of the text's language, where known"),
    make_column("origin", ColumnKind::Text, "how it came to the site: person, api, import or feed"),
    make_column("robot", ColumnKind::Flag, "posted by a program"),
    make_column("notes", ColumnKind::Number, "likes, reblogs and replies on the root of its trail"),
    make_column(
        "tags",
        ColumnKind::Json,
        "[{name: as written, fold: the key all its spellings share, origin: author, text or feed}]",
    ),
    make_column("text", ColumnKind::Text, "its own content as plain text"),
    make_column("content", ColumnKind::Json, "its own content as NPF blocks"),
    make_column("layout", ColumnKind::Json, "NPF layout of these blocks"),
    make_column(
        "source_url",
        ColumnKind::Text,
        "where it was taken from; with pseudonyms a keyed hash of it",
    ),
    make_column(
        "source_host",
        ColumnKind::Text,
        "host of that address, without www.; with pseudonyms without a blog's name",
    ),
    make_column("source_title", ColumnKind::Text, "title of the source; null with pseudonyms"),
    make_column("place", ColumnKind::Text, "a line that names a place"),
    make_column(
        "reblog",
        ColumnKind::Json,
        "{parent, parent_blog, root, root_blog} of a reblog, else null; named as id and blog are",
    ),
    make_column(
        "trail",
        ColumnKind::Json,
        "earlier posts it carries, root first: [{blog, blog_uuid, post, published, broken, text, content, layout}]",
    ),
];
