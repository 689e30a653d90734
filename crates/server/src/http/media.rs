//! `/media/{file}`: pictures, sounds and films by the hash of their bytes. Whoever may see one of the posts that
//! reference a file may read it, and its smaller sizes; everybody else is told that it is not there.

use crate::auth::extract::OptionalViewer;
use crate::auth::visitor::{Refused, identify_visitor};
use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::http::path;
use crate::state::App;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use model::Scopes;
use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use tumblelog::media::{FileStat, MediaReader};
use tumblelog::{FileAccess, Viewer};

/// A file opened by itself runs nothing and reaches nothing.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
/// Bytes read at a time.
const CHUNK: u64 = 128 * 1024;

/// MIME type of a picture by its name's ending, for the kinds the site keeps.
pub fn picture_mime(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        _ => return None,
    })
}

/// The file, or the part of it that is asked for.
pub async fn serve_media(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let segments = path::segments_after(&parts.uri, "/media/").ok_or(PageError::NotFound)?;
    let [name] = segments[..] else { return Err(PageError::NotFound) };
    // Before anything else: neither a range nor a copy that is still good may go around it.
    let fresh = permit(&app, &parts, name).await?;
    let FileStat { mime, length } = app.site().stat_media(name).await?.ok_or(PageError::NotFound)?;
    let request = &parts.headers;
    let etag = format!("\"{name}\"");
    let mut response = if etag_matches(request, header::IF_NONE_MATCH, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        // `If-Range`: parts of two different files must not be put together by the reader.
        let whole = !request.contains_key(header::IF_RANGE) || etag_matches(request, header::IF_RANGE, &etag);
        let asked = request.get(header::RANGE).filter(|_| whole).and_then(|value| value.to_str().ok());
        let plan = plan_answer(length, asked);
        // Opened before the first byte of the answer: a store that fails is told by a status.
        let body = match &plan.bytes {
            Some(bytes) if parts.method != Method::HEAD => {
                stream_media(app.site().open_media(name, bytes.clone()).await?, bytes.end - bytes.start)
            }
            _ => Body::empty(),
        };
        plan.respond_with(body)
    };
    let headers = response.headers_mut();
    // Anything a browser could run as a page is downloaded instead of shown.
    let inline = ["image/", "video/", "audio/"].iter().any(|kind| mime.starts_with(kind));
    for (name, value) in [
        (header::CONTENT_TYPE, HeaderValue::try_from(mime)),
        (header::ETAG, HeaderValue::try_from(etag)),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(if inline { "inline" } else { "attachment" })),
    ] {
        headers.insert(name, value.map_err(|_| PageError::Broken)?);
    }
    headers.insert(header::CACHE_CONTROL, fresh.cache_control());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// How long a copy may be used, where the file may be read at all.
async fn permit(app: &App, parts: &Parts, name: &str) -> Result<Freshness, PageError> {
    match app.site().file_access(name).await? {
        FileAccess::Public => Ok(Freshness::Hourly),
        FileAccess::Nobody => Err(PageError::NotFound),
        FileAccess::Restricted => {
            let viewer = viewer(app, parts).await?.ok_or(PageError::NotFound)?;
            // 404 and not 403: the answer must not tell that a file of a private post exists.
            let may = app.site().may_read_file(&viewer, name).await?;
            if may { Ok(Freshness::Unkept) } else { Err(PageError::NotFound) }
        }
    }
}

/// The person who asks: by a token where one is given, else by the session of the browser.
async fn viewer(app: &App, parts: &Parts) -> Result<Option<Viewer>, PageError> {
    if !parts.headers.contains_key(header::AUTHORIZATION) {
        return Ok(OptionalViewer::find_viewer(app, parts).await?.viewer);
    }
    match identify_visitor(app, parts, &[]).await {
        Ok(visitor) => Ok(visitor.require_scopes(Scopes::BASIC).ok().map(Viewer::of_account)),
        Err(Refused::Failed(error)) => Err(PageError::from(error)),
        // Credentials that do not hold are as good as none: the file is not there.
        Err(_) => Ok(None),
    }
}

fn etag_matches(request: &HeaderMap, name: header::HeaderName, etag: &str) -> bool {
    let values = request.get_all(name);
    values.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|value| {
        let value = value.trim();
        // Names are hashes of the content, so weak and strong tags mean the same bytes.
        value == "*" || value.trim_start_matches("W/") == etag
    })
}

