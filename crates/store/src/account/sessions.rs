//! Sessions of signed-in browsers, known by the SHA-256 of the secret in their cookie.

use crate::{Result, Tx};
use model::{AccountId, Time};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// A number to name it by on a page; says nothing about the secret.
    pub id: i64,
    /// Who is signed in.
    pub account: AccountId,
    /// The browser as it named itself.
    pub agent: String,
    /// When it began.
    pub created: Time,
    /// From when it is over.
    pub expires: Time,
}

/// Keeps a new session.
pub fn insert_session(tx: &mut Tx<'_>, hash: [u8; 32], session: &SessionRow) -> Result<()> {
    tx.execute(
        "INSERT INTO session (hash, id, account_id, agent, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            crate::Value::Blob(&hash),
            session.id.into(),
            session.account.0.into(),
            session.agent.as_str().into(),
            session.created.0.into(),
            session.expires.0.into(),
        ],
    )?;
    Ok(())
}

fn read_session_row(row: &crate::Row<'_>) -> Result<SessionRow> {
    Ok(SessionRow {
        id: row.int(0)?,
        account: AccountId(row.int(1)?),
        agent: row.text(2)?,
        created: Time(row.int(3)?),
        expires: Time(row.int(4)?),
    })
}

/// The session of a secret, over or not.
pub fn by_hash(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<Option<SessionRow>> {
    const SQL: &str = "SELECT id, account_id, agent, created_ms, expires_ms FROM session WHERE hash = $1";
    // An expired session is given too: the caller knows the time and decides.
    tx.query_opt(SQL, &[crate::Value::Blob(&hash)], read_session_row)
}

/// Moves the end of a session.
pub fn set_end(tx: &mut Tx<'_>, hash: [u8; 32], expires: Time) -> Result<()> {
    const SQL: &str = "UPDATE session SET expires_ms = $2 WHERE hash = $1";
    tx.execute(SQL, &[crate::Value::Blob(&hash), expires.0.into()]).map(drop)
}

/// The newest sessions of an account that are not over, at most 100, newest first.
pub fn list_sessions(tx: &mut Tx<'_>, account: AccountId, now: Time) -> Result<Vec<SessionRow>> {
    const SQL: &str = "SELECT id, account_id, agent, created_ms, expires_ms FROM session \
        WHERE account_id = $1 AND expires_ms > $2 ORDER BY created_ms DESC, id DESC LIMIT 100";
    tx.query(SQL, &[account.0.into(), now.0.into()], read_session_row)
}

/// Ends a session of an account by its number; whether there was one.
pub fn end_session(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<bool> {
    let gone =
        tx.execute("DELETE FROM session WHERE account_id = $1 AND id = $2", &[account.0.into(), id.into()])?;
    Ok(gone > 0)
}

/// Ends every session of an account but the one of the number `but`; use 0 to end all.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId, but: i64) -> Result<u64> {
    // Ids of sessions begin at 1, so 0 spares none.
    tx.execute("DELETE FROM session WHERE account_id = $1 AND id <> $2", &[account.0.into(), but.into()])
}

/// Ends the oldest sessions of an account, so that no more are left than are listed.
pub fn trim_sessions(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    const SQL: &str = "DELETE FROM session WHERE account_id = $1 AND id NOT IN \
        (SELECT id FROM session WHERE account_id = $1 ORDER BY created_ms DESC, id DESC LIMIT 100)";
    // A script that signs in again and again would otherwise leave sessions that no page lists.
    tx.execute(SQL, &[account.0.into()])
}

/// Deletes the sessions that expired by `now`, and those that began at `oldest` or before. Gives how many.
pub fn prune_sessions(tx: &mut Tx<'_>, now: Time, oldest: Time) -> Result<u64> {
    // Two statements, because a database uses one key for each.
    let expired = tx.execute("DELETE FROM session WHERE expires_ms <= $1", &[now.0.into()])?;
    Ok(expired + tx.execute("DELETE FROM session WHERE created_ms <= $1", &[oldest.0.into()])?)
}
