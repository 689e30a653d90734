//! Which values of a stream may be posts, and going on after one that is broken.

use super::scan::{Captured, Scan, record_after_line_end};
use super::sink::{HOLDERS, NESTED, Sink};
use crate::Record;
use crate::keys::snake_case;
use std::io::BufRead;

/// Longest value held, in bytes.
const LIMIT: usize = 16 << 20;

/// A container that is being streamed.
enum Frame {
    Array,
    Object(Object),
}

/// An object that may be an envelope or a post.
struct Object {
    /// What it has beside streamed lists, as JSON without the closing brace.
    held: Vec<u8>,
    /// It holds a list that is or was streamed.
    envelope: bool,
    /// It is over the limit and only passed over.
    overlong: bool,
    line: u64,
}

impl Frame {
    fn object(line: u64) -> Self {
        Self::Object(Object { held: b"{".to_vec(), envelope: false, overlong: false, line })
    }
}

/// The posts of a stream.
pub(super) struct Posts<R> {
    scan: Scan<R>,
    sink: Sink,
    frames: Vec<Frame>,
    /// A line end ends a record: some line was cut.
    line_bound: bool,
    started: bool,
    /// There is anything in the input.
    found: bool,
}

impl<R: BufRead> Posts<R> {
    pub(super) fn new(reader: R, name: &str) -> Self {
        Self {
            scan: Scan::new(reader),
            sink: Sink::new(name),
            frames: Vec::new(),
            line_bound: false,
            started: false,
            found: false,
        }
    }

    fn start(&mut self) {
        self.started = true;
        match self.scan.beginning().as_slice() {
            [0xef, 0xbb, 0xbf] => (0..3).for_each(|_| self.scan.bump()),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..] => {
                self.sink.stop(1, "the file is not UTF-8 (it looks like UTF-16); save it as UTF-8");
            }
            [0x1f, 0x8b, ..] | [b'P', b'K', ..] => {
                self.sink.stop(1, "the file is compressed; unpack it and import what is inside");
            }
            _ => {}
        }
    }

    /// Does a little more work.
    fn step(&mut self) {
        let crossed = self.scan.skip(b",");
        let (line, next) = (self.scan.line, self.scan.peek());
        self.found |= next.is_some();
        match (self.frames.last(), next) {
            (_, None) => self.end(line),
            (Some(Frame::Object(_)), Some(b'}')) => {
                self.scan.bump();
                self.close();
            }
            (Some(Frame::Object(_)), Some(b'"')) if !(crossed && self.line_bound) => self.field(),
            (Some(Frame::Object(object)), Some(_)) => {
                self.sink.fault(object.line, "the object is broken or cut off before its end");
                // Where this object ends is not known any more, nor where those around it do.
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
            (Some(Frame::Array), Some(_)) => self.element(),
            (None, Some(b'{')) => {
                self.scan.bump();
                self.frames.push(Frame::object(line));
            }
            (None, Some(_)) => {
                self.sink.fault(line, "this is not JSON; a Tumblr API payload begins with { or [");
                self.scan.skip_line();
            }
        }
    }

    fn end(&mut self, line: u64) {
        if let Some(error) = self.scan.failed.take() {
            self.sink.fault(line, format!("the file could not be read further: {error}"));
        } else if !self.found {
            self.sink.fault(line, "the file is empty: there is no post in it");
        } else if !self.frames.is_empty() {
            self.sink.fault(line, "the file ends in the middle of its JSON; what came before is kept");
        }
        self.sink.done = true;
    }

    /// An element of a list: a post, or an envelope with posts.
    fn element(&mut self) {
        let line = self.scan.line;
        let mut bytes = vec![];
        match self.scan.capture(&mut bytes, LIMIT, self.line_bound) {
            Captured::Whole if bytes.is_empty() => {
                self.sink.fault(line, "there is something here that is not JSON");
                self.scan.bump();
            }
            Captured::Whole => self.sink.value(&bytes, line),
            Captured::TooLong => self.too_long(line),
            Captured::Cut => self.cut(line, &bytes),
        }
    }

    /// A key of an object and its value; lists of posts are entered, everything else is held.
    fn field(&mut self) {
        let line = self.scan.line;
        let mut key = vec![];
        // No key of the API is as long; without a limit one key could fill the memory.
        let captured = self.scan.capture(&mut key, 1024, self.line_bound);
        self.scan.skip(b"");
        if captured != Captured::Whole || self.scan.peek() != Some(b':') {
            self.sink.fault(line, "a key of the object is cut off, too long or has no value");
            self.frames.clear();
            return self.resume();
        }
        self.scan.bump();
        self.scan.skip(b"");
        let name = key.get(1..key.len().saturating_sub(1)).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let holds = HOLDERS.contains(&&*snake_case(&name));
        // Only lists of posts are streamed; the fields of a post are held whole.
        let entered = match self.scan.peek() {
            Some(b'[') if holds && self.frames.len() < NESTED => Some(Frame::Array),
            Some(b'{') if holds && self.frames.len() < NESTED => Some(Frame::object(self.scan.line)),
            _ => None,
        };
        match entered {
            Some(frame) => {
                if let Some(Frame::Object(object)) = self.frames.last_mut() {
                    object.envelope = true;
                }
                self.scan.bump();
                self.frames.push(frame);
            }
            None => self.hold(&key),
        }
    }

    /// Holds a key's value, or passes over it in an object that is too long already.
    fn hold(&mut self, key: &[u8]) {
        let Some(Frame::Object(object)) = self.frames.last_mut() else { return };
        let line = object.line;
        if object.overlong {
            // A limit of zero passes over the value and holds none of it.
            self.scan.capture(&mut vec![], 0, self.line_bound);
            return;
        }
        // The first byte is the opening brace: more means that a field stands before.
        if object.held.len() > 1 {
            object.held.push(b',');
        }
        object.held.extend_from_slice(key);
        object.held.push(b':');
        let before = object.held.len();
        match self.scan.capture(&mut object.held, LIMIT, self.line_bound) {
            Captured::Whole if object.held.len() > before => {}
            Captured::TooLong => {
                object.overlong = true;
                self.too_long(line);
            }
            Captured::Whole | Captured::Cut => {
                let bytes = std::mem::take(&mut object.held);
                self.frames.clear();
                self.cut(line, bytes.get(before..).unwrap_or_default());
            }
        }
    }

    /// The end of an object: a post, unless its posts were streamed.
    fn close(&mut self) {
        let Some(Frame::Object(mut object)) = self.frames.pop() else { return };
        object.held.push(b'}');
        if object.overlong {
            return;
        }
        if object.envelope {
            self.sink.envelope(&object.held, object.line);
        } else {
            self.sink.value(&object.held, object.line);
        }
    }

    fn too_long(&mut self, line: u64) {
        self.sink.fault(line, "a value is longer than 16 MiB; it is skipped");
    }

    /// Goes on after a value that was cut at the end of a line or of the file. When lines that look like records
    /// were swallowed they are read again, and from then on a line end ends a record.
    fn cut(&mut self, line: u64, bytes: &[u8]) {
        self.sink.fault(line, "the JSON is cut off before its end");
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
}

impl<R: BufRead> Iterator for Posts<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if !self.started {
            self.start();
        }
        while self.sink.ready.is_empty() && !self.sink.done {
            self.step();
        }
        self.sink.ready.pop_front()
    }
}
