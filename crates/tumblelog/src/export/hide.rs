//! Takes authors out of a document: mentions, attributions, who asked, who made what a link leads to. What the text
//! itself says stays, and so do the addresses in it.

use super::pseudonym::PseudonymKey;
use npf::{Block, Document, FormatKind, TextBlock};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Fields whose text is a name.
const NAMES: [&str; 4] = ["author", "author_name", "asking_name", "blog_name"];
/// Fields that lead to an author and to nothing else.
const LEADS: [&str; 4] = ["author_url", "asking_avatar", "blog_url", "blog_uuid"];

/// Hosts below which each name is somebody's own.
const SHARED: [&str; 22] = [
    "bandcamp.com",
    "bearblog.dev",
    "blogspot.com",
    "canalblog.com",
    "carrd.co",
    "deviantart.com",
    "dreamwidth.org",
    "ghost.io",
    "github.io",
    "hatenablog.com",
    "livejournal.com",
    "medium.com",
    "micro.blog",
    "neocities.org",
    "over-blog.com",
    "substack.com",
    "tumblr.com",
    "typepad.com",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
    "write.as",
];

/// A host without the part that names an author, as far as it is known where such a part stands.
pub(super) fn hide_host(host: &str) -> &str {
    // With the dot: `nottumblr.com` ends with `tumblr.com` and is no blog of it.
    let below = |shared: &&str| host.strip_suffix(*shared).is_some_and(|own| own.ends_with('.'));
    SHARED.into_iter().find(below).unwrap_or(host)
}

/// Replaces the names that mentions stand on, so that the words do not tell what the mention hides. Other words of a
/// mention stay.
pub(super) fn hide_mentions<'a>(document: &'a Document, key: &PseudonymKey) -> Cow<'a, Document> {
    let mentions = |block: &Block| match block {
        Block::Text(text) => text.formatting.iter().any(|f| matches!(f.kind, FormatKind::Mention(_))),
        _ => false,
    };
    // Most documents mention nobody and need no copy.
    if !document.content.iter().any(mentions) {
        return Cow::Borrowed(document);
    }
    let mut document = document.clone();
    for block in &mut document.content {
        if let Block::Text(text) = block {
            rename_mentions(text, key);
        }
    }
    Cow::Owned(document)
}

fn rename_mentions(block: &mut TextBlock, key: &PseudonymKey) {
    let mut at = 0;
    // Each range once, from the front; what stands behind it moves.
    while let Some(format) = block.formatting.get(at) {
        let (start, end) = (format.start, format.end);
        at += 1;
        let FormatKind::Mention(of) = &format.kind else { continue };
        let Some(name) = of.name.clone() else { continue };
        // Formatting counts code points, and not bytes.
        let chars: Vec<char> = block.text.chars().collect();
        let Some(shown) = chars.get(start..end) else { continue };
        let shown: String = shown.iter().collect();
        let sign = if shown.starts_with('@') { "@" } else { "" };
        // A mention may stand on other words, which tell nobody's name.
        if !shown.trim_start_matches('@').trim().eq_ignore_ascii_case(&name) {
            continue;
        }
        let put = format!("{sign}{}", key.blog_pseudonym(&name));
        let (before, after) = (chars.iter().take(start), chars.iter().skip(end));
        block.text = before.copied().chain(put.chars()).chain(after.copied()).collect();
        let length = put.chars().count();
        let moved = |place: usize| {
            // The other formats must keep standing on their words, as the pseudonym is longer.
            if place >= end { place - (end - start) + length } else { place.min(start + length) }
        };
        for other in &mut block.formatting {
            (other.start, other.end) = (moved(other.start), moved(other.end));
        }
    }
}

/// Replaces authors by their pseudonyms, wherever they stand.
pub(super) fn hide_authors(value: &mut Value, key: &PseudonymKey) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| hide_authors(item, key)),
        Value::Object(map) => hide_fields(map, key),
        _ => {}
    }
}

fn hide_fields(map: &mut Map<String, Value>, key: &PseudonymKey) {
    // Addresses are dropped and not replaced: a pseudonym in an address would lead nowhere.
    map.retain(|name, _| !LEADS.contains(&name.as_str()));
    for (name, value) in map {
        match name.as_str() {
            "blog" => *value = hide_blog(value, key),
            "attribution" => *value = hide_attribution(value, key),
            name if NAMES.contains(&name) => *value = hide_value(value, key),
            // Fields that this version does not know may hold names deeper down.
            _ => hide_authors(value, key),
        }
    }
}

