//! Conditional requests: a reader who has the page is told so.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Time;
use std::hash::{DefaultHasher, Hasher};

/// How long a copy may be used without asking again.
#[derive(Debug, Clone, Copy)]
pub enum Freshness {
    /// Ask each time.
    Never,
    /// Five minutes: feeds.
    Briefly,
    /// An hour: public files. Their content never changes, but they may be deleted, and a copy outlives that by no more
    /// than this.
    Hourly,
    /// Keep no copy: what one person may see, and only now.
    Unkept,
    /// Ask each time, and keep it from caches that others share: an address that is a secret and may be taken back.
    Apart,
    /// For good: the address changes with the content.
    Always,
}

impl Freshness {
    /// The value of `Cache-Control`.
    pub fn cache_control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Never => "no-cache",
            Self::Briefly => "public, max-age=300",
            Self::Hourly => "public, max-age=3600",
            Self::Unkept => "private, no-store",
            Self::Apart => "private, no-cache",
            Self::Always => "public, max-age=31536000, immutable",
        })
    }
}

/// Answers with `body`, or with 304 when the reader's copy is the same. The tag is weak, because compression
/// happens after it is made; it is a fast hash, because nothing depends on it being hard to forge.
pub fn answer_with_etag(
    request: &HeaderMap,
    body: String,
    mime: &'static str,
    modified: Option<Time>,
    fresh: Freshness,
) -> Response {
    let mut hasher = DefaultHasher::new();
    hasher.write(body.as_bytes());
    let etag = format!("W/\"{:016x}\"", hasher.finish());
    let modified = modified.map(Time::http_date);
    let same = is_unchanged(request, &etag, modified.as_deref());
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(mime))], Body::from(body)).into_response()
    };
    let headers = response.headers_mut();
    // A 304 must carry the headers that the 200 would have had (RFC 9110, 15.4.5).
    for (name, value) in [(header::ETAG, Some(etag)), (header::LAST_MODIFIED, modified)] {
        if let Some(value) = value.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::CACHE_CONTROL, fresh.cache_control());
    response
}

/// RFC 9110, 13.2.2: the tag decides where there is one; else the date.
fn is_unchanged(request: &HeaderMap, etag: &str, modified: Option<&str>) -> bool {
    // `If-None-Match` compares weakly: only the opaque part counts.
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if request.contains_key(header::IF_NONE_MATCH) {
        return request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag));
    }
    let since = request
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|value| value.to_str().ok())
        .and_then(parse_http_date);
    match (since, modified.and_then(parse_http_date)) {
        // Not equality: a client may send the date at which it fetched its copy.
        (Some(since), Some(modified)) => modified <= since,
        _ => false,
    }
}

/// Reads `Mon, 19 Aug 2024 10:00:00 GMT`, the one form HTTP dates are sent in.
fn parse_http_date(text: &str) -> Option<Time> {
    let mut parts = text.split_once(", ")?.1.split(' ');
    let (day, name, year, clock) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = (1..=12).find(|&month| model::time::Month { year: 1, month }.short() == name)?;
    Time::parse(&format!("{year}-{month:02}-{day}T{clock}Z")).ok().map(|(time, _)| time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(name: header::HeaderName, value: &str) -> StatusCode {
        let mut request = HeaderMap::new();
        request.insert(name, HeaderValue::from_str(value).unwrap());
        let modified = Time::parse("2024-08-19T10:00:00Z").unwrap().0;
        answer_with_etag(&request, "hello".into(), "text/plain", Some(modified), Freshness::Never).status()
    }

    #[test]
    fn a_copy_is_known_by_tag_and_by_date() {
        let first =
            answer_with_etag(&HeaderMap::new(), "hello".into(), "text/plain", None, Freshness::Briefly);
        let etag = first.headers()[header::ETAG].to_str().unwrap();
        assert_eq!(ask(header::IF_NONE_MATCH, etag), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(header::IF_NONE_MATCH, &format!("\"x\", {etag}")), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(header::IF_NONE_MATCH, "*"), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(header::IF_NONE_MATCH, "\"x\""), StatusCode::OK);
        assert_eq!(ask(header::IF_MODIFIED_SINCE, "Mon, 19 Aug 2024 10:00:00 GMT"), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(header::IF_MODIFIED_SINCE, "Mon, 19 Aug 2024 09:59:59 GMT"), StatusCode::OK);
        assert_eq!(ask(header::IF_MODIFIED_SINCE, "yesterday"), StatusCode::OK);
    }
}
