//! The cookies of a signed-in browser, and the token that every form carries.
//!
//! The token is derived from a secret in a cookie that only this site can set and read: that of the session, or before
//! signing in that of a cookie of its own. A page of another site can make a browser send the cookie, but does not
//! know the token.

use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::request_origin::RequestOrigin;
use crate::operation::request_context::{ActorKind, RequestContext};
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use model::Time;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tumblelog::account::{DEVICE_DAYS, NewSession, Session};

/// Name of the field, and with hyphens of the header, that carries the token of a form.
pub const FIELD: &str = "form_token";
const HEADER: &str = "x-form-token";
/// Longest secret looked at, in bytes.
const LONGEST: usize = 128;

/// A browser, as its cookies tell.
pub struct Browser {
    /// What it is known by: the secret of its session, or of its cookie for forms.
    secret: String,
    /// The cookie for forms is new and must be set.
    fresh: bool,
    seen: RequestOrigin,
    origin: EventOrigin,
}

impl Browser {
    /// Reads the cookies of a request: the browser, and who is signed in, if anybody.
    pub async fn read_browser(app: &App, parts: &Parts) -> Result<(Self, Option<Session>), PageError> {
        if let Some((browser, session)) = Self::find_session(app, parts).await? {
            return Ok((browser, Some(session)));
        }
        let seen = RequestOrigin::of_request(app, parts);
        let (secret, fresh) = match read_cookie(&parts.headers, form_name(seen.https)) {
            Some(secret) => (secret, false),
            None => (app.site().draw_secret()?, true),
        };
        Ok((Self { secret, fresh, seen, origin: EventOrigin::of(app, parts) }, None))
    }

    /// Reads the cookie of a session alone: for pages that everybody may read, which set none.
    pub async fn find_session(app: &App, parts: &Parts) -> Result<Option<(Self, Session)>, PageError> {
        // Most readers have no cookie, so their pages cost no database lookup.
        if !parts.headers.contains_key(header::COOKIE) {
            return Ok(None);
        }
        let seen = RequestOrigin::of_request(app, parts);
        let Some(secret) = read_cookie(&parts.headers, session_name(seen.https)) else { return Ok(None) };
        let session = app.site().find_session(&secret).await?;
        if let Some(session) = &session {
            RequestContext::note_actor(&parts.extensions, ActorKind::of_account(&session.account));
        }
        let origin = EventOrigin::of(app, parts);
        Ok(session.map(|session| (Self { secret, fresh: false, seen, origin }, session)))
    }

    /// What every form of a page for this browser carries.
    pub fn form_token(&self) -> String {
        form_token(&self.secret)
    }

    /// Whether a form came from a page of ours that was made for this browser.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] when it did not.
    pub fn check_form_token(
        &self,
        app: &App,
        headers: &HeaderMap,
        form: &FormFields,
    ) -> Result<(), PageError> {
        let given = form.get(FIELD).unwrap_or("");
        let from_here = from_here(headers, &self.seen, &app.settings().base_url);
        // Both checks: an old browser sends no `Origin`, and a token may have leaked.
        if from_here && secrets_equal(given, &self.form_token()) {
            return Ok(());
        }
        self.report(app, Event::ForgedForm, forged(from_here));
        Err(PageError::Forbidden(
            "The form did not come from this page, or the page is too old. Load it again, with cookies permitted, \
             and send it once more."
                .into(),
        ))
    }

