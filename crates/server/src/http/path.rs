//! Raw path segments, and numbers of posts in them. A tag may hold a slash (`a%2Fb`), so segments are cut before anything
//! is decoded.

use crate::http::error::PageError;
use axum::extract::{FromRequestParts, Path};
use axum::http::Uri;
use axum::http::request::Parts;
use model::PostId;

/// The segments after `prefix`, still percent-encoded; `None` when the path is elsewhere or a segment is empty.
pub fn segments_after<'a>(uri: &'a Uri, prefix: &str) -> Option<Vec<&'a str>> {
    let rest = uri.path().strip_prefix(prefix)?;
    let segments: Vec<&str> = rest.split('/').collect();
    // An empty segment would give one page two addresses.
    segments.iter().all(|segment| !segment.is_empty()).then_some(segments)
}

/// The id of a post as it stands in an address.
pub fn parse_post_id(text: &str) -> Option<PostId> {
    // These parse as numbers, but each post shall have one address.
    let odd = text.starts_with(['+', '-', '0']);
    text.parse().ok().filter(|_| !odd).map(PostId)
}

/// The id of a post, of a route with `{id}` and no other name. Whatever is no id is not found.
pub struct PostNumber(pub PostId);

impl<S: Send + Sync> FromRequestParts<S> for PostNumber {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let segment = Path::<String>::from_request_parts(parts, state).await;
        let id = segment.ok().and_then(|Path(text)| parse_post_id(&text));
        id.map(Self).ok_or(PageError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_slash_is_no_separator() {
        let uri: Uri = "/tagged/a%2Fb/rss?x=/y".parse().unwrap();
        assert_eq!(segments_after(&uri, "/tagged/").unwrap(), ["a%2Fb", "rss"]);
        assert_eq!(segments_after(&uri, "/@"), None);
        assert_eq!(segments_after(&"/tagged/a//b".parse().unwrap(), "/tagged/"), None);
    }

    #[test]
    fn a_post_has_one_number() {
        assert_eq!(parse_post_id("50"), Some(PostId(50)));
        for odd in ["", "0", "+5", "-5", "05", "5x", "5.0", "99999999999999999999"] {
            assert_eq!(parse_post_id(odd), None, "{odd}");
        }
    }
}
