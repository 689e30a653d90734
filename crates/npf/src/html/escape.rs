//! Text to HTML and back.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use std::borrow::Cow;

/// Appends text, escaped.
pub fn escape_text(out: &mut String, text: &str) {
    escape_into(out, text, false);
}

/// Appends the value of a quoted attribute, escaped.
pub fn escape_attribute(out: &mut String, text: &str) {
    escape_into(out, text, true);
}

/// Bytes that are not written as they are.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 0x20 {
        table[at] = at != b'\t' as usize && at != b'\n' as usize;
        at += 1;
    }
    table[0x7f] = true;
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table
};

/// Writes no control character but tab and line feed: parsers drop or replace the others.
fn escape_into(out: &mut String, text: &str, quoted: bool) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| SPECIAL[usize::from(b)]) {
        let instead = match rest.as_bytes().get(at) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') if quoted => "&quot;",
            // A quote is harmless between tags, and the text stays readable.
            Some(b'"') => "\"",
            _ => "",
        };
        // Both ends are at ASCII bytes, so at character boundaries.
        out.push_str(rest.get(..at).unwrap_or(""));
        out.push_str(instead);
        rest = rest.get(at + 1..).unwrap_or("");
    }
    out.push_str(rest);
}

/// Where a text stands, which decides how its character references are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscapeContext {
    /// Between tags.
    Text,
    /// In the value of an attribute, where `&copy=` is no reference.
    Attribute,
    /// Where there are none.
    Raw,
}

/// Resolves character references, and writes line ends as one line feed, as the standard's input stream does.
pub fn unescape_text(text: &str, place: EscapeContext) -> Cow<'_, str> {
    let special = |b: u8| matches!(b, b'\r' | 0) || (b == b'&' && place != EscapeContext::Raw);
    if !text.bytes().any(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        out.push_str(rest.get(..at).unwrap_or(""));
        let after = rest.get(at + 1..).unwrap_or("");
        rest = match rest.as_bytes().get(at) {
            Some(b'&') => read_reference(after, place, &mut out),
            Some(b'\r') => {
                out.push('\n');
                after.strip_prefix('\n').unwrap_or(after)
            }
            _ => {
                out.push('\u{fffd}');
                after
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Resolves the reference after `&`, or writes the `&`; answers what follows.
fn read_reference<'a>(after: &'a str, place: EscapeContext, out: &mut String) -> &'a str {
    if let Some(number) = after.strip_prefix('#') {
        return read_number(number, out).unwrap_or_else(|| {
            out.push('&');
            after
        });
    }
    let mut longest = None;
    // Prefixes of names are in the table too, with 0, so that a search can stop early.
    // No name has 40 characters, so a long run of letters after `&` costs no more than this.
    for (at, _) in after.char_indices().skip(1).chain([(after.len(), ' ')]).take(40) {
        match after.get(..at).and_then(|name| NAMED_ENTITIES.get(name)) {
            Some(&(0, _)) => {}
            Some(&pair) => longest = Some((at, pair)),
            None => break,
        }
    }
    let Some((length, (first, second))) = longest else {
        out.push('&');
        return after;
    };
    let rest = after.get(length..).unwrap_or("");
    let open = !after.get(..length).is_some_and(|name| name.ends_with(';'));
    // Old addresses write `?a=1&copy=2` unescaped; the standard reads no reference there.
    if place == EscapeContext::Attribute
        && open
        && rest.starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric())
    {
        out.push('&');
        return after;
    }
    out.extend([first, second].into_iter().filter(|n| *n != 0).filter_map(char::from_u32));
    rest
}

fn read_number<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    let (digits, radix) = match text.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (text, 10),
    };
    let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    // A number too large becomes U+FFFD below, as any that is no character.
    let number = u32::from_str_radix(digits.get(..length)?, radix).unwrap_or(u32::MAX);
    // Old pages number 0x80 to 0x9f as Windows-1252 does, and browsers follow them.
    let windows =
        number.checked_sub(0x80).and_then(|n| C1_REPLACEMENTS.get(usize::try_from(n).ok()?)).copied();
    let c = match number {
        0 => None,
        _ => windows.flatten().or_else(|| char::from_u32(number)),
    };
    out.push(c.unwrap_or('\u{fffd}'));
    let rest = digits.get(length..)?;
    Some(rest.strip_prefix(';').unwrap_or(rest))
}
