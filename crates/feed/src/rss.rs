//! RSS 2.0 with full content, Dublin Core authors and languages, and paging links.
//!
//! Readers take `description` for HTML, as the specification says, and many take `title` for HTML too. So plain text is
//! escaped as HTML before it is escaped as XML: a reader that takes it for text shows `&amp;`, and no reader runs it.

use crate::text::{html_of_text, html_of_title};
use crate::xml::Xml;
use crate::{Enclosure, Feed, GENERATOR, Item};

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
    xml.leaf("title", &[], &html_of_title(&feed.title));
    xml.leaf("link", &[], &feed.home_url);
    // The element is required; an empty one is refused by some readers.
    let description = if feed.description.trim().is_empty() { &feed.title } else { &feed.description };
    xml.leaf("description", &[], &html_of_text(description));
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
    if let Some(updated) = feed.updated {
        xml.leaf("lastBuildDate", &[], &updated.http_date());
    }
    xml.leaf("generator", &[], GENERATOR);
}

fn item(xml: &mut Xml, item: &Item) {
    xml.open("item", &[]);
    // The element may be left out, but then many readers show the address or the guid.
    xml.leaf("title", &[], &html_of_title(&item.title));
    xml.leaf("link", &[], &item.url);
    // The id outlives the address: it stays when the site moves, and cannot be opened.
    xml.leaf("guid", &[("isPermaLink", "false")], &item.id);
    if let Some(published) = item.published {
        xml.leaf("pubDate", &[], &published.http_date());
    }
    // RSS's own `author` must be an e-mail address.
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
    // Readers without the content module show this one, the others take the next.
    xml.leaf("description", &[], &html_of_text(&item.text));
    xml.leaf("content:encoded", &[], &item.html);
    write_files(xml, &item.files);
    xml.close();
}

/// Many readers take one enclosure of an item and no more, for a player: a sound or film goes there before a picture.
/// The element must tell a length, so a file of unknown length is left to the media extension, as all others are.
fn write_files(xml: &mut Xml, files: &[Enclosure]) {
    let known = || files.iter().filter(|file| file.bytes.is_some());
    let first = known().find(|file| file.medium() != "image").or_else(|| known().next());
    for file in files {
        let bytes = file.bytes.map(|bytes| bytes.to_string());
        let (url, mime) = (file.url.as_str(), file.mime.as_str());
        match &bytes {
            Some(bytes) if first == Some(file) => {
                xml.empty("enclosure", &[("url", url), ("length", bytes), ("type", mime)]);
            }
            bytes => {
                let mut attributes = vec![("url", url), ("type", mime), ("medium", file.medium())];
                attributes.extend(bytes.as_deref().map(|bytes| ("fileSize", bytes)));
                xml.empty("media:content", &attributes);
            }
        }
    }
}
