//! The text of the block being read, with its formatting.

use crate::format::{Format, FormatKind};
use crate::normal;

/// Formatting elements open at once; deeper ones are not recorded.
const MAX_OPEN: usize = 16;

/// A formatting element that is open.
struct Mark {
    name: String,
    kind: FormatKind,
    start: usize,
}

/// Text as it is gathered. Formatting may stay open from one block to the next.
#[derive(Default)]
pub struct Ink {
    text: String,
    /// Code points of `text`.
    length: usize,
    formats: Vec<Format>,
    marks: Vec<Mark>,
}

impl Ink {
    /// Adds text; runs of white space become one space unless they are kept.
    pub fn write(&mut self, text: &str, keep: bool) {
        for c in text.chars() {
            if !keep && matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r') {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.push_char(' ');
                }
            // Control characters are never words, and parsers drop or replace them.
            } else if !c.is_control() || matches!(c, '\n' | '\t') {
                self.push_char(c);
            }
        }
    }

    fn push_char(&mut self, c: char) {
        self.text.push(c);
        self.length += 1;
    }

    /// Ends the line.
    pub fn line(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
            self.length -= 1;
        }
        self.push_char('\n');
    }

    /// Whether there is nothing but white space.
    pub fn blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Opens formatting.
    pub fn open(&mut self, name: &str, kind: FormatKind) {
        // A link cannot hold a link: a second `<a>` ends the first, as in browsers.
        if matches!(kind, FormatKind::Link(_) | FormatKind::Mention(_)) {
            self.close("a");
        }
        // Every open mark becomes a range in each block it spans, so the depth bounds the ranges.
        if self.marks.len() < MAX_OPEN {
            self.marks.push(Mark { name: name.to_owned(), kind, start: self.length });
        }
    }

    /// Closes the formatting an element opened last.
    pub fn close(&mut self, name: &str) {
        // Elements may close out of order: ranges cross as they like, so only this mark ends.
        if let Some(at) = self.marks.iter().rposition(|mark| mark.name == name) {
            let mark = self.marks.remove(at);
            self.record_format(mark.start, mark.kind);
        }
    }

    fn record_format(&mut self, start: usize, kind: FormatKind) {
        if start < self.length {
            self.formats.push(Format::new(start, self.length, kind));
        }
    }

    /// The address of the link that is open.
    pub fn link(&self) -> Option<&str> {
        self.marks.iter().rev().find_map(|mark| match &mark.kind {
            FormatKind::Link(url) => Some(url.as_str()),
            _ => None,
        })
    }

    /// Takes what was gathered, white space at its ends left out; none when it is blank. Formatting that is open
    /// goes on in the next block.
    pub fn take(&mut self) -> Option<(String, Vec<Format>)> {
        for at in 0..self.marks.len() {
            // The mark starts at 0 again, since it goes on at the head of the next block.
            let start = std::mem::take(&mut self.marks[at].start);
            if start < self.length {
                self.record_format(start, self.marks[at].kind.clone());
            }
        }
        let text = std::mem::take(&mut self.text);
        let mut formats = std::mem::take(&mut self.formats);
        self.length = 0;
        let kept = text.trim();
        if kept.is_empty() {
            return None;
        }
        let before = text.len() - text.trim_start().len();
        let lead = text.get(..before).unwrap_or("").chars().count();
        normal::window_formats(&mut formats, lead, lead + kept.chars().count());
        normal::merge_formats(&mut formats);
        Some((kept.to_owned(), formats))
    }
}
