//! What comes after the head of a request: a form, JSON, or a stream.

use super::call::Stream;
use super::error::Refusal;
use super::params::Params;
use super::route::Accepts;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header;
use futures_util::StreamExt;

/// Largest form or JSON, in bytes: an upload of 10 MB in base 64, percent-encoded where need be.
pub const LONGEST: usize = 16 << 20;

/// A body as far as it is read before the endpoint is asked.
#[derive(Default)]
pub struct Read {
    /// The names and values of a form, which a signature covers.
    pub form: Vec<(String, String)>,
    /// What the endpoint reads itself.
    pub stream: Option<Stream>,
}

/// Reads a form or JSON into the parameters.
///
/// # Errors
/// A body that is too large, cut off, or not what its media type says.
pub async fn read(
    accepts: Accepts,
    headers: &HeaderMap,
    body: Body,
    params: &mut Params,
) -> Result<Read, Refusal> {
    if accepts == Accepts::Nothing {
        return Ok(Read::default());
    }
    let mime =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let essence = mime.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match essence.as_str() {
        "" | "application/x-www-form-urlencoded" => {
            let bytes = whole(body).await?;
            let form: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
            params.add_form(&form)?;
            Ok(Read { form, stream: None })
        }
        "multipart/form-data" => Ok(Read { form: Vec::new(), stream: Some(Stream::new(mime, body)) }),
        json if json == "application/json" || json.ends_with("+json") => {
            let bytes = whole(body).await?;
            if !bytes.trim_ascii().is_empty() {
                let fields = serde_json::from_slice(&bytes).map_err(|error| {
                    Refusal::Parameter(format!("The body is not a JSON object that can be read: {error}."))
                })?;
                params.add_json(fields)?;
            }
            Ok(Read::default())
        }
        _ => Err(Refusal::MediaType(
            "The body must be application/json, application/x-www-form-urlencoded or multipart/form-data."
                .to_owned(),
        )),
    }
}

async fn whole(body: Body) -> Result<Vec<u8>, Refusal> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|_| Refusal::Parameter("The body ended before it was whole.".to_owned()))?;
        if bytes.len() + piece.len() > LONGEST {
            return Err(Refusal::TooLarge(LONGEST));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
