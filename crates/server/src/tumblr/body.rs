//! What comes after the head of a request: a form, JSON, or a stream.

use super::body_slots::BodySlots;
use super::error::{Refusal, Subcode};
use super::params::{MOST, Params};
use super::route::Accepts;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header;
use futures_util::StreamExt;
use serde_json::{Map, Value};
use tumblelog::ClientId;

/// Largest form or JSON, in bytes: an upload of 10 MB in base 64, percent-encoded where need be.
pub const LONGEST: usize = 16 << 20;

/// Bytes above which a body takes a place.
const LARGE: usize = 1 << 20;
/// How many such bodies come in at once, in all and of one address: they are held in memory, and a form before it is known
/// who sends it.
static SLOTS: BodySlots = BodySlots::new(32, 8);

/// A body as far as it is read before the endpoint is asked.
#[derive(Default)]
pub struct RequestBody {
    /// The names and values of a form, which a signature covers.
    pub form: Vec<(String, String)>,
    /// What the endpoint reads itself.
    pub stream: Option<Stream>,
}

/// A body that is read as it comes.
pub struct Stream {
    /// Its media type, with the boundary of a multipart one.
    pub mime: String,
    /// Its bytes.
    pub body: Body,
}

/// Whether a body can be covered by a signature, and so must be read before it is known who sends it: a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    matches!(content_essence(headers).as_str(), "" | "application/x-www-form-urlencoded")
}

/// Whether a body is multipart, which is not read before who sends it is known.
pub fn in_parts(headers: &HeaderMap) -> bool {
    content_essence(headers) == "multipart/form-data"
}

fn content_essence(headers: &HeaderMap) -> String {
    content_mime(headers).split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn content_mime(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// Reads a form or JSON of a client into the parameters.
///
/// # Errors
/// A body that is too large, cut off, or not what its media type says.
pub async fn read_body(
    accepts: Accepts,
    client: Option<ClientId>,
    headers: &HeaderMap,
    body: Body,
    params: &mut Params,
) -> Result<RequestBody, Refusal> {
    // A body that no endpoint reads costs nothing, however large it is.
    if accepts == Accepts::Nothing {
        return Ok(RequestBody::default());
    }
    match content_essence(headers).as_str() {
        "" | "application/x-www-form-urlencoded" => {
            let form = parse_pairs(&read_whole(client, body).await?);
            params.add_form(&form)?;
            Ok(RequestBody { form, stream: None })
        }
        "multipart/form-data" => Ok(RequestBody {
            form: Vec::new(),
            stream: Some(Stream { mime: content_mime(headers).to_owned(), body }),
        }),
        json if json == "application/json" || json.ends_with("+json") => {
            let bytes = read_whole(client, body).await?;
            if !bytes.trim_ascii().is_empty() {
                params.add_json(parse_object(accepts, "The body", &bytes)?)?;
            }
            Ok(RequestBody::default())
        }
        _ => Err(Refusal::MediaType(
            "The body must be application/json, application/x-www-form-urlencoded or multipart/form-data."
                .to_owned(),
        )),
    }
}

/// The names and values of a form, one more than are accepted at most: a few bytes would make each of millions.
fn parse_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let own = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        (name.into_owned(), value.into_owned())
    };
    url::form_urlencoded::parse(bytes).take(MOST + 1).map(own).collect()
}

/// A JSON object.
///
/// # Errors
/// Anything else; `what` names it.
pub fn parse_object(accepts: Accepts, what: &str, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    // Clients cut texts between UTF-16 units; without the replacement the whole post would be
    // refused.
    serde_json::from_slice(&npf::surrogate::replace_lone(bytes)).map_err(|error| {
        let words = format!("{what} is not a JSON object that can be read: {error}.");
        match accepts {
            Accepts::Blocks => Refusal::Posting(Subcode::BadContent, words),
            _ => Refusal::Parameter(words),
        }
    })
}

async fn read_whole(client: Option<ClientId>, body: Body) -> Result<Vec<u8>, Refusal> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut slot = None;
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|_| Refusal::Parameter("The body ended before it was whole.".to_owned()))?;
        // Checked for each piece, because a length in the head may be missing or a lie.
        if bytes.len() + piece.len() > LONGEST {
            return Err(Refusal::TooLarge(LONGEST));
        }
        // Only large bodies take a slot, so a crowd of uploads does not stop small requests.
        if bytes.len() + piece.len() > LARGE && slot.is_none() {
            slot = Some(SLOTS.take_slot(client)?);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
