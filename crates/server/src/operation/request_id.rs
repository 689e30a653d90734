//! The id of a request, by which its lines in the log are found.

use axum::http::{HeaderMap, HeaderName};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The header in which a proxy gives the id and in which the answer repeats it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken from a proxy, in bytes.
const LONGEST: usize = 64;

/// An id that a trusted proxy has given. The connection puts it among the extensions of a request, where nobody else can.
#[derive(Debug, Clone)]
pub struct ForwardedId(pub String);

impl ForwardedId {
    /// The one header of a request, where it is plain and short: it goes into the log and into pages.
    pub fn of_headers(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(HEADER).into_iter();
        let (line, more) = (lines.next()?, lines.next());
        let text = line.to_str().ok().filter(|_| more.is_none())?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let good = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
        good.then(|| Self(text.to_owned()))
    }
}

/// Makes ids of our own: sixteen hexadecimal digits.
#[derive(Debug, Default)]
pub struct RequestIds {
    // A hash with a key of this process: the ids of two processes differ, and none tells how many requests there were.
    key: RandomState,
    next: AtomicU64,
}

impl RequestIds {
    /// The next one.
    pub fn make_id(&self) -> String {
        format!("{:016x}", self.key.hash_one(self.next.fetch_add(1, Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn an_id_of_a_proxy_is_taken_where_it_is_plain_and_short() {
        let read = |values: &[&[u8]]| {
            let values = values.iter().map(|value| (HEADER, HeaderValue::from_bytes(value).unwrap()));
            ForwardedId::of_headers(&values.collect()).map(|id| id.0)
        };
        let longest = [b'a'; LONGEST];
        for good in [&b"a"[..], b"5f1c-0.A_z", &longest] {
            assert_eq!(read(&[good]).unwrap().as_bytes(), good);
        }
        let long = [b'a'; LONGEST + 1];
        for bad in [&b""[..], b"a b", b"a\"b", b"<b>", "\u{259}".as_bytes(), b"a;b", b"a\tb", &long] {
            assert_eq!(read(&[bad]), None, "{bad:?}");
        }
        assert_eq!((read(&[]), read(&[b"a", b"a"])), (None, None));
    }

    #[test]
    fn ids_of_our_own_are_plain_and_differ() {
        let ids = RequestIds::default();
        let made: std::collections::BTreeSet<String> = (0..1000).map(|_| ids.make_id()).collect();
        assert_eq!(made.len(), 1000);
        assert!(made.iter().all(|id| id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    }
}
