//! Nonces of signed requests that change something, kept as hashes until their time stamp is too old to be accepted.

use crate::{Result, Tx, Value};
use model::Time;

/// Remembers a nonce; false when it was there already, on whichever process.
pub fn remember_nonce(tx: &mut Tx<'_>, hash: [u8; 32], expires: Time) -> Result<bool> {
    // The unique key decides, so that of two processes that see one nonce only one accepts it.
    let new = tx.execute(
        "INSERT INTO nonce (hash, expires_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
        &[Value::Blob(&hash), expires.0.into()],
    )?;
    Ok(new == 1)
}

/// Forgets what no time stamp can bring back.
pub fn prune_nonces(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    // Past its time a replay is refused by its time stamp, so the nonce is needed no more.
    tx.execute("DELETE FROM nonce WHERE expires_ms <= $1", &[now.0.into()])
}
