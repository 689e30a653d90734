//! JSON values out of a byte stream, without holding more than one of them.

use std::io::{BufRead, ErrorKind};

/// A stream with a line count and a way back.
pub(super) struct Scan<R> {
    reader: R,
    back: Vec<u8>,
    back_at: usize,
    /// Line of the next byte, counted from 1.
    pub(super) line: u64,
    /// Why reading stopped before the end.
    pub(super) failed: Option<String>,
}

/// How capturing a value ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Captured {
    /// At its end.
    Whole,
    /// At its end, but it was over the limit and is not held.
    TooLong,
    /// Before its end: the input stopped, or a line end stood where none may be.
    Cut,
}

/// Where in a value the next byte stands.
#[derive(Default)]
struct State {
    depth: usize,
    string: bool,
    escape: bool,
}

enum Step {
    More,
    /// The value ends with this byte.
    Last,
    /// The value ended before this byte.
    Before,
    Cut,
}

impl State {
    fn step(&mut self, byte: u8, line_bound: bool) -> Step {
        if self.string {
            match byte {
                // No string of JSON holds a bare line end.
                b'\n' => return Step::Cut,
                _ if self.escape => self.escape = false,
                b'\\' => self.escape = true,
                b'"' => {
                    self.string = false;
                    return if self.depth == 0 { Step::Last } else { Step::More };
                }
                _ => {}
            }
            return Step::More;
        }
        match byte {
            b'"' => self.string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Step::Before,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            b'\n' if line_bound => return Step::Cut,
            _ => {}
        }
        Step::More
    }
}

impl<R: BufRead> Scan<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, back: Vec::new(), back_at: 0, line: 1, failed: None }
    }

    fn chunk(&mut self) -> &[u8] {
        if self.back_at < self.back.len() {
            return &self.back[self.back_at..];
        }
        if self.failed.is_some() {
            return &[];
        }
        while let Err(error) = self.reader.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                self.failed = Some(error.to_string());
                return &[];
            }
        }
        // Filled by now: returning the first call's borrow out of the loop does not compile.
        self.reader.fill_buf().unwrap_or_default()
    }

    fn consume(&mut self, count: usize) {
        let lines = self.chunk().iter().take(count).filter(|&&byte| byte == b'\n').count();
        self.line += u64::try_from(lines).unwrap_or(0);
        if self.back_at < self.back.len() {
            self.back_at += count;
            if self.back_at >= self.back.len() {
                self.back = Vec::new();
                self.back_at = 0;
            }
        } else {
            self.reader.consume(count);
        }
    }

    /// The next byte, left where it is.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.chunk().first().copied()
    }

    /// Steps over the next byte.
    pub(super) fn bump(&mut self) {
        if self.peek().is_some() {
            self.consume(1);
        }
    }

    /// The first bytes, as far as they come in one piece.
    pub(super) fn beginning(&mut self) -> Vec<u8> {
        self.chunk().iter().take(3).copied().collect()
    }

    /// Puts bytes back before the rest.
    pub(super) fn push_back(&mut self, bytes: &[u8]) {
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
        self.line = self.line.saturating_sub(u64::try_from(lines).unwrap_or(0));
        // What was put back earlier and not read yet stands behind these bytes.
        let mut back = bytes.to_vec();
        back.extend_from_slice(self.back.get(self.back_at..).unwrap_or_default());
        self.back = back;
        self.back_at = 0;
    }

    /// Steps over white space and whatever `also` names; says whether a line end was among it.
    pub(super) fn skip(&mut self, also: &[u8]) -> bool {
        let line = self.line;
        loop {
            let chunk = self.chunk();
            let count =
                chunk.iter().take_while(|byte| byte.is_ascii_whitespace() || also.contains(byte)).count();
            let more = count > 0 && count == chunk.len();
            self.consume(count);
            if !more {
                return self.line > line;
            }
        }
    }

    /// Steps to the beginning of the next line.
    pub(super) fn skip_line(&mut self) {
        loop {
            let chunk = self.chunk();
            if chunk.is_empty() {
                return;
            }
            if let Some(at) = chunk.iter().position(|&byte| byte == b'\n') {
                self.consume(at + 1);
                return;
            }
            let count = chunk.len();
            self.consume(count);
        }
    }

    /// Appends the next value to `out` while that stays within `limit` bytes; a longer one is read to its end and
    /// not held. With `line_bound` a line end inside a value cuts it.
    pub(super) fn capture(&mut self, out: &mut Vec<u8>, limit: usize, line_bound: bool) -> Captured {
        let mut state = State::default();
        let mut long = false;
        loop {
            let chunk = self.chunk();
            if chunk.is_empty() {
                // A bare number has no last byte of its own, so the end of the input may end it.
                let scalar = state.depth == 0 && !state.string && !out.is_empty();
                return match (scalar, long) {
                    (_, true) => Captured::TooLong,
                    (true, false) => Captured::Whole,
                    (false, false) => Captured::Cut,
                };
            }
            let mut end = Step::More;
            let mut count = 0;
            for &byte in chunk {
                end = state.step(byte, line_bound);
                count += usize::from(matches!(end, Step::More | Step::Last));
                if !matches!(end, Step::More) {
                    break;
                }
            }
            if !long && out.len() + count <= limit {
                out.extend_from_slice(&chunk[..count]);
            } else if !long && !line_bound && record_after_line_end(out).is_some() {
                // Likely a cut line that swallowed those after it.
                return Captured::Cut;
            } else {
                // It is read on to its end, so that the next value begins at the right byte.
                long = true;
                *out = Vec::new();
            }
            self.consume(count);
            match end {
                Step::More => {}
                Step::Cut => return if long { Captured::TooLong } else { Captured::Cut },
                Step::Last | Step::Before => return if long { Captured::TooLong } else { Captured::Whole },
            }
        }
    }
}

/// Where in cut bytes a new record seems to begin: after a line end, with `{"`.
pub(super) fn record_after_line_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(3).position(|three| three == b"\n{\"").map(|at| at + 1)
}
