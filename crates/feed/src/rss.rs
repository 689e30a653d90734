//! RSS 2.0 with full content, Dublin Core authors and languages, and paging links.

use crate::xml::Xml;
use crate::{Feed, GENERATOR, Item};

/// MIME type of the document.
pub const CONTENT_TYPE: &str = "application/rss+xml; charset=utf-8";

/// The feed as RSS 2.0.
pub fn write(feed: &Feed) -> String {
    let mut stream = Stream::new(feed);
    for one in &feed.items {
        stream.item(one);
    }
    stream.finish()
}

/// A feed too long to be whole in memory, written item by item.
pub struct Stream(Xml);

impl Stream {
    /// Begins with the head of a feed; its items are left aside.
    pub fn new(feed: &Feed) -> Self {
        let mut xml = Xml::new();
        head(&mut xml, feed);
        Self(xml)
    }

    /// Adds an item.
    pub fn item(&mut self, one: &Item) {
        item(&mut self.0, one);
    }

    /// What was written since the last call.
    pub fn take(&mut self) -> String {
        self.0.take()
    }

    /// Ends the document and gives what was not taken yet.
    pub fn finish(self) -> String {
        self.0.finish()
    }
}

fn head(xml: &mut Xml, feed: &Feed) {
    xml.open(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:media", "http://search.yahoo.com/mrss/"),
        ],
    );
    xml.open("channel", &[]);
    xml.leaf("title", &[], &feed.title);
    xml.leaf("link", &[], &feed.home_url);
    // The element is required; an empty one is refused by some readers.
    let description = if feed.description.trim().is_empty() { &feed.title } else { &feed.description };
    xml.leaf("description", &[], description);
    xml.empty(
        "atom:link",
        &[("rel", "self"), ("type", "application/rss+xml"), ("href", feed.self_url.as_str())],
    );
    if let Some(next) = &feed.next_url {
        xml.empty("atom:link", &[("rel", "next"), ("type", "application/rss+xml"), ("href", next.as_str())]);
    }
    if let Some(lang) = &feed.lang {
        xml.leaf("language", &[], lang.code());
    }
    xml.leaf("lastBuildDate", &[], &feed.updated.http_date());
    xml.leaf("generator", &[], GENERATOR);
}

fn item(xml: &mut Xml, item: &Item) {
    xml.open("item", &[]);
    // Posts without a title stay so: readers for RSS show the description instead.
    if let Some(title) = &item.title {
        xml.leaf("title", &[], title);
    }
    xml.leaf("link", &[], &item.url);
    let permalink = if item.id == item.url { "true" } else { "false" };
    xml.leaf("guid", &[("isPermaLink", permalink)], &item.id);
    xml.leaf("pubDate", &[], &item.published.http_date());
    xml.leaf("dc:creator", &[], &item.author);
    for tag in &item.tags {
        xml.leaf("category", &[], tag);
    }
    if let Some(lang) = &item.lang {
        xml.leaf("dc:language", &[], lang.code());
    }
    if let Some((url, _)) = &item.source {
        xml.leaf("dc:source", &[], url);
    }
    xml.leaf("description", &[], &item.text);
    xml.leaf("content:encoded", &[], &item.html);
    // Many readers take one enclosure of an item and no more; the rest go by the media extension.
    for (place, image) in item.images.iter().enumerate() {
        let bytes = image.bytes.to_string();
        let (url, mime) = (image.url.as_str(), image.mime.as_str());
        if place == 0 {
            xml.empty("enclosure", &[("url", url), ("length", &bytes), ("type", mime)]);
        } else {
            xml.empty("media:content", &[("url", url), ("type", mime), ("medium", "image")]);
        }
    }
    xml.close();
}
