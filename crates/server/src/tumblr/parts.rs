//! Multipart bodies. Nothing of one is read before it is known that its sender may send it; but some clients sign the
//! texts in it, so that as much as is needed to know them may have to be read first, and is held in memory meanwhile.

use crate::http::multipart;
use crate::http::multipart::{BodyLimits, PartReader};
use crate::state::App;
use crate::tumblr::body;
use crate::tumblr::body::Stream;
use crate::tumblr::body_slots::BodySlots;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::Params;
use crate::tumblr::route::Accepts;
use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use std::io;
use std::time::Duration;
use tumblelog::media::Budget;
use tumblelog::{ClientId, SiteUpload};

/// Longest time a whole body may take: the largest film at 3 Mbit/s.
pub const PATIENCE: Duration = Duration::from_secs(1_800);
/// Longest pause between two pieces of one.
const PAUSE: Duration = Duration::from_secs(20);
/// Bytes read of somebody whose signature may cover texts in them: a picture and words.
const FIRST: usize = 12 << 20;
/// Bytes of texts that a signature may cover.
const TEXTS: usize = 2 << 20;
/// Longest time in which those bytes may come: at 1 Mbit/s.
const FIRST_PATIENCE: Duration = Duration::from_secs(100);
/// How many such bodies are read at once, in all and of one address.
static SLOTS: BodySlots = BodySlots::new(8, 2);

/// Files by the name of their part, in the order they came.
#[derive(Debug, Default)]
pub struct Files(pub Vec<(String, SiteUpload)>);

/// Reads the parts into the parameters, and takes the files in where the endpoint takes any. `budget` is that of the
/// request.
///
/// # Errors
/// A body that is too large, cannot be read, or holds what is not accepted.
pub async fn read_parts(
    app: &App,
    accepts: Accepts,
    budget: &Budget,
    stream: Stream,
    params: &mut Params,
) -> Result<Files, Refusal> {
    // Uploads have limits of their own, for each file, in the multipart reader.
    let most = if accepts == Accepts::Fields { body::LONGEST } else { usize::MAX };
    let body = limit_body(stream.body, most);
    let form = multipart::read_multipart(app.site(), budget, &stream.mime, body).await?;
    if accepts == Accepts::Fields
        && let Some((part, _)) = form.files.first()
    {
        return Err(Refusal::Parameter(format!(
            "{part}: a file is not accepted here; send the fields alone"
        )));
    }
    params.add_parts(form.texts)?;
    if let Some(json) = form.json {
        params.add_json(body::parse_object(accepts, "The part json", json.as_bytes())?)?;
    }
    Ok(Files(form.files))
}

/// The texts of a body as far as a signature may cover them, and the body again. What comes after the first
/// megabytes is not looked at.
///
/// # Errors
/// A body that breaks off; [`Refusal::Busy`] when many are read already, or when this one comes too slowly.
pub async fn read_signed_params(
    client: Option<ClientId>,
    stream: Stream,
) -> Result<(Vec<(String, String)>, Stream), Refusal> {
    // The sender is not known yet, so only a few such bodies may be in memory.
    let _slot = SLOTS.take_slot(client)?;
    tokio::time::timeout(FIRST_PATIENCE, read_first_pieces(stream)).await.unwrap_or(Err(Refusal::Busy))
}

async fn read_first_pieces(stream: Stream) -> Result<(Vec<(String, String)>, Stream), Refusal> {
    let mut rest = limit_body(stream.body, usize::MAX).into_data_stream();
    let (mut first, mut length) = (Vec::new(), 0);
    while length < FIRST
        && let Some(piece) = rest.next().await
    {
        let piece = piece.map_err(|error| Refusal::Parameter(format!("The body broke off: {error}.")))?;
        length += piece.len();
        first.push(piece);
    }
    let texts = text_pairs(&stream.mime, &first).await;
    // The pieces read are put before the rest: the endpoint reads the body from its start.
    let again = stream::iter(first.into_iter().map(Ok)).chain(rest);
    Ok((texts, Stream { mime: stream.mime, body: Body::from_stream(again) }))
}

/// The text parts up to where the pieces end or cannot be read.
async fn text_pairs(mime: &str, pieces: &[Bytes]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let pieces: Vec<_> = pieces.iter().cloned().map(Ok::<_, io::Error>).collect();
    let body = Body::from_stream(stream::iter(pieces));
    // The pieces are bounded already.
    let limits = BodyLimits { bytes: u64::MAX, parts: usize::MAX };
    let Ok(mut parts) = PartReader::open(mime, body, limits) else { return texts };
    let mut room = TEXTS;
    while let Ok(Some(mut part)) = parts.next_part().await {
        // A signature covers texts only, never files.
        if part.name().is_empty() || part.file_name().is_some() {
            if part.skip().await.is_err() {
                break;
            }
            continue;
        }
        let Ok(Ok(text)) = part.read_whole(room).await.map(String::from_utf8) else { break };
        let name = part.name().to_owned();
        // Each pair costs memory beside its bytes, so a million empty parts use up the room too.
        let Some(left) = room.checked_sub(name.len() + text.len() + 64) else { break };
        room = left;
        texts.push((name, text));
    }
    texts
}

/// A body that ends with an error when nothing comes for a while, or more than so many bytes do.
fn limit_body(body: Body, most: usize) -> Body {
    let pieces = stream::unfold(Some((body.into_data_stream(), most)), async |state| {
        let (mut pieces, room) = state?;
        let error = match tokio::time::timeout(PAUSE, pieces.next()).await {
            Ok(None) => return None,
            Ok(Some(Ok(piece))) => match room.checked_sub(piece.len()) {
                Some(room) => return Some((Ok(piece), Some((pieces, room)))),
                None => io::Error::other("it is larger than is read here"),
            },
            Ok(Some(Err(error))) => io::Error::other(error),
            Err(_) => io::Error::new(io::ErrorKind::TimedOut, "nothing came for a while"),
        };
        Some((Err(error), None))
    });
    // Who reads may ask again after the end.
    Body::from_stream(pieces.fuse())
}
