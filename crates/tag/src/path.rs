//! A tag in an address: one path segment.

/// Marks a name of dots alone: browsers read `.` and `..`, also when percent-encoded, as steps in the path.
/// [`encode`] never writes this character otherwise.
const DOTS: char = '=';

/// The name as a path segment: a space is `+`, `A-Z a-z 0-9 - . _ ~` stay, all else is percent-encoded UTF-8.
pub fn encode(name: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(name.len() + 8);
    // See `DOTS`: otherwise the browser would ask for another page.
    if is_dots(name) {
        out.push(DOTS);
    }
    for byte in name.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out
}

/// The name in a path segment as it came over the wire, not yet percent-decoded. `+` and `%20` are spaces; a bad
/// percent sequence stands for itself; invalid UTF-8 becomes U+FFFD.
pub fn decode(segment: &str) -> String {
    if let Some(dots) = segment.strip_prefix(DOTS)
        // A name that really begins with `=` was encoded as `%3D`, so nothing else is taken for the
        // mark.
        && is_dots(dots)
    {
        return dots.to_owned();
    }
    let mut out = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = after;
                }
                // People type `100%` into the address bar; a strict decoder would answer with an
                // error.
                _ => out.push(b'%'),
            },
            _ => out.push(*first),
        }
    }
    // The bytes come from anyone; a page that says "no such tag" is better than an error.
    String::from_utf8(out).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
}

fn is_dots(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b'.')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}