fn hide_value(value: &Value, key: &PseudonymKey) -> Value {
    value.as_str().map_or(Value::Null, |name| Value::from(key.blog_pseudonym(name)))
}

fn hide_blog(value: &Value, key: &PseudonymKey) -> Value {
    // Only what is known to be harmless is kept: new fields of a blog must not leak.
    let name = value.get("name").filter(|name| name.is_string());
    let mut kept = Map::new();
    if let Some(name) = name {
        kept.insert("name".to_owned(), hide_value(name, key));
    }
    Value::Object(kept)
}

/// Only what kind it is and whose.
fn hide_attribution(value: &Value, key: &PseudonymKey) -> Value {
    let mut kept = Map::new();
    if let Some(kind) = value.get("type").filter(|kind| kind.is_string()) {
        kept.insert("type".to_owned(), kind.clone());
    }
    if let Some(of) = value.get("blog") {
        kept.insert("blog".to_owned(), hide_blog(of, key));
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mention_is_hidden_in_the_words_too() {
        let key = PseudonymKey::new(&[3; 32]).unwrap();
        let content = json!([{"type": "text", "text": "ə @walks, thank bees and Bees: a walk", "formatting": [
            {"start": 0, "end": 37, "type": "small"},
            {"start": 2, "end": 8, "type": "mention", "blog": {"name": "walks"}},
            {"start": 3, "end": 8, "type": "bold"},
            {"start": 10, "end": 15, "type": "italic"},
            {"start": 16, "end": 20, "type": "mention", "blog": {"name": "bees"}},
            {"start": 25, "end": 29, "type": "mention", "blog": {"name": "bees"}},
            {"start": 31, "end": 37, "type": "mention", "blog": {"name": "walks"}},
            {"start": 90, "end": 99, "type": "mention", "blog": {"name": "walks"}}]}]);
        let document = Document::from_values(&content, &json!([])).unwrap();
        let hidden = hide_mentions(&document, &key);
        let (walks, bees) = (key.blog_pseudonym("walks"), key.blog_pseudonym("bees"));
        let Block::Text(text) = &hidden.content[0] else { panic!("{hidden:?}") };
        assert_eq!(text.text, format!("ə @{walks}, thank {bees} and {bees}: a walk"));
        let shown = |n: usize| {
            let format = &text.formatting[n];
            text.text.chars().skip(format.start).take(format.end - format.start).collect::<String>()
        };
        assert_eq!(shown(0), text.text);
        assert_eq!((shown(1), shown(3)), (format!("@{walks}"), "thank".to_owned()));
        assert_eq!((shown(4), shown(5), shown(6)), (bees.clone(), bees, "a walk".to_owned()));
    }

    #[test]
    fn a_host_names_no_author() {
        for (given, kept) in [
            ("walks.tumblr.com", "tumblr.com"),
            ("a.b.wordpress.com", "wordpress.com"),
            ("tumblr.com", "tumblr.com"),
            ("nottumblr.com", "nottumblr.com"),
            ("instagram.com", "instagram.com"),
            ("", ""),
        ] {
            assert_eq!(hide_host(given), kept);
        }
    }

    #[test]
    fn no_author_is_left_at_any_depth() {
        let key = PseudonymKey::new(&[3; 32]).unwrap();
        let mut content = json!([
            {"type": "text", "text": "hello", "formatting": [
                {"start": 0, "end": 5, "type": "mention", "blog": {"uuid": "t:x", "name": "walks", "url": "https://walks.example"}}]},
            {"type": "image", "media": [{"url": "/media/a.png"}],
             "attribution": {"type": "post", "url": "https://walks.example/1", "post": {"id": "1"}, "blog": {"name": "walks"}}},
            {"type": "link", "url": "https://a.example", "author": "walks", "title": "A walk"},
            {"type": "other", "deep": [{"deeper": {"blog_name": "walks", "blog": "walks", "author_url": "walks"}}]},
        ]);
        hide_authors(&mut content, &key);
        let text = content.to_string();
        assert!(!text.contains("walks"), "{text}");
        assert_eq!(text.matches(&key.blog_pseudonym("walks")).count(), 4, "{text}");
        assert!(text.contains("/media/a.png") && text.contains("A walk"));
    }
}
