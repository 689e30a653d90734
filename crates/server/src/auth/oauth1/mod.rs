//! OAuth 1.0a signatures (RFC 5849): reading the header, the base string, HMAC-SHA1, time stamps and nonces.

mod base;
mod header;
mod nonces;
mod percent;
mod sign;
#[cfg(test)]
mod tests;

pub use header::Header;
pub use nonces::Nonces;

use crate::auth::visitor::Refused;
use crate::http::request_origin::RequestOrigin;
use crate::state::App;
use axum::http::request::Parts;
use model::Time;
use sha2::{Digest, Sha256};

/// How far a time stamp may be off, in milliseconds: five minutes either way.
pub const WINDOW: i64 = 300_000;

/// Whether the request carries the signature that these secrets make. `form` are the parameters of a form-encoded body.
///
/// The address that was signed is the one the client used. That is looked for in what the client is known to have seen,
/// with either scheme, and in the configured address of the site; none of them helps somebody who has not the secrets.
pub fn signed(
    app: &App,
    parts: &Parts,
    header: &Header,
    form: &[(String, String)],
    secrets: (&str, &str),
) -> bool {
    let Some(given) = header.signature_bytes() else { return false };
    let params = base::normalize_params(header, parts.uri.query().unwrap_or(""), form);
    let seen = RequestOrigin::of_request(app, parts);
    // A proxy that ends TLS and is not trusted hides the scheme, so the other one is tried as well.
    let turned = RequestOrigin { https: !seen.https, ..seen.clone() };
    let mut origins = vec![seen.base_url(), app.settings().base_url.clone(), turned.base_url()];
    origins.dedup();
    origins.into_iter().any(|origin| {
        let text = base::base_string(parts.method.as_str(), &origin, parts.uri.path(), &params);
        sign::verify_signature(secrets.0, secrets.1, &text, &given)
    })
}

/// Whether the time stamp is of about now.
///
/// # Errors
/// [`Refused::Time`], which tells the site's own time.
pub fn timely(header: &Header, now: Time) -> Result<(), Refused> {
    // The client writes the stamp: saturating arithmetic keeps a huge one from overflowing.
    let stamp = header.timestamp.saturating_mul(1000);
    if (stamp.saturating_sub(now.0)).unsigned_abs() > WINDOW.unsigned_abs() {
        return Err(Refused::Time(now.seconds()));
    }
    Ok(())
}

/// Whether the request comes for the first time; called when everything else about it is right.
///
/// What is guaranteed: a request that changes something (`is_change`) is accepted once, on however many processes, also
/// across a restart, because its nonce is kept in the database. A request that only reads is accepted once by each
/// process since its start: its nonce is kept in memory, because a durable write for each read would cost more than a
/// second answer to somebody who has the first. The method does not tell the two apart: a token is made by a GET too.
///
/// # Errors
/// [`Refused::Replayed`] when it came before.
pub async fn require_new_nonce(app: &App, header: &Header, is_change: bool) -> Result<(), Refused> {
    let mut hash = Sha256::new();
    let stamp = header.timestamp.to_string();
    for part in [&header.consumer_key, header.token.as_deref().unwrap_or(""), &stamp, &header.nonce] {
        // Lengths go in first, so that no two different sets of parts give one byte string.
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let hash: [u8; 32] = hash.finalize().into();
    // One second more than the window, so that the nonce outlives the last stamp that passes
    // `timely`.
    let expires = Time(header.timestamp.saturating_mul(1000).saturating_add(WINDOW + 1000));
    let new = match is_change {
        true => app.site().remember_nonce(hash, expires).await.map_err(Refused::Failed)?,
        false => app.nonces().remember_nonce(hash, expires, app.now()),
    };
    if new { Ok(()) } else { Err(Refused::Replayed) }
}
