//! JSON Feed 1.1.

use crate::{Feed, Item};
use serde::Serialize;

/// MIME type of the document.
pub const CONTENT_TYPE: &str = "application/feed+json; charset=utf-8";

#[derive(Serialize)]
struct WireFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    content_html: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: [WireAuthor<'a>; 1],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
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
        title: &feed.title,
        home_page_url: &feed.home_url,
        feed_url: &feed.self_url,
        next_url: feed.next_url.as_deref(),
        description: &feed.description,
        language: feed.lang.as_ref().map(|lang| lang.code()),
        items: feed.items.iter().map(item).collect(),
    };
    // Strings and lists alone cannot fail to serialise.
    serde_json::to_string_pretty(&wire).unwrap_or_default()
}

fn item(item: &Item) -> WireItem<'_> {
    WireItem {
        id: &item.id,
        url: &item.url,
        external_url: item.source.as_ref().map(|(url, _)| url.as_str()),
        title: item.title.as_deref(),
        content_html: &item.html,
        content_text: &item.text,
        image: item.images.first().map(|image| image.url.as_str()),
        date_published: item.published.rfc3339(),
        date_modified: item.updated.rfc3339(),
        authors: [WireAuthor { name: &item.author, url: &item.author_url }],
        tags: &item.tags,
        language: item.lang.as_ref().map(|lang| lang.code()),
        attachments: item
            .images
            .iter()
            .map(|image| WireAttachment {
                url: &image.url,
                mime_type: &image.mime,
                size_in_bytes: (image.bytes > 0).then_some(image.bytes),
            })
            .collect(),
    }
}
