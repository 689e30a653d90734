//! The body of a small form, whole in memory.

use crate::http::error::Fault;
use crate::http::multipart;
use crate::http::multipart::BodyLimits;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use url::form_urlencoded;

/// Longest body of a form, in bytes.
const LONGEST: usize = 32 * 1024;
/// Most fields in it.
const MOST: usize = 64;

/// Names and values in the order they came.
#[derive(Clone, Default)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same, where it is not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Names and values as in the query of an address or a form-encoded body.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).take(MOST).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }
}

/// The head of a request and its form. A body of another type counts as empty.
///
/// # Errors
/// [`Fault::Invalid`] for a body that is too long, or ends early.
pub async fn read(request: Request) -> Result<(Parts, Form), Fault> {
    let (parts, body) = request.into_parts();
    let encoded = is(&parts.headers, "application/x-www-form-urlencoded");
    let bytes = bytes(body).await?;
    let form = if encoded { Form::parse(&bytes) } else { Form::default() };
    Ok((parts, form))
}

/// The same, where the form may also be multipart or the texts of a JSON object; files in it are read as text.
///
/// # Errors
/// As [`read`]; also for a multipart body or JSON that cannot be read.
pub async fn read_any(request: Request) -> Result<(Parts, Form), Fault> {
    if is(request.headers(), "application/json") {
        let (parts, body) = request.into_parts();
        return Ok((parts, json_form(&bytes(body).await?)?));
    }
    if !is(request.headers(), "multipart/form-data") {
        return read(request).await;
    }
    let (parts, body) = request.into_parts();
    let limits = BodyLimits { bytes: LONGEST as u64, parts: MOST };
    let bad = |why: &dyn std::fmt::Display| Fault::Invalid(format!("The form cannot be read: {why}."));
    let fields = multipart::read_fields(content_type(&parts.headers), body, limits).await;
    let mut form = Form::default();
    for (name, value) in fields.map_err(|error| bad(&error))? {
        let value = String::from_utf8(value);
        form.0.push((name, value.map_err(|_| bad(&"a part of it is not in UTF-8"))?));
    }
    Ok((parts, form))
}

fn json_form(bytes: &[u8]) -> Result<Form, Fault> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)
        .map_err(|_| Fault::Invalid("The JSON body cannot be read; an object is accepted.".into()))?;
    let texts = fields.into_iter().filter_map(|(name, value)| match value {
        serde_json::Value::String(text) => Some((name, text)),
        _ => None,
    });
    Ok(Form(texts.take(MOST).collect()))
}

async fn bytes(body: Body) -> Result<axum::body::Bytes, Fault> {
    to_bytes(body, LONGEST)
        .await
        .map_err(|_| Fault::Invalid(format!("The form cannot be read; use at most {LONGEST} bytes.")))
}

fn is(headers: &HeaderMap, mime: &str) -> bool {
    content_type(headers).split(';').next().unwrap_or("").trim().eq_ignore_ascii_case(mime)
}

/// The `Content-Type` with its parameters; empty where there is none.
pub fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("")
}
