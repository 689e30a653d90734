//! Which values of a stream are posts, and going on after one that is broken.

use super::post;
use super::scan::{Captured, Scan, record_after_line_end};
use crate::Record;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::BufRead;

/// Longest value held, in bytes.
const LIMIT: usize = 16 << 20;
/// Envelopes inside one another that are followed.
const NESTED: usize = 6;
/// Broken records in a row after which the file is taken for something else.
const PATIENCE: u32 = 100;
/// Keys under which an envelope holds posts.
const HOLDERS: [&str; 5] = ["response", "posts", "liked_posts", "timeline", "elements"];

/// A container that is being streamed.
enum Frame {
    Array,
    /// An object that may be an envelope or a post; `held` is what it has beside streamed lists.
    Object {
        held: Vec<u8>,
        streamed: bool,
        line: u64,
    },
}

/// The posts of a stream.
pub(super) struct Posts<R> {
    scan: Scan<R>,
    name: String,
    frames: Vec<Frame>,
    ready: VecDeque<Record>,
    /// Values that were taken for posts so far.
    count: u64,
    line_bound: bool,
    broken: u32,
    started: bool,
    done: bool,
}

impl<R: BufRead> Posts<R> {
    pub(super) fn new(reader: R, name: &str) -> Self {
        Self {
            scan: Scan::new(reader),
            name: name.to_owned(),
            frames: Vec::new(),
            ready: VecDeque::new(),
            count: 0,
            line_bound: false,
            broken: 0,
            started: false,
            done: false,
        }
    }

    fn fault(&mut self, line: u64, message: impl Into<String>) {
        let at = format!("{} line {line}", self.name);
        self.ready.push_back(Record::fault(at, message));
        self.broken += 1;
        if self.broken >= PATIENCE {
            self.stop(line, "there were 100 broken records in a row; the rest is not read");
        }
    }

    fn stop(&mut self, line: u64, message: &str) {
        self.ready.push_back(Record::fault(format!("{} line {line}", self.name), message));
        self.done = true;
    }

