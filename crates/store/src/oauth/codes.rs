//! OAuth 2 authorisation codes, known by the SHA-256 of their text.

use crate::{Result, Tx, Value};
use model::{AccountId, ClientId, Scopes, Time, TokenFamily};

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The family its tokens will be of.
    pub family: TokenFamily,
    /// Who may exchange it.
    pub client: ClientId,
    /// Who consented.
    pub account: AccountId,
    /// To what.
    pub scopes: Scopes,
    /// Where the person was sent back to.
    pub redirect: String,
    /// Whether that was named when the code was asked for: then it must be named again.
    pub redirect_named: bool,
    /// The S256 challenge of PKCE.
    pub challenge: Option<String>,
    /// From when it is worthless.
    pub expires: Time,
}

/// Keeps a new code.
pub fn insert_code(tx: &mut Tx<'_>, hash: [u8; 32], code: &Code) -> Result<()> {
    tx.execute(
        "INSERT INTO code (hash, family, client_id, account_id, scopes, redirect, redirect_named, challenge, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Value::Blob(&hash),
            code.family.0.into(),
            code.client.0.into(),
            code.account.0.into(),
            code.scopes.bits().into(),
            code.redirect.as_str().into(),
            code.redirect_named.into(),
            Value::TextOpt(code.challenge.as_deref()),
            code.expires.0.into(),
        ],
    )?;
    Ok(())
}

/// The code of a text, expired, used or neither.
pub fn by_hash(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<Option<Code>> {
    const SQL: &str = "SELECT family, client_id, account_id, scopes, redirect, redirect_named, challenge, expires_ms \
        FROM code WHERE hash = $1";
    tx.query_opt(SQL, &[Value::Blob(&hash)], |row| {
        Ok(Code {
            family: TokenFamily(row.int(0)?),
            client: ClientId(row.int(1)?),
            account: AccountId(row.int(2)?),
            scopes: Scopes::from_bits(row.int(3)?),
            redirect: row.text(4)?,
            redirect_named: row.flag(5)?,
            challenge: row.text_opt(6)?,
            expires: Time(row.int(7)?),
        })
    })
}

/// Marks a code as used; false when it was before.
pub fn mark_used(tx: &mut Tx<'_>, hash: [u8; 32], now: Time) -> Result<bool> {
    // Test and mark in one statement: of two exchanges at once one sees 0 rows. The row stays, so
    // that a second use is recognised and revokes the tokens.
    let changed = tx.execute(
        "UPDATE code SET used_ms = $2 WHERE hash = $1 AND used_ms IS NULL",
        &[Value::Blob(&hash), now.0.into()],
    )?;
    Ok(changed == 1)
}

/// Removes the codes that an account consented to.
pub fn revoke_all(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    tx.execute("DELETE FROM code WHERE account_id = $1", &[account.0.into()])
}

/// Removes what expired before `before`.
pub fn prune_codes(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    // Used codes stay until here, or a stolen one could not be told from an unknown one.
    tx.execute("DELETE FROM code WHERE expires_ms <= $1", &[before.0.into()])
}
