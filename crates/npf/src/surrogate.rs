//! Lone surrogates in JSON: half of a character, as a text cut between two UTF-16 units leaves it.
//!
//! No Unicode text can hold one, so a JSON parser refuses the whole record. Here each half becomes U+FFFD and the rest
//! of the record stays readable.

use std::borrow::Cow;

/// JSON with every lone surrogate replaced by U+FFFD: escapes such as `\ud83d` without their other half, and the three
/// bytes in which some encoders write one. All other bytes, valid JSON or not, stay as they are.
pub fn replace_lone(json: &[u8]) -> Cow<'_, [u8]> {
    let mut made: Vec<u8> = Vec::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(&byte) = json.get(at) {
        let (length, replacement) = match byte {
            b'\\' => read_escape(&json[at..]),
            // U+D800 to U+DFFF written as if they were characters.
            0xed if matches!(json.get(at + 1..at + 3), Some([0xa0..=0xbf, 0x80..=0xbf])) => {
                (3, Some("\u{FFFD}"))
            }
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            made.extend_from_slice(&json[copied..at]);
            made.extend_from_slice(replacement.as_bytes());
            copied = at + length;
        }
        at += length;
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    made.extend_from_slice(&json[copied..]);
    Cow::Owned(made)
}

/// Length of the escape that the bytes begin with, at least 1, and what replaces it where it is half of a pair.
fn read_escape(bytes: &[u8]) -> (usize, Option<&'static str>) {
    match read_unit(bytes) {
        Some(0xd800..=0xdbff) if matches!(read_unit(&bytes[6..]), Some(0xdc00..=0xdfff)) => (12, None),
        Some(0xd800..=0xdfff) => (6, Some("\\ufffd")),
        Some(_) => (6, None),
        // An escaped backslash is two bytes; what follows is no escape.
        None => (bytes.len().min(2), None),
    }
}

/// The UTF-16 unit of an escape `\uXXXX`.
fn read_unit(bytes: &[u8]) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = bytes.get(..6)? else { return None };
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}
