//! OAuth 1 temporary credentials, known by the SHA-256 of their text; the secret is kept as it is, for the same reason
//! as that of [`crate::oauth::tokens`].

use crate::{Result, Tx, Value};
use model::{AccountId, ClientId, Time};

/// Temporary credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestToken {
    /// Who asked for them.
    pub client: ClientId,
    /// Where to go after the consent; `oob` where the person carries the verifier over.
    pub callback: String,
    /// Who consented.
    pub account: Option<AccountId>,
    /// SHA-256 of the verifier, once somebody consented.
    pub verifier: Option<[u8; 32]>,
    /// From when they are worthless.
    pub expires: Time,
}

/// Keeps new credentials nobody has consented to.
pub fn insert_request_token(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    token: &RequestToken,
    secret: &str,
) -> Result<()> {
    tx.execute(
        "INSERT INTO request_token (hash, client_id, secret, callback, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        &[
            Value::Blob(&hash),
            token.client.0.into(),
            secret.into(),
            token.callback.as_str().into(),
            token.expires.0.into(),
        ],
    )?;
    Ok(())
}

/// The credentials of a text, expired or not, with their secret.
pub fn by_hash(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<Option<(RequestToken, String)>> {
    const SQL: &str = "SELECT client_id, callback, account_id, verifier, expires_ms, secret \
        FROM request_token WHERE hash = $1";
    tx.query_opt(SQL, &[Value::Blob(&hash)], |row| {
        let account = row.int_opt(2)?.map(AccountId);
        // Before the consent the column is NULL, which `blob` would call damaged.
        let verifier = match account {
            Some(_) => row.blob(3)?.try_into().ok(),
            None => None,
        };
        let token = RequestToken {
            client: ClientId(row.int(0)?),
            callback: row.text(1)?,
            account,
            verifier,
            expires: Time(row.int(4)?),
        };
        Ok((token, row.text(5)?))
    })
}

/// Keeps a person's consent; false when somebody consented before.
pub fn consent_request_token(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    account: AccountId,
    verifier: [u8; 32],
) -> Result<bool> {
    // Only without an account, so that a second person cannot take over credentials that were
    // consented to.
    let changed = tx.execute(
        "UPDATE request_token SET account_id = $2, verifier = $3 WHERE hash = $1 AND account_id IS NULL",
        &[Value::Blob(&hash), account.0.into(), Value::Blob(&verifier)],
    )?;
    Ok(changed == 1)
}

/// Removes credentials; false when they were gone already, so that they are exchanged once.
pub fn remove_request_token(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<bool> {
    // The delete is the exchange: of two at once, one finds no row.
    Ok(tx.execute("DELETE FROM request_token WHERE hash = $1", &[Value::Blob(&hash)])? == 1)
}

/// Removes the credentials that an account consented to.
pub fn revoke_all(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    tx.execute("DELETE FROM request_token WHERE account_id = $1", &[account.0.into()])
}

/// Removes what has expired.
pub fn prune_request_tokens(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    tx.execute("DELETE FROM request_token WHERE expires_ms <= $1", &[now.0.into()])
}
