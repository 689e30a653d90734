//! The header `Forwarded` of RFC 7239.

use axum::http::{HeaderMap, header};

/// What one proxy says of its client.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// `for`: an address with or without a port, `unknown`, or a word with an underscore before it.
    pub client: Option<String>,
    /// `proto`.
    pub proto: Option<String>,
    /// `host`.
    pub host: Option<String>,
}

/// Elements beyond these make the header unreadable.
const MOST: usize = 64;

/// All elements, the farthest first; nothing where any of them is not written as the RFC has it, since then it cannot
/// be told which proxy wrote what.
pub fn parse_forwarded(headers: &HeaderMap) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    for line in headers.get_all(header::FORWARDED) {
        // Several lines are one list (RFC 9110, 5.3), in the order they came.
        let mut rest = line.to_str().ok()?;
        loop {
            let (element, after) = parse_element(rest)?;
            elements.push(element);
            match after.strip_prefix(',') {
                // The limit is checked inside the loop, before a hostile header costs much work.
                _ if elements.len() > MOST => return None,
                Some(next) => rest = next,
                None if after.is_empty() => break,
                None => return None,
            }
        }
    }
    Some(elements)
}

/// One element, and what follows it.
fn parse_element(text: &str) -> Option<(Element, &str)> {
    let mut element = Element::default();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if !rest.starts_with([';', ',']) && !rest.is_empty() {
            let (name, after) = parse_token(rest)?;
            let (value, after) = parse_value(after.strip_prefix('=')?)?;
            let place = match name.to_ascii_lowercase().as_str() {
                "for" => Some(&mut element.client),
                "proto" => Some(&mut element.proto),
                "host" => Some(&mut element.host),
                _ => None,
            };
            // Each parameter stands once in an element.
            if place.is_some_and(|place| place.replace(value).is_some()) {
                return None;
            }
            rest = after.trim_start_matches([' ', '\t']);
        }
        match rest.strip_prefix(';') {
            Some(next) => rest = next,
            None => return Some((element, rest)),
        }
    }
}

fn parse_token(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)));
    let (token, rest) = text.split_at(end.unwrap_or(text.len()));
    (!token.is_empty()).then_some((token, rest))
}

/// A token, or a quoted string with its quotes taken off.
fn parse_value(text: &str) -> Option<(String, &str)> {
    let Some(inner) = text.strip_prefix('"') else {
        return parse_token(text).map(|(token, rest)| (token.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, inner.get(at + 1..)?)),
            // Quoted strings may escape any character, the quote among them.
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}
