//! Web addresses in running text.

use std::ops::Range;

/// The next address that starts at byte `from` or later: with a scheme, with `www.`, or a host and a path.
/// Closing punctuation of the sentence is not part of it.
pub fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let start = match bytes[at] {
            b':' if bytes[at..].starts_with(b"://") => scheme(bytes, from, at),
            b'/' => bare_host(bytes, from, at),
            // Bytes, not characters: all signs looked for are ASCII, which no part of a longer
            // UTF-8 sequence equals.
            b'w' | b'W' => www(bytes, from, at),
            _ => None,
        };
        if let Some(start) = start {
            // At least past the sign that was found, so that a search from `end` always moves on.
            let end = end(text, start, at + 1);
            return Some(start..end);
        }
        at += 1;
    }
    None
}

/// The host of an address, without `www.`, user and port.
pub fn host(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    // The last `@`: `http://known.com@evil.com` leads to evil.com.
    let place = authority.rsplit('@').next().unwrap_or("");
    let name = place.split(':').next().unwrap_or("");
    match name.get(..4) {
        Some(www) if www.eq_ignore_ascii_case("www.") => &name[4..],
        _ => name,
    }
}

fn scheme(bytes: &[u8], from: usize, colon: usize) -> Option<usize> {
    // No scheme is longer, so of a long word before the colon only the end is read.
    let floor = from.max(colon.saturating_sub(20));
    let start = run_start(bytes, floor, colon, |b| b.is_ascii_alphanumeric() || b == b'+');
    let letter = (start..colon).find(|&i| bytes[i].is_ascii_alphabetic())?;
    (colon - letter >= 2).then_some(letter)
}

fn www(bytes: &[u8], from: usize, at: usize) -> Option<usize> {
    let free = at == from || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] >= 0x80);
    let follows = bytes.get(at + 4).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    // `follows` comes first: it says that the four bytes are there to be cut out.
    (free && follows && bytes[at..at + 4].eq_ignore_ascii_case(b"www.")).then_some(at)
}

fn bare_host(bytes: &[u8], from: usize, slash: usize) -> Option<usize> {
    let start = run_start(bytes, from, slash, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let host = &bytes[start..slash];
    // A path, a mail address or a hashtag before the dot means that this is no host.
    let free = start == from || !(matches!(bytes[start - 1], b'/' | b'@' | b'#') || bytes[start - 1] >= 0x80);
    let dot = host.iter().rposition(|&b| b == b'.')?;
    let top = &host[dot + 1..];
    // A file name with a number, as in `v1.2/notes`, has no top-level domain.
    let named = (2..=24).contains(&top.len()) && top.iter().all(u8::is_ascii_alphabetic);
    (free && named && host[0].is_ascii_alphanumeric() && host.len() <= 253).then_some(start)
}

fn run_start(bytes: &[u8], from: usize, to: usize, inside: impl Fn(u8) -> bool) -> usize {
    (from..to).rev().take_while(|&i| inside(bytes[i])).last().unwrap_or(to)
}

fn end(text: &str, start: usize, least: usize) -> usize {
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '“' | '”' | '«' | '»' | '\u{200B}')
            || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
    };
    let full = text[start..].find(stops).map_or(text.len(), |length| start + length);
    let link = &text[start..full];
    // These may stand in an address, but at its end they nearly always belong to the sentence.
    let trimmed = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '}', '*', '…']);
    // A bracket that the address itself opened is its own, as in Wikipedia's titles.
    let own = usize::from(trimmed.contains('(') && link[trimmed.len()..].starts_with(')'));
    (start + trimmed.len() + own).max(least)
}