async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    // File reads may wait for a disk; they must not stall the threads of the runtime.
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// How a request is answered that asked for the file or a part of it.
#[derive(Debug, PartialEq, Eq)]
struct AnswerPlan {
    length: u64,
    /// What is sent; nothing where what was asked for lies beyond the end.
    bytes: Option<Range<u64>>,
    partial: bool,
}

fn plan_answer(length: u64, asked: Option<&str>) -> AnswerPlan {
    match asked.map_or(Ok(None), |asked| parse_range(asked, length)) {
        Ok(None) => AnswerPlan { length, bytes: Some(0..length), partial: false },
        Ok(range) => AnswerPlan { length, bytes: range, partial: true },
        Err(()) => AnswerPlan { length, bytes: None, partial: true },
    }
}

impl AnswerPlan {
    fn respond_with(self, body: Body) -> Response {
        let length = self.length;
        let Some(bytes) = self.bytes else {
            let headers = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
        };
        let size = [(header::CONTENT_LENGTH, (bytes.end - bytes.start).to_string())];
        if !self.partial {
            return (size, body).into_response();
        }
        let place = format!("bytes {}-{}/{length}", bytes.start, bytes.end.saturating_sub(1));
        (StatusCode::PARTIAL_CONTENT, size, [(header::CONTENT_RANGE, place)], body).into_response()
    }
}

/// One range of bytes; several, or another unit, are answered with the whole file, as the standard allows.
fn parse_range(asked: &str, length: u64) -> Result<Option<Range<u64>>, ()> {
    let Some((from, to)) = asked.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (number(from), number(to)) {
        // Saturating: a client may send the largest number there is.
        (Some(from), Some(to)) if from <= to => from..to.saturating_add(1).min(length),
        (Some(from), None) if to.trim().is_empty() => from..length,
        (None, Some(last)) if from.trim().is_empty() => length.saturating_sub(last)..length,
        _ => return Ok(None),
    };
    if range.is_empty() { Err(()) } else { Ok(Some(range)) }
}

/// So many bytes of a kept file as a body, in pieces.
fn stream_media(reader: MediaReader, length: u64) -> Body {
    Body::from_stream(stream::try_unfold((reader, length), |(reader, left)| async move {
        if left == 0 {
            return Ok::<_, io::Error>(None);
        }
        let (reader, chunk) = reader.read_chunk(left.min(CHUNK)).await.map_err(io::Error::other)?;
        // The file became shorter: end with an error, since the promised length cannot be kept.
        if chunk.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        Ok(Some((Bytes::from(chunk), (reader, left))))
    }))
}

/// A range of a file of this machine as a body, in pieces.
pub(crate) fn stream_range(file: File, range: Range<u64>) -> Body {
    Body::from_stream(stream::try_unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return Ok::<_, io::Error>(None);
        }
        let (file, chunk) = run_blocking({
            let range = range.clone();
            move || {
                let size = (range.end - range.start).min(CHUNK);
                let mut chunk = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
                // The first piece of a range begins within the file.
                file.seek(SeekFrom::Start(range.start))?;
                (&file).take(size).read_to_end(&mut chunk)?;
                Ok((file, chunk))
            }
        })
        .await?;
        // The file became shorter: end with an error, since the promised length cannot be kept.
        if chunk.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let next = range.start + u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        Ok(Some((Bytes::from(chunk), (file, next..range.end))))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (asked, expected) in [
            ("bytes=0-3", Ok(Some(0..4))),
            ("bytes=4-", Ok(Some(4..10))),
            ("bytes=-3", Ok(Some(7..10))),
            ("bytes=-30", Ok(Some(0..10))),
            ("bytes=5-99999999999999999999", Ok(None)),
            ("bytes=5-18446744073709551615", Ok(Some(5..10))),
            ("bytes=10-", Err(())),
            ("bytes=-0", Err(())),
            ("bytes=3-1", Ok(None)),
            ("bytes=0-1,3-4", Ok(None)),
            ("lines=0-1", Ok(None)),
            ("bytes=-", Ok(None)),
        ] {
            assert_eq!(parse_range(asked, 10), expected, "{asked}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Err(()));
    }
}
