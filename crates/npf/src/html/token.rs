//! HTML cut into tokens as the standard says, in time linear in its length.

use super::escape::{EscapeContext, unescape_text};
use std::borrow::Cow;

/// Attributes kept of one tag; the rest of a longer tag is skipped.
const MAX_ATTRIBUTES: usize = 64;

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub enum Token<'a> {
    /// Text, character references resolved.
    Text(Cow<'a, str>),
    /// `<name …>`.
    Start(Tag<'a>),
    /// `</name>`, name in lower case.
    End(Cow<'a, str>),
    /// `<!-- … -->`.
    Comment(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub struct Tag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// Written `<name … />`, as XHTML closes an element at once.
    pub closed: bool,
    attributes: Vec<Attribute<'a>>,
}

/// Name in lower case, and value.
type Attribute<'a> = (Cow<'a, str>, Cow<'a, str>);

impl Tag<'_> {
    /// The value of an attribute, character references resolved.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// Replaces the value of an attribute, where the tag has it.
    pub fn change(&mut self, name: &str, to: impl Fn(&str) -> String) {
        for (_, value) in self.attributes.iter_mut().filter(|(key, _)| key == name) {
            *value = Cow::Owned(to(value));
        }
    }

    /// Names and values, in order.
    #[cfg(test)]
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether its `class` holds a name.
    pub fn class(&self, name: &str) -> bool {
        self.get("class").is_some_and(|class| class.split_ascii_whitespace().any(|one| one == name))
    }
}

/// Reads tokens one after the other.
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element whose raw content comes next, in lower case.
    raw: Option<String>,
}

/// Elements whose content is not markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { html, at: 0, raw: None }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or("")
    }

    /// Takes everything up to a byte position of the rest.
    fn take_bytes(&mut self, length: usize) -> &'a str {
        let taken = self.rest().get(..length).unwrap_or("");
        self.at += taken.len();
        taken
    }

    fn read_text(&mut self) -> Token<'a> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut length = 0;
        loop {
            length = match find_byte(b'<', &bytes[length..]) {
                None => bytes.len(),
                // A lone `<` is text: `a < b` must survive.
                Some(found) if opens_tag(&bytes[length + found..]) => length + found,
                Some(found) => {
                    length += found + 1;
                    continue;
                }
            };
            break;
        }
        Token::Text(unescape_text(self.take_bytes(length), EscapeContext::Text))
    }

    /// The content of a raw element, up to its end tag.
    fn read_raw(&mut self, name: &str) -> Option<Token<'a>> {
        let rest = self.rest();
        let length = end_of_raw(rest, name);
        let taken = self.take_bytes(length);
        (!taken.is_empty()).then(|| {
            // In `title` and `textarea` references count, in scripts and styles they do not.
            let place =
                if matches!(name, "textarea" | "title") { EscapeContext::Text } else { EscapeContext::Raw };
            Token::Text(unescape_text(taken, place))
        })
    }

    fn read_comment(&mut self) -> Token<'a> {
        self.take_bytes("<!--".len());
        let rest = self.rest();
        for early in [">", "->"] {
            if rest.starts_with(early) {
                self.take_bytes(early.len());
                return Token::Comment("");
            }
        }
        let normal = rest.find("-->").map(|at| (at, 3));
        // Only text before the normal end is searched, so that each byte is read a bounded number
        // of times.
        let bang = rest.get(..normal.map_or(rest.len(), |(at, _)| at)).and_then(|text| text.find("--!>"));
        let (length, end) = bang.map(|at| (at, 4)).or(normal).unwrap_or((rest.len(), 0));
        let body = self.take_bytes(length);
        self.take_bytes(end);
        Token::Comment(body)
    }

    /// `<!doctype …>`, `<?…>`, `</ …>`: what the standard calls a bogus comment.
    fn skip_bogus(&mut self) {
        let length = self.rest().find('>').map_or(self.rest().len(), |at| at + 1);
        self.take_bytes(length);
    }

    fn read_name(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let length = rest.bytes().position(|b| is_space(b) || b == b'/' || b == b'>').unwrap_or(rest.len());
        lower_case(self.take_bytes(length))
    }

    /// Reads attributes up to the end of the tag; none when the input ends before it does.
    fn read_attributes(&mut self) -> Option<(Vec<Attribute<'a>>, bool)> {
        let mut found: Vec<Attribute<'a>> = Vec::new();
        loop {
            let rest = self.rest();
            let skip = rest.bytes().position(|b| !is_space(b) && b != b'/').unwrap_or(rest.len());
            let closed = self.take_bytes(skip).ends_with('/');
            let rest = self.rest();
            match rest.as_bytes().first() {
                None => return None,
                Some(b'>') => {
                    self.take_bytes(1);
                    return Some((found, closed));
                }
                Some(_) => {
                    let (name, value) = self.read_attribute()?;
                    // The first of two attributes of one name counts; the limit keeps this search
                    // from being quadratic.
                    if found.len() < MAX_ATTRIBUTES && !found.iter().any(|(key, _)| *key == name) {
                        found.push((name, value));
                    }
                }
            }
        }
    }

    fn read_attribute(&mut self) -> Option<Attribute<'a>> {
        let rest = self.rest();
        let stop = |b: u8| is_space(b) || matches!(b, b'/' | b'>' | b'=');
        // A leading equals sign is part of the name.
        let length = rest.bytes().skip(1).position(stop).map_or(rest.len(), |at| at + 1);
        let name = lower_case(self.take_bytes(length));
        let rest = self.rest();
        let gap = rest.bytes().position(|b| !is_space(b)).unwrap_or(rest.len());
        if rest.as_bytes().get(gap) != Some(&b'=') {
            return Some((name, Cow::Borrowed("")));
        }
        self.take_bytes(gap + 1);
        let rest = self.rest();
        let gap = rest.bytes().position(|b| !is_space(b)).unwrap_or(rest.len());
        self.take_bytes(gap);
        let rest = self.rest();
        let value = match rest.as_bytes().first()? {
            quote @ (b'"' | b'\'') => {
                self.take_bytes(1);
                // A quote that never closes swallows the rest of the input, as the standard says.
                let length = find_byte(*quote, self.rest().as_bytes())?;
                let value = self.take_bytes(length);
                self.take_bytes(1);
                value
            }
            b'>' => "",
            _ => {
                let length = rest.bytes().position(|b| is_space(b) || b == b'>')?;
                self.take_bytes(length)
            }
        };
        Some((name, unescape_text(value, EscapeContext::Attribute)))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take()
            && let Some(token) = self.read_raw(&name)
        {
            return Some(token);
        }
        loop {
            let bytes = self.rest().as_bytes();
            match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(b'!')) if bytes.starts_with(b"<!--") => return Some(self.read_comment()),
                (b'<', Some(b'!' | b'?')) => self.skip_bogus(),
                (b'<', Some(b'/')) if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.take_bytes(2);
                    let name = self.read_name();
                    // An end tag may carry attributes; they mean nothing, but a `>` may stand
                    // within them.
                    self.read_attributes()?;
                    return Some(Token::End(name));
                }
                (b'<', Some(b'/')) if bytes.len() > 2 => self.skip_bogus(),
                (b'<', Some(next)) if next.is_ascii_alphabetic() => {
                    self.take_bytes(1);
                    let name = self.read_name();
                    let (attributes, closed) = self.read_attributes()?;
                    // `<script/>` in XHTML has no content; reading on as raw would swallow the
                    // post.
                    if RAW.contains(&&*name) && !closed {
                        self.raw = Some(name.clone().into_owned());
                    }
                    return Some(Token::Start(Tag { name, closed, attributes }));
                }
                _ => return Some(self.read_text()),
            }
        }
    }
}

/// Whether `<` at the start opens a tag or a comment.
fn opens_tag(bytes: &[u8]) -> bool {
    match bytes.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => bytes.len() > 2,
        Some(next) => next.is_ascii_alphabetic(),
        None => false,
    }
}

/// Where the end tag of a raw element begins.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = find_byte(b'<', &bytes[from..]) {
        let at = from + found;
        let after = at + 2 + name.len();
        let named = bytes.get(at + 1) == Some(&b'/')
            && bytes.get(at + 2..after).is_some_and(|text| text.eq_ignore_ascii_case(name.as_bytes()));
        if named && bytes.get(after).is_some_and(|b| is_space(*b) || matches!(b, b'/' | b'>')) {
            return at;
        }
        from = at + 1;
    }
    bytes.len()
}

fn find_byte(wanted: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| *b == wanted)
}

/// The white space of HTML.
pub fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

fn lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
