//! JSON Feed 1.1.

use crate::{Feed, Item, clean_text};
use serde::{Serialize, Serializer};

/// MIME type of the document.
pub const CONTENT_TYPE: &str = "application/feed+json; charset=utf-8";

/// Text without what no reader can show, as in the other formats.
struct Clean<'a>(&'a str);

impl Serialize for Clean<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&clean_text(self.0))
    }
}

#[derive(Serialize)]
struct WireFeed<'a> {
    version: &'static str,
    title: Clean<'a>,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Clean<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    items: Vec<WireItem<'a>>,
}

#[derive(Serialize)]
struct WireItem<'a> {
    id: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    title: Clean<'a>,
    content_html: Clean<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Clean<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    authors: [WireAuthor<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Clean<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<WireAttachment<'a>>,
}

#[derive(Serialize)]
struct WireAuthor<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct WireAttachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

/// The feed as JSON Feed 1.1.
pub fn write(feed: &Feed) -> String {
    let wire = WireFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: Clean(&feed.title),
        home_page_url: &feed.home_url,
        feed_url: &feed.self_url,
        next_url: feed.next_url.as_deref(),
        description: filled(&feed.description),
        language: feed.lang.as_ref().map(|lang| lang.code()),
        items: feed.items.iter().map(item).collect(),
    };
    // Strings and lists alone cannot fail to serialise.
    serde_json::to_string_pretty(&wire).unwrap_or_default()
}

fn filled(text: &str) -> Option<Clean<'_>> {
    (!text.trim().is_empty()).then_some(Clean(text))
}

fn item(item: &Item) -> WireItem<'_> {
    WireItem {
        id: &item.id,
        url: &item.url,
        external_url: item.source.as_ref().map(|(url, _)| url.as_str()),
        title: Clean(&item.title),
        content_html: Clean(&item.html),
        content_text: filled(&item.text),
        // Readers show this one in lists, so the first picture stands for the post.
        image: item.files.iter().find(|file| file.medium() == "image").map(|file| file.url.as_str()),
        date_published: item.published.map(model::Time::rfc3339),
        date_modified: item.updated.rfc3339(),
        authors: [WireAuthor { name: &item.author, url: &item.author_url }],
        tags: item.tags.iter().map(|tag| Clean(tag)).collect(),
        language: item.lang.as_ref().map(|lang| lang.code()),
        attachments: item
            .files
            .iter()
            .map(|file| WireAttachment { url: &file.url, mime_type: &file.mime, size_in_bytes: file.bytes })
            .collect(),
    }
}
