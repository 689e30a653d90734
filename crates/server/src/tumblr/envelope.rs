//! `{"meta": …, "response": …, "errors": …}`: what every answer is wrapped in.

use super::error::{Detail, Refusal};
use crate::operation::request_context::RequestContext;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

/// How to say who one is, which a 401 must tell.
const CHALLENGE: &str = "OAuth realm=\"tagstead\", Bearer realm=\"tagstead\"";

/// The answer to a request that succeeded. Clients read `meta.status` and `response` without looking whether they are
/// there, so both always are.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Answer_of_{T}")]
pub struct Envelope<'a, T> {
    /// The status of the answer.
    meta: Meta,
    // Never `null`, which clients take for a failure.
    /// The answer of the endpoint; `[]` where it has none.
    response: &'a T,
}

/// The answer to a request that was refused.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Refusal")]
pub struct RefusalEnvelope {
    /// The status of the answer.
    meta: Meta,
    /// Always empty.
    response: EmptyList,
    /// The errors; the site answers with one.
    errors: [Detail; 1],
}

/// A list without anything in it, for what has nothing to answer.
pub type EmptyList = [(); 0];

/// The status of an answer.
#[derive(Serialize, JsonSchema)]
struct Meta {
    /// The HTTP status. With `callback`, the status that the answer would have without it.
    status: u16,
    /// The status in words.
    msg: &'static str,
}

/// An answer, written down but for JSONP.
#[derive(Debug, Clone)]
pub struct ApiReply {
    status: StatusCode,
    headers: HeaderMap,
    /// The envelope as JSON.
    body: Vec<u8>,
}

impl ApiReply {
    /// A success that has nothing to say: an empty list, as the original answers.
    ///
    /// # Errors
    /// As [`ApiReply::ok`].
    pub fn empty(status: StatusCode) -> Result<Self, Refusal> {
        let msg = if status == StatusCode::CREATED { "Created" } else { "OK" };
        Self::with_status(status, msg, &[(); 0])
    }

    /// 200 with a response.
    ///
    /// # Errors
    /// [`Refusal::Broken`] when it cannot be written, which the types of the wire do not let happen.
    pub fn ok(response: &impl Serialize) -> Result<Self, Refusal> {
        Self::with_status(StatusCode::OK, "OK", response)
    }

    /// A response with another status of success; `msg` is its reason in words.
    ///
    /// # Errors
    /// As [`ApiReply::ok`].
    pub fn with_status(
        status: StatusCode,
        msg: &'static str,
        response: &impl Serialize,
    ) -> Result<Self, Refusal> {
        let envelope = Envelope { meta: Meta { status: status.as_u16(), msg }, response };
        let body = serde_json::to_vec(&envelope).map_err(|error| {
            tracing::error!(%error, "an answer of the API cannot be written");
            Refusal::Broken
        })?;
        Ok(Self { status, headers: HeaderMap::new(), body })
    }

    /// The answer to a request that is refused. `context` is that of the request, whose id is told where we failed.
    pub fn refused(refusal: &Refusal, context: Option<&RequestContext>) -> Self {
        let (msg, mut detail) = refusal.message_and_detail();
        let status = refusal.status();
        detail.request_id = RequestContext::shown_id(context, status);
        let meta = Meta { status: status.as_u16(), msg };
        let envelope = RefusalEnvelope { meta, response: [], errors: [detail] };
        // Numbers and strings: writing them has nothing that fails.
        let mut reply = Self {
            status,
            headers: HeaderMap::new(),
            body: serde_json::to_vec(&envelope).unwrap_or_default(),
        };
        match refusal {
            Refusal::Method(allowed) => {
                let names: Vec<&str> = allowed.iter().map(axum::http::Method::as_str).collect();
                reply.set_header(header::ALLOW, &names.join(", "));
            }
            Refusal::Limit(seconds) => reply.set_header(header::RETRY_AFTER, &seconds.to_string()),
            // Without a reset time there is no moment to retry at, so no header.
            Refusal::Full { reset: Some(reset), .. } => {
                reply.set_header(header::RETRY_AFTER, &reset.http_date());
            }
            Refusal::Unauthorized(_) => reply.set_header(header::WWW_AUTHENTICATE, CHALLENGE),
            Refusal::Busy => reply.set_header(header::RETRY_AFTER, "5"),
            Refusal::Unavailable(_) => reply.set_header(header::RETRY_AFTER, "60"),
            _ => {}
        }
        reply
    }

    /// Adds a header; a value that HTTP does not carry is left out.
    pub fn set_header(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.insert(name, value);
        }
    }

    /// As bytes over HTTP. With a `callback` it is a script that calls it, and the status is 200, because a page sees
    /// nothing of a script that failed.
    pub fn into_response(self, callback: Option<&str>) -> Response {
        let (status, mime, body) = match callback {
            None => (self.status, "application/json; charset=utf-8", self.body),
            // A browser does not run a script that comes with a status of failure.
            Some(name) => (StatusCode::OK, "text/javascript; charset=utf-8", jsonp_script(name, &self.body)),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = self.headers;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        // Answers differ by viewer, so no shared cache may keep them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("authorization"));
        response.extensions_mut().insert(WrittenMarker);
        response
    }
}

/// Marks an answer that has its envelope, for the layer that gives one to those without.
#[derive(Debug, Clone, Copy)]
pub struct WrittenMarker;

/// The comment in front keeps the name from being the first bytes of the file, which old plug-ins ran as their own.
fn jsonp_script(name: &str, json: &[u8]) -> Vec<u8> {
    // JSON allows both separators in strings; older JavaScript reads them as line ends.
    let json = String::from_utf8_lossy(json).replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("/**/{name}({json});").into_bytes()
}