    fn start(&mut self) {
        self.started = true;
        match self.scan.beginning().as_slice() {
            [0xef, 0xbb, 0xbf] => (0..3).for_each(|_| self.scan.bump()),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..] => {
                self.stop(1, "the file is not UTF-8 (it looks like UTF-16); save it as UTF-8");
            }
            [0x1f, 0x8b, ..] | [b'P', b'K', ..] => {
                self.stop(1, "the file is compressed; unpack it and import what is inside");
            }
            _ => {}
        }
    }

    /// Does a little more work.
    fn step(&mut self) {
        let crossed = match self.frames.last() {
            None | Some(Frame::Array) => {
                self.scan.skip(b",");
                false
            }
            Some(Frame::Object { .. }) => self.scan.skip(b","),
        };
        let (line, next) = (self.scan.line, self.scan.peek());
        match (self.frames.last(), next) {
            (_, None) => self.end(line),
            (Some(Frame::Object { .. }), Some(b'}')) => {
                self.scan.bump();
                self.close_object();
            }
            (Some(Frame::Object { .. }), Some(b'"')) if !(crossed && self.line_bound) => self.field(),
            (Some(Frame::Object { line: start, .. }), Some(_)) => {
                let start = *start;
                self.fault(start, "the object is broken or cut off before its end");
                self.frames.clear();
                self.resume();
            }
            (Some(Frame::Array), Some(b']')) => {
                self.scan.bump();
                self.frames.pop();
            }
            (None | Some(Frame::Array), Some(b'[')) if self.frames.len() < NESTED => {
                self.scan.bump();
                self.frames.push(Frame::Array);
            }
            (None, Some(b'{')) => {
                self.scan.bump();
                self.frames.push(Frame::Object { held: b"{".to_vec(), streamed: false, line });
            }
            (Some(Frame::Array), Some(_)) => self.element(),
            (None, Some(_)) => {
                self.fault(line, "this is not JSON; a Tumblr API payload begins with { or [");
                self.scan.skip_line();
            }
        }
    }

    fn end(&mut self, line: u64) {
        self.done = true;
        if let Some(error) = self.scan.failed.take() {
            self.fault(line, format!("the file could not be read further: {error}"));
        } else if !self.frames.is_empty() {
            self.frames.clear();
            self.fault(line, "the file ends in the middle of its JSON; what came before is kept");
        }
    }

    /// An element of a list: a post, or an envelope with posts.
    fn element(&mut self) {
        let line = self.scan.line;
        let mut bytes = vec![];
        match self.scan.capture(&mut bytes, LIMIT, self.line_bound) {
            Captured::Whole if bytes.is_empty() => {
                self.fault(line, "there is something here that is not JSON");
                self.scan.bump();
            }
            Captured::Whole => self.value(&bytes, line),
            Captured::TooLong => self.too_long(line),
            Captured::Cut => self.cut(line, &bytes),
        }
    }

    /// A key of an object and its value; lists of posts are entered, everything else is held.
    fn field(&mut self) {
        let line = self.scan.line;
        let mut key = vec![];
        let captured = self.scan.capture(&mut key, 1024, self.line_bound);
        self.scan.skip(b"");
        if captured != Captured::Whole || self.scan.peek() != Some(b':') {
            self.fault(line, "a key of the object is cut off, too long or has no value");
            self.frames.clear();
            return self.resume();
        }
        self.scan.bump();
        self.scan.skip(b"");
        let holder = std::str::from_utf8(&key).is_ok_and(|key| HOLDERS.contains(&key.trim_matches('"')));
        let entered = match self.scan.peek() {
            Some(b'[') if holder && self.frames.len() < NESTED => Some(Frame::Array),
            Some(b'{') if holder && self.frames.len() < NESTED => {
                Some(Frame::Object { held: b"{".to_vec(), streamed: false, line: self.scan.line })
            }
            _ => None,
        };
        let Some(Frame::Object { held, streamed, line: start }) = self.frames.last_mut() else { return };
        let start = *start;
        if held.len() > 1 {
            held.push(b',');
        }
        held.extend_from_slice(&key);
        held.push(b':');
        if let Some(frame) = entered {
            held.extend_from_slice(b"null");
            *streamed = true;
            self.scan.bump();
            return self.frames.push(frame);
        }
        let before = held.len();
        match self.scan.capture(held, LIMIT, self.line_bound) {
            Captured::Whole if held.len() > before => {}
            Captured::TooLong => {
                self.frames.clear();
                self.too_long(start);
                self.scan.skip_line();
            }
            Captured::Whole | Captured::Cut => {
                let bytes = std::mem::take(held);
                self.frames.clear();
                self.cut(start, bytes.get(before..).unwrap_or_default());
            }
        }
    }

    fn close_object(&mut self) {
        let Some(Frame::Object { mut held, streamed, line }) = self.frames.pop() else { return };
        held.push(b'}');
        if streamed {
            if let Ok(value) = serde_json::from_slice::<Value>(&held)
                && let Some(status) = value.pointer("/meta/status").and_then(Value::as_i64)
                && status >= 400
            {
                let message = value.pointer("/meta/msg").and_then(Value::as_str).unwrap_or("no reason given");
                self.fault(line, format!("the payload is an error answer: {status} {message}"));
            }
        } else {
            self.value(&held, line);
        }
    }

    fn too_long(&mut self, line: u64) {
        self.fault(line, "a value is longer than 16 MiB; it is skipped");
    }

    /// Goes on after a value that was cut at the end of a line or of the file. When lines that look like records
    /// were swallowed they are read again, and from then on a line end ends a record.
    fn cut(&mut self, line: u64, bytes: &[u8]) {
        self.fault(line, "the JSON is cut off before its end");
        if let Some(at) = record_after_line_end(bytes) {
            self.line_bound = true;
            self.scan.push_back(&bytes[at..]);
        } else {
            self.resume();
        }
    }

    /// Steps to the next place where a record may begin.
    fn resume(&mut self) {
        loop {
            self.scan.skip(b",");
            match self.scan.peek() {
                None | Some(b'{' | b'[' | b']') => return,
                Some(_) => self.scan.skip_line(),
            }
        }
    }

    fn value(&mut self, bytes: &[u8], line: u64) {
        if let Err(error) = std::str::from_utf8(bytes) {
            let at = error.valid_up_to();
            return self
                .fault(line, format!("the record is not UTF-8 (byte {at} of it); save the file as UTF-8"));
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => self.walk(&value, line, 0),
            Err(error) if error.to_string().contains("recursion limit") => {
                self.fault(line, "the record is nested deeper than 128 levels");
            }
            Err(error) => self.fault(line, format!("the record is not valid JSON: {error}")),
        }
    }

    /// Finds the posts in a value that is held.
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
                    self.ready.push_back(Record::fault(at.as_str(), message));
                }
            }
            Err(invalid) => self.ready.push_back(Record::fault(at, invalid.0)),
        }
    }
}

impl<R: BufRead> Iterator for Posts<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if !self.started {
            self.start();
        }
        while self.ready.is_empty() && !self.done {
            self.step();
        }
        self.ready.pop_front()
    }
}
