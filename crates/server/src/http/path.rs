//! Raw path segments. A tag may hold a slash (`a%2Fb`), so segments are cut before anything is decoded.

use axum::http::Uri;

/// The segments after `prefix`, still percent-encoded; `None` when the path is elsewhere or a segment is empty.
pub fn segments_after<'a>(uri: &'a Uri, prefix: &str) -> Option<Vec<&'a str>> {
    let rest = uri.path().strip_prefix(prefix)?;
    let segments: Vec<&str> = rest.split('/').collect();
    // An empty segment would give one page two addresses.
    segments.iter().all(|segment| !segment.is_empty()).then_some(segments)
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
}