    /// Adds what must be set and keeps the page out of every cache.
    pub fn seal_response(&self, mut response: Response) -> Response {
        if self.fresh {
            set_cookie(&mut response, form_name(self.seen.https), &self.secret, self.seen.https, None);
        }
        let headers = response.headers_mut();
        // The page holds a form token of this browser; a shared cache would give it to another.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// Lets the browser keep a new session until it expires, and be known after that.
    pub fn signed_in(&self, response: &mut Response, session: &NewSession, now: Time) {
        let https = self.seen.https;
        let seconds = (session.expires.0 - now.0) / 1000;
        set_cookie(response, session_name(https), &session.secret, https, Some(seconds));
        // The device cookie outlives the session, so that a known browser can be told from a
        // stranger after failed sign-ins.
        set_cookie(response, device_name(https), &session.device, https, Some(DEVICE_DAYS * 86_400));
    }

    /// What the browser is known by from an earlier session.
    pub fn device(&self, headers: &HeaderMap) -> Option<String> {
        read_cookie(headers, device_name(self.seen.https))
    }

    /// Writes a security event of this browser.
    pub fn report(&self, app: &App, event: Event, reason: &str) {
        security_log::report(app, event, &self.origin, reason);
    }

    /// Lets the browser forget its session.
    pub fn signed_out(&self, response: &mut Response) {
        set_cookie(response, session_name(self.seen.https), "", self.seen.https, Some(0));
    }

    /// Where the browser asks from, where that is known.
    pub fn client_address(&self) -> Option<std::net::IpAddr> {
        Some(self.seen.address)
    }
}

/// The secret of a session that may be used beside the API: of a request that a page of ours makes, and with the token
/// of a form where it may change something.
pub fn secret_for_api(app: &App, parts: &Parts, form: &[(String, String)]) -> Option<String> {
    let seen = RequestOrigin::of_request(app, parts);
    let secret = read_cookie(&parts.headers, session_name(seen.https))?;
    let site = header_text(&parts.headers, "sec-fetch-site");
    // A page of another site could make the browser read with the cookie, so reads need
    // `Sec-Fetch-Site`.
    if parts.method.is_safe() {
        return matches!(site, Some("same-origin" | "none")).then_some(secret);
    }
    let field = form.iter().find(|(name, _)| name == FIELD).map(|(_, value)| value.as_str());
    // The header serves scripts that send JSON, the field serves plain forms.
    let given = header_text(&parts.headers, HEADER).or(field).unwrap_or("");
    let from_here = from_here(&parts.headers, &seen, &app.settings().base_url);
    if from_here && secrets_equal(given, &form_token(&secret)) {
        return Some(secret);
    }
    security_log::report(app, Event::ForgedForm, &EventOrigin::of(app, parts), forged(from_here));
    None
}

/// Why a form is taken for forged.
fn forged(from_here: bool) -> &'static str {
    if from_here { "the form's token is missing or another" } else { "a page of another site sent the form" }
}

/// Whether the browser says that a page of this very origin sent the request. One that says nothing of it is left to
/// the token alone.
fn from_here(headers: &HeaderMap, seen: &RequestOrigin, base_url: &str) -> bool {
    match (header_text(headers, "sec-fetch-site"), header_text(headers, "origin")) {
        // “none” is an address that the person typed or opened from a bookmark.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        // A proxy may hide the host that the browser saw, so the configured address counts too.
        (None, Some(origin)) => origin == seen.base_url() || origin == base_url,
        (None, None) => true,
    }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn form_token(secret: &str) -> String {
    // The prefix keeps this hash apart from the hash under which the secret is stored.
    let hash = Sha256::digest(["tagstead form ", secret].concat().as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn secrets_equal(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// With TLS the name forbids that anybody but this very host sets it.
fn session_name(https: bool) -> &'static str {
    if https { "__Host-tagstead" } else { "tagstead" }
}

fn device_name(https: bool) -> &'static str {
    if https { "__Host-tagstead-device" } else { "tagstead-device" }
}

fn form_name(https: bool) -> &'static str {
    if https { "__Host-tagstead-form" } else { "tagstead-form" }
}

fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    // Our secrets are letters and digits; anything else is not ours and costs no lookup.
    let good =
        !value.is_empty() && value.len() <= LONGEST && value.bytes().all(|b| b.is_ascii_alphanumeric());
    good.then(|| value.to_owned())
}

fn set_cookie(response: &mut Response, name: &str, value: &str, https: bool, seconds: Option<i64>) {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if https { "; Secure" } else { "" };
    // `Lax` and not `Strict`: a person who follows a link from another site stays signed in.
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
