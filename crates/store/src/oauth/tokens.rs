//! Tokens, known by the SHA-256 of their text. OAuth 1 tokens have a secret beside, which is kept as it is: checking
//! HMAC-SHA1 needs the key itself, so whoever reads this table can sign as those clients together with their secrets.

use crate::{Error, Result, Row, Tx, Value};
use model::{AccountId, ClientId, Scopes, Time, Token, TokenFamily, TokenKind};

/// Keeps a new token; `secret` is of OAuth 1.
pub fn insert_token(tx: &mut Tx<'_>, hash: [u8; 32], token: &Token, secret: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO token (hash, kind, family, client_id, account_id, scopes, secret, created_ms, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Value::Blob(&hash),
            token.kind.number().into(),
            token.family.0.into(),
            token.client.0.into(),
            Value::IntOpt(token.account.map(|id| id.0)),
            token.scopes.bits().into(),
            Value::TextOpt(secret),
            token.created.0.into(),
            Value::IntOpt(token.expires.map(|at| at.0)),
        ],
    )?;
    Ok(())
}

fn read_token_row(row: &Row<'_>) -> Result<Token> {
    let kind = row.int(0)?;
    Ok(Token {
        kind: TokenKind::from_number(kind)
            .ok_or_else(|| Error::Damaged(format!("a token of the unknown kind {kind}")))?,
        family: TokenFamily(row.int(1)?),
        client: ClientId(row.int(2)?),
        account: row.int_opt(3)?.map(AccountId),
        scopes: Scopes::from_bits(row.int(4)?),
        created: Time(row.int(5)?),
        expires: row.int_opt(6)?.map(Time),
        used: row.int_opt(7)?.is_some(),
    })
}

/// The token of a text, expired or not, with its secret where it is of OAuth 1.
pub fn by_hash(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<Option<(Token, Option<String>)>> {
    const SQL: &str = "SELECT kind, family, client_id, account_id, scopes, created_ms, expires_ms, used_ms, secret \
        FROM token WHERE hash = $1";
    tx.query_opt(SQL, &[Value::Blob(&hash)], |row| Ok((read_token_row(row)?, row.text_opt(8)?)))
}

/// The tokens in an account's name that are neither used nor expired at `now`, newest first, at most 500.
pub fn list_tokens(tx: &mut Tx<'_>, account: AccountId, now: Time) -> Result<Vec<Token>> {
    const SQL: &str = "SELECT kind, family, client_id, account_id, scopes, created_ms, expires_ms, used_ms \
        FROM token WHERE account_id = $1 AND used_ms IS NULL AND (expires_ms IS NULL OR expires_ms > $2) \
        ORDER BY created_ms DESC, family DESC, kind LIMIT 500";
    // The limit keeps the page short: clients may ask for tokens without end.
    tx.query(SQL, &[account.0.into(), now.0.into()], read_token_row)
}

/// Marks a refresh token as exchanged; false when it was before, by whoever came first.
pub fn mark_used(tx: &mut Tx<'_>, hash: [u8; 32], now: Time) -> Result<bool> {
    // A used refresh token stays, so that its reuse is seen as theft and ends the family.
    let changed = tx.execute(
        "UPDATE token SET used_ms = $2 WHERE hash = $1 AND used_ms IS NULL",
        &[Value::Blob(&hash), now.0.into()],
    )?;
    Ok(changed == 1)
}

/// Removes one token; whether it was there.
pub fn remove_token(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<bool> {
    Ok(tx.execute("DELETE FROM token WHERE hash = $1", &[Value::Blob(&hash)])? == 1)
}

/// Removes all tokens of a family.
pub fn remove_family(tx: &mut Tx<'_>, family: TokenFamily) -> Result<u64> {
    tx.execute("DELETE FROM token WHERE family = $1", &[family.0.into()])
}

/// Removes a family in an account's name; whether there was one.
pub fn revoke_token_family(tx: &mut Tx<'_>, account: AccountId, family: TokenFamily) -> Result<bool> {
    // The account is in the condition: the number comes from a request and may be somebody else's.
    let params = [family.0.into(), account.0.into()];
    Ok(tx.execute("DELETE FROM token WHERE family = $1 AND account_id = $2", &params)? > 0)
}

/// Removes every token in an account's name.
pub fn revoke_all(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    tx.execute("DELETE FROM token WHERE account_id = $1", &[account.0.into()])
}

/// Removes the refresh tokens of a family that were exchanged up to a moment.
pub fn prune_used(tx: &mut Tx<'_>, family: TokenFamily, until: Time) -> Result<u64> {
    const SQL: &str = "DELETE FROM token WHERE family = $1 AND used_ms IS NOT NULL AND used_ms <= $2";
    tx.execute(SQL, &[family.0.into(), until.0.into()])
}

/// Removes what has expired.
pub fn prune_tokens(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    // Tokens without an end have NULL here and are never pruned.
    tx.execute("DELETE FROM token WHERE expires_ms <= $1", &[now.0.into()])
}
