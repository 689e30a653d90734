//! Atom 1.0 (RFC 4287) with paging links (RFC 5005).

use crate::xml::Xml;
use crate::{Feed, GENERATOR, Item};

/// MIME type of the document.
pub const CONTENT_TYPE: &str = "application/atom+xml; charset=utf-8";

/// The feed as Atom 1.0.
pub fn write(feed: &Feed) -> String {
    let mut xml = Xml::new();
    let mut attributes = vec![("xmlns", "http://www.w3.org/2005/Atom")];
    if let Some(lang) = &feed.lang {
        attributes.push(("xml:lang", lang.code()));
    }
    xml.open("feed", &attributes);
    // Every page of a feed has the same id: it is one list.
    xml.leaf("id", &[], &feed.id);
    xml.leaf("title", &[("type", "text")], &feed.title);
    if !feed.description.trim().is_empty() {
        xml.leaf("subtitle", &[("type", "text")], &feed.description);
    }
    // Atom requires a date: only an empty feed that knows none goes without.
    if let Some(updated) = feed.updated.or_else(|| feed.items.iter().map(|item| item.updated).max()) {
        xml.leaf("updated", &[], &updated.rfc3339());
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", feed.home_url.as_str())]);
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", feed.self_url.as_str())]);
    if let Some(next) = &feed.next_url {
        xml.empty("link", &[("rel", "next"), ("type", "application/atom+xml"), ("href", next.as_str())]);
    }
    xml.leaf("generator", &[], GENERATOR);
    for item in &feed.items {
        entry(&mut xml, item);
    }
    xml.finish()
}

fn entry(xml: &mut Xml, item: &Item) {
    let attributes: Vec<_> = item.lang.iter().map(|lang| ("xml:lang", lang.code())).collect();
    xml.open("entry", &attributes);
    xml.leaf("id", &[], &item.id);
    xml.leaf("title", &[("type", "text")], &item.title);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", item.url.as_str())]);
    if let Some((url, title)) = &item.source {
        let mut attributes = vec![("rel", "via"), ("href", url.as_str())];
        if !title.is_empty() {
            attributes.push(("title", title));
        }
        xml.empty("link", &attributes);
    }
    for file in &item.files {
        let bytes = file.bytes.map(|bytes| bytes.to_string());
        let mut attributes =
            vec![("rel", "enclosure"), ("type", file.mime.as_str()), ("href", file.url.as_str())];
        attributes.extend(bytes.as_deref().map(|bytes| ("length", bytes)));
        xml.empty("link", &attributes);
    }
    if let Some(published) = item.published {
        xml.leaf("published", &[], &published.rfc3339());
    }
    xml.leaf("updated", &[], &item.updated.rfc3339());
    xml.open("author", &[]);
    xml.leaf("name", &[], &item.author);
    xml.leaf("uri", &[], &item.author_url);
    xml.close();
    for tag in &item.tags {
        xml.empty("category", &[("term", tag.as_str())]);
    }
    xml.leaf("content", &[("type", "html")], &item.html);
    xml.close();
}
