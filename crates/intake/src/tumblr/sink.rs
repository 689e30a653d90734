//! Posts out of the values of a stream, and what is wrong with the others.

use super::post;
use crate::keys::normalise_keys;
use crate::{Record, RecordFault};
use model::Loss;
use serde_json::Value;
use std::collections::VecDeque;

/// Envelopes inside one another that are followed.
pub(super) const NESTED: usize = 6;
/// Keys under which an envelope holds posts.
pub(super) const HOLDERS: [&str; 5] = ["response", "posts", "liked_posts", "timeline", "elements"];
/// Broken records in a row after which the file is taken for something else.
const PATIENCE: u32 = 100;

/// Records found and not yet handed on.
pub(super) struct Sink {
    name: String,
    pub(super) ready: VecDeque<Record>,
    /// Values that were taken for posts so far.
    count: u64,
    broken: u32,
    /// Nothing more will be read.
    pub(super) done: bool,
}

impl Sink {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ready: VecDeque::new(), count: 0, broken: 0, done: false }
    }

    /// Reports a broken record, and gives up after too many in a row.
    pub(super) fn fault(&mut self, line: u64, message: impl Into<String>) {
        self.ready.push_back(Record::fault(format!("{} line {line}", self.name), message));
        self.broken += 1;
        if self.broken == PATIENCE {
            self.stop(line, "there were 100 broken records in a row; the rest is not read");
        }
    }

    /// Reports why nothing more is read.
    pub(super) fn stop(&mut self, line: u64, message: &str) {
        self.ready.push_back(Record::fault(format!("{} line {line}", self.name), message));
        self.done = true;
    }

    /// Reads the bytes of one value.
    pub(super) fn value(&mut self, bytes: &[u8], line: u64) {
        // Half an emoji in a text would cost the whole record.
        let bytes = &*npf::surrogate::replace_lone(bytes);
        if let Err(error) = std::str::from_utf8(bytes) {
            let at = error.valid_up_to();
            return self
                .fault(line, format!("the record is not UTF-8 (byte {at} of it); save the file as UTF-8"));
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(mut value) => {
                normalise_keys(&mut value);
                self.walk(&value, line, 0);
            }
            // The library has no kind for this error but its words.
            Err(error) if error.to_string().contains("recursion limit") => {
                self.fault(line, "the record is nested deeper than 128 levels");
            }
            Err(error) => self.fault(line, format!("the record is not valid JSON: {error}")),
        }
    }

    /// Reads what an envelope holds beside its posts: an error answer says so there.
    pub(super) fn envelope(&mut self, bytes: &[u8], line: u64) {
        let bytes = npf::surrogate::replace_lone(bytes);
        // The posts have been read by now, so a broken rest costs nothing.
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { return };
        let Some(status) = value.pointer("/meta/status").and_then(Value::as_i64) else { return };
        if status >= 400 {
            let message = value.pointer("/meta/msg").and_then(Value::as_str).unwrap_or("no reason given");
            let message: String = message.chars().take(200).collect();
            self.fault(line, format!("the payload is an error answer: {status} {message}"));
        }
    }

    fn walk(&mut self, value: &Value, line: u64, depth: usize) {
        if let Value::Array(list) = value {
            if depth < NESTED {
                list.iter().for_each(|item| self.walk(item, line, depth + 1));
            }
            return;
        }
        if post::is_post(value) {
            return self.post(value, line);
        }
        let holders: Vec<&Value> = HOLDERS.iter().filter_map(|key| value.get(key)).collect();
        if !holders.is_empty() && depth < NESTED {
            holders.into_iter().for_each(|inner| self.walk(inner, line, depth + 1));
        } else if value.get("object_type").is_none() {
            // Timelines mix posts with advertisements and titles, which say what they are.
            self.fault(line, "this is not a post: a post has an id, a type and a blog");
        }
    }

    fn post(&mut self, value: &Value, line: u64) {
        self.count += 1;
        let at = format!("{} line {line}, post {}", self.name, self.count);
        match post::convert(value) {
            Ok(mut converted) => {
                self.broken = 0;
                converted.post.at.clone_from(&at);
                self.ready.push_back(Record::Post(Box::new(converted.post)));
                for message in converted.faults {
                    self.ready.push_back(Record::Fault(RecordFault::new(Loss::Part, at.as_str(), message)));
                }
            }
            // This does not count as broken: it looks like a post, so the file is the right one.
            Err(invalid) => self.ready.push_back(Record::fault(at, invalid.0)),
        }
    }
}
