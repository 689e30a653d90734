//! Where people are led after a form, and where they never are.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where a person goes who wanted nothing else.
pub const HOME: &str = "/account";

/// Leads on after a form.
pub fn see_other(location: &str) -> Response {
    // A location that is no header value cannot be ours; the account page is safe.
    let location = HeaderValue::try_from(location).unwrap_or(HeaderValue::from_static(HOME));
    let no_store = HeaderValue::from_static("no-store");
    (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, no_store)]).into_response()
}

/// A path of this site; anything else could lead a person astray.
pub fn local_path(to: Option<&str>) -> &str {
    let good = |to: &&str| {
        to.starts_with('/')
            // Browsers read “//host” and “/\host” as addresses of another site.
            && !to[1..].starts_with(['/', '\\'])
            && to.len() < 8000
            && to.bytes().all(|byte| byte.is_ascii_graphic())
    };
    to.filter(good).unwrap_or(HOME)
}

#[cfg(test)]
mod tests {
    #[test]
    fn nobody_is_led_elsewhere() {
        let consent = "/oauth/authorize?oauth_token=x";
        assert_eq!(super::local_path(Some(consent)), consent);
        for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "x", "/ə"] {
            assert_eq!(super::local_path(Some(bad)), "/account", "{bad}");
        }
    }
}
