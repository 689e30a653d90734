//! Takes authors out of a document: mentions, attributions, who asked, who made what a link leads to. What the text
//! itself says stays, and so do the addresses in it.

use super::pseudonym::PseudonymKey;
use serde_json::{Map, Value};

/// Fields whose text is a name.
const NAMES: [&str; 4] = ["author", "author_name", "asking_name", "blog_name"];
/// Fields that lead to an author and to nothing else.
const LEADS: [&str; 4] = ["author_url", "asking_avatar", "blog_url", "blog_uuid"];

/// Replaces authors by their pseudonyms, wherever they stand.
pub(super) fn authors(value: &mut Value, key: &PseudonymKey) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| authors(item, key)),
        Value::Object(map) => fields(map, key),
        _ => {}
    }
}

fn fields(map: &mut Map<String, Value>, key: &PseudonymKey) {
    map.retain(|name, _| !LEADS.contains(&name.as_str()));
    for (name, value) in map {
        match name.as_str() {
            "blog" => *value = blog(value, key),
            "attribution" => *value = attribution(value, key),
            name if NAMES.contains(&name) => *value = hidden(value, key),
            _ => authors(value, key),
        }
    }
}

fn hidden(value: &Value, key: &PseudonymKey) -> Value {
    value.as_str().map_or(Value::Null, |name| Value::from(key.blog(name)))
}

fn blog(value: &Value, key: &PseudonymKey) -> Value {
    let name = value.get("name").filter(|name| name.is_string());
    let mut kept = Map::new();
    if let Some(name) = name {
        kept.insert("name".to_owned(), hidden(name, key));
    }
    Value::Object(kept)
}

/// Only what kind it is and whose.
fn attribution(value: &Value, key: &PseudonymKey) -> Value {
    let mut kept = Map::new();
    if let Some(kind) = value.get("type").filter(|kind| kind.is_string()) {
        kept.insert("type".to_owned(), kind.clone());
    }
    if let Some(of) = value.get("blog") {
        kept.insert("blog".to_owned(), blog(of, key));
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
        authors(&mut content, &key);
        let text = content.to_string();
        assert!(!text.contains("walks"), "{text}");
        assert_eq!(text.matches(&key.blog("walks")).count(), 4, "{text}");
        assert!(text.contains("/media/a.png") && text.contains("A walk"));
    }
}
