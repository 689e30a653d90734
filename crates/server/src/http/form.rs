//! The body of a small form, whole in memory.

use crate::http::error::PageError;
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
pub struct FormFields(pub Vec<(String, String)>);

impl FormFields {
    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same, where it is not empty.
    pub fn get_filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The first value of a name as a text of its own; empty where there is none.
    pub fn get_text(&self, name: &str) -> String {
        self.get(name).unwrap_or("").to_owned()
    }

    /// The first value of a name as a number, where it is one.
    pub fn get_number(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(|text| text.parse().ok())
    }

    /// The choice between `yes` and `no`; nothing where it is neither.
    pub fn get_yes_or_no(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        }
    }

    /// Whether the name was sent, as checked boxes are.
    pub fn has_field(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names and values as in the query of an address or a form-encoded body.
    pub fn parse(text: &[u8]) -> Self {
        // `take` bounds the work of a body made of nothing but “&”.
        Self(form_urlencoded::parse(text).take(MOST).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }
}

/// The head of a request and its form. A body of another type counts as empty.
///
/// # Errors
/// [`PageError::Invalid`] for a body that is too long, or ends early.
pub async fn read_form(request: Request) -> Result<(Parts, FormFields), PageError> {
    let (parts, body) = request.into_parts();
    let encoded = is_media_type(&parts.headers, "application/x-www-form-urlencoded");
    let bytes = read_body(body).await?;
    let form = if encoded { FormFields::parse(&bytes) } else { FormFields::default() };
    Ok((parts, form))
}

/// The same, where the form may also be multipart or the texts of a JSON object; files in it are read as text.
///
/// # Errors
/// As [`read_form`]; also for a multipart body or JSON that cannot be read.
pub async fn read_any(request: Request) -> Result<(Parts, FormFields), PageError> {
    if is_media_type(request.headers(), "application/json") {
        let (parts, body) = request.into_parts();
        return Ok((parts, json_form(&read_body(body).await?)?));
    }
    if !is_media_type(request.headers(), "multipart/form-data") {
        return read_form(request).await;
    }
    let (parts, body) = request.into_parts();
    let limits = BodyLimits { bytes: LONGEST as u64, parts: MOST };
    let bad = |why: &dyn std::fmt::Display| PageError::Invalid(format!("The form cannot be read: {why}."));
    let fields = multipart::read_fields(content_type(&parts.headers), body, limits).await;
    let mut form = FormFields::default();
    for (name, value) in fields.map_err(|error| bad(&error))? {
        let value = String::from_utf8(value);
        form.0.push((name, value.map_err(|_| bad(&"a part of it is not in UTF-8"))?));
    }
    Ok((parts, form))
}

fn json_form(bytes: &[u8]) -> Result<FormFields, PageError> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)
        .map_err(|_| PageError::Invalid("The JSON body cannot be read; an object is accepted.".into()))?;
    // Fields that are no text are dropped: none of the forms read here has any.
    let texts = fields.into_iter().filter_map(|(name, value)| match value {
        serde_json::Value::String(text) => Some((name, text)),
        _ => None,
    });
    Ok(FormFields(texts.take(MOST).collect()))
}

async fn read_body(body: Body) -> Result<axum::body::Bytes, PageError> {
    to_bytes(body, LONGEST)
        .await
        .map_err(|_| PageError::Invalid(format!("The form cannot be read; use at most {LONGEST} bytes.")))
}

fn is_media_type(headers: &HeaderMap, mime: &str) -> bool {
    content_type(headers).split(';').next().unwrap_or("").trim().eq_ignore_ascii_case(mime)
}

/// The `Content-Type` with its parameters; empty where there is none.
pub fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("")
}
