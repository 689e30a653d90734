//! Fields of Tumblr's JSON objects as they really come: numbers as strings, empty strings for nothing, one object
//! where a list is documented.

use model::{BlogUuid, PostId, Time};
use serde_json::{Map, Value};

/// An object's fields.
#[derive(Clone, Copy)]
pub(super) struct RecordFields<'a>(Option<&'a Map<String, Value>>);

impl<'a> RecordFields<'a> {
    /// Any other value than an object has no fields.
    pub(super) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    pub(super) fn get(self, key: &str) -> Option<&'a Value> {
        // The API writes null for what is not set.
        self.0?.get(key).filter(|value| !value.is_null())
    }

    /// A text that says something.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// A text, or nothing.
    pub(super) fn words(self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_owned()
    }

    /// A text in a line of its own, cut after so many code points.
    pub(super) fn short(self, key: &str, points: usize) -> String {
        self.text(key).unwrap_or_default().trim().chars().take(points).collect()
    }

    /// The first of several keys that holds a text that says something.
    pub(super) fn any(self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| self.text(key))
    }

    /// A whole number, also when written as a string.
    pub(super) fn number(self, key: &str) -> Option<i64> {
        match self.get(key)? {
            // Some tools turn whole numbers into floats.
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn size(self, key: &str) -> Option<u32> {
        self.number(key).and_then(|number| u32::try_from(number).ok()).filter(|&number| number > 0)
    }

    pub(super) fn flag(self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn object(self, key: &str) -> Self {
        Self(self.get(key).and_then(Value::as_object))
    }

    /// A list; one object stands for a list of one.
    pub(super) fn list(self, key: &str) -> &'a [Value] {
        match self.get(key) {
            Some(Value::Array(list)) => list,
            Some(one @ Value::Object(_)) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    pub(super) fn post_id(self, key: &str) -> Option<PostId> {
        self.number(key).filter(|&id| id > 0).map(PostId)
    }

    pub(super) fn uuid(self, key: &str) -> Option<BlogUuid> {
        self.text(key).and_then(|text| BlogUuid::parse(text).ok())
    }

    /// Seconds since the epoch; nothing where they stand for a time that is not known.
    pub(super) fn known_time(self, key: &str) -> Option<Time> {
        self.time(key).filter(|time| !time.is_sentinel())
    }

    /// Seconds since the epoch.
    pub(super) fn time(self, key: &str) -> Option<Time> {
        self.number(key).and_then(|seconds| Time::from_seconds(seconds).ok())
    }
}

/// A float that is a whole number small enough to be exact.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range and the fraction are checked")]
    (number.abs() < 9e15 && number.fract() == 0.0).then_some(number as i64)
}
