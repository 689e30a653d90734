//! Small pieces of text that every page needs: counts, addresses.

use model::{BlogName, Post, PostId};

/// A count with its thousands apart: `2,418`.
pub fn group_digits(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() <= 3 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 note`, `95 notes`.
pub fn count_words(count: u64, one: &str, many: &str) -> String {
    let mut out = group_digits(count);
    out.push(' ');
    out.push_str(if count == 1 { one } else { many });
    out
}

/// Writes `value` for the query part of an address: space as `+`, everything that has a meaning there escaped.
pub fn encode_query(value: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        match byte {
            // “:”, “,”, “@” and “/” may stand in a query as they are, and addresses stay readable.
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b':'
            | b','
            | b'@'
            | b'/' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// `/tagged/…`
pub fn tag_path(name: &str) -> String {
    ["/tagged/", &tag::path::encode(name)].concat()
}

/// `/@name`
pub fn blog_path(name: &str) -> String {
    ["/@", name].concat()
}

/// The page of a blog, where `name` can be the name of one.
pub fn blog_link(name: &str) -> Option<String> {
    // Names of imported blogs may be anything; a link must not lead to an address of another kind.
    BlogName::parse(name).ok().map(|name| blog_path(name.as_str()))
}

/// The page of a post: `/@blog/id/slug`, without the last where there are no words for it.
pub fn post_path(blog: &str, post: &Post) -> String {
    slug_path(blog, post.id, &post.slug)
}

/// The page of a post by the parts of its address.
pub fn slug_path(blog: &str, id: PostId, slug: &str) -> String {
    let mut path = post_id_path(blog, id);
    if !slug.is_empty() {
        path.push('/');
        path.push_str(&tag::path::encode(slug));
    }
    path
}

/// The page of a post of which only the id is known; the page leads on to the full address.
pub fn post_id_path(blog: &str, id: PostId) -> String {
    format!("/@{blog}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(group_digits(count), expected);
        }
        assert_eq!(count_words(1, "note", "notes"), "1 note");
        assert_eq!(count_words(95, "note", "notes"), "95 notes");
    }

    #[test]
    fn query_values_keep_to_themselves() {
        let mut out = String::new();
        encode_query("#\"living in sin\" & c++=ə", &mut out);
        assert_eq!(out, "%23%22living+in+sin%22+%26+c%2B%2B%3D%C9%99");
    }
}
