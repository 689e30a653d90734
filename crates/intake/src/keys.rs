//! Names of JSON fields. The API writes `note_count`; the pages of the site, and tools that read them, `noteCount`.

use serde_json::{Map, Value};
use std::borrow::Cow;

/// Writes every field's name as the API does, at every depth. Where an object has both, the API's own is kept.
pub(crate) fn normalise_keys(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(normalise_keys),
        Value::Object(map) => {
            map.values_mut().for_each(normalise_keys);
            if map.keys().any(|key| matches!(snake_case(key), Cow::Owned(_))) {
                *map = rename_keys(std::mem::take(map));
            }
        }
        _ => {}
    }
}

fn rename_keys(map: Map<String, Value>) -> Map<String, Value> {
    let mut made = Map::with_capacity(map.len());
    let mut later = Vec::new();
    for (key, value) in map {
        match snake_case(&key) {
            Cow::Borrowed(_) => drop(made.insert(key, value)),
            Cow::Owned(name) => {
                // Its place in the order is that of the field; its value gives way to the API's own name.
                made.entry(name.clone()).or_insert(Value::Null);
                later.push((name, value));
            }
        }
    }
    for (name, value) in later {
        let slot = made.entry(name).or_insert(Value::Null);
        if slot.is_null() {
            *slot = value;
        }
    }
    made
}

/// `noteCount` as `note_count`, `blogURL` as `blog_url`. What is no such name stays as it is.
pub(crate) fn snake_case(key: &str) -> Cow<'_, str> {
    let bytes = key.as_bytes();
    let camel = bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().any(u8::is_ascii_uppercase);
    if !camel {
        return Cow::Borrowed(key);
    }
    let mut made = String::with_capacity(key.len() + 4);
    for (at, &byte) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + 1);
        // A word begins at a capital after a small letter, and at the last capital of a run.
        let begins = byte.is_ascii_uppercase()
            && (before.is_some_and(|b| !b.is_ascii_uppercase()) || after.is_some_and(u8::is_ascii_lowercase));
        if begins {
            made.push('_');
        }
        made.push(char::from(byte.to_ascii_lowercase()));
    }
    Cow::Owned(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_both_styles_are_one() {
        for (name, expected) in [
            ("noteCount", "note_count"),
            ("blogURL", "blog_url"),
            ("isNSFWBlog", "is_nsfw_blog"),
            ("note_count", "note_count"),
            ("c0", "c0"),
            ("s64x64U", "s64x64_u"),
            ("Content", "Content"),
            ("two words", "two words"),
        ] {
            assert_eq!(snake_case(name), expected);
        }
        let mut both = json!([{"altText": "a", "x": {"mediaKey": 1}}, {"altText": "a", "alt_text": "b"}]);
        normalise_keys(&mut both);
        assert_eq!(both, json!([{"alt_text": "a", "x": {"media_key": 1}}, {"alt_text": "b"}]));
    }
}
