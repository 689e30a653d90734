//! The style sheet, the script and the mark. Their addresses carry a hash of their bytes, so that a browser may
//! keep them for good.

use crate::http::error::PageError;
use crate::http::etag::Freshness;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const CSS: &str = include_str!("../../assets/tagstead.css");
const JS: &str = concat!(include_str!("../../assets/tagstead.js"), include_str!("../../assets/suggest.js"));
const FAVICON: &str = include_str!("../../assets/favicon.svg");
const ICON: &[u8] = include_bytes!("../../assets/favicon.ico");

// The bytes are compiled in, so one hash in the life of the process is enough.
static CSS_PATH: LazyLock<String> = LazyLock::new(|| hashed_name(CSS, "css"));
static JS_PATH: LazyLock<String> = LazyLock::new(|| hashed_name(JS, "js"));

fn hashed_name(text: &str, extension: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    // Six bytes: a hash of our own files needs no protection from forgers.
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/assets/tagstead-{hex}.{extension}")
}

/// Address of the style sheet.
pub fn css_path() -> &'static str {
    &CSS_PATH
}

/// Address of the script.
pub fn js_path() -> &'static str {
    &JS_PATH
}

/// `/assets/{file}`: only the present versions exist.
pub async fn serve_asset(uri: Uri) -> Result<Response, PageError> {
    let (mime, text) = match uri.path() {
        path if path == css_path() => ("text/css; charset=utf-8", CSS),
        path if path == js_path() => ("text/javascript; charset=utf-8", JS),
        // An old version is not answered with the new one: a cache would keep that for a year.
        _ => return Err(PageError::NotFound),
    };
    Ok(answer_asset(mime, text, Freshness::Always))
}

/// `/favicon.svg`
pub async fn serve_favicon() -> Response {
    // These addresses carry no hash, so caches must ask again soon.
    answer_asset("image/svg+xml", FAVICON, Freshness::Briefly)
}

/// `/favicon.ico`, which browsers and programs ask for whatever the page names: the same mark as an icon of 16, 32 and
/// 48 pixels, PNG inside.
pub async fn favicon_ico() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/x-icon")),
        (header::CACHE_CONTROL, Freshness::Briefly.cache_control()),
    ];
    (headers, ICON).into_response()
}

fn answer_asset(mime: &'static str, text: &'static str, fresh: Freshness) -> Response {
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
            (header::CACHE_CONTROL, fresh.cache_control()),
        ],
        text,
    )
        .into_response()
}
