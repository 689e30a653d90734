//! Browsers that have signed in before, known by the SHA-256 of the secret in their cookie.

use crate::{Result, Tx, Value};
use model::{AccountId, Time};

/// A browser that an account has signed in from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// A number to name it by; says nothing about the secret.
    pub id: i64,
    /// Who signed in.
    pub account: AccountId,
    /// The number of the last session that began on it.
    pub session: i64,
    /// When it was first seen.
    pub created: Time,
    /// From when it is unknown again.
    pub expires: Time,
}

/// Keeps a device. One that is known already keeps its number and its first moment.
pub fn upsert(tx: &mut Tx<'_>, hash: [u8; 32], device: &DeviceRow) -> Result<()> {
    // Secret and account are the key: one browser may serve several accounts.
    const SQL: &str = "INSERT INTO device (hash, account_id, id, session_id, created_ms, expires_ms) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hash, account_id) \
        DO UPDATE SET session_id = excluded.session_id, expires_ms = excluded.expires_ms";
    let params = [
        Value::Blob(&hash),
        device.account.0.into(),
        device.id.into(),
        device.session.into(),
        device.created.0.into(),
        device.expires.0.into(),
    ];
    tx.execute(SQL, &params).map(drop)
}

/// The number of the device of this secret where the account of this name has signed in from it.
pub fn id_for_name(tx: &mut Tx<'_>, hash: [u8; 32], name: &str, now: Time) -> Result<Option<i64>> {
    const SQL: &str = "SELECT d.id FROM account AS a JOIN device AS d ON d.account_id = a.id \
        WHERE a.name = $1 AND d.hash = $2 AND d.expires_ms > $3";
    // By name and not by account id: an unknown name takes the same path and is not told apart.
    tx.query_opt(SQL, &[name.into(), Value::Blob(&hash), now.0.into()], |row| row.int(0))
}

/// Gives a browser another secret, for all accounts that know it.
pub fn replace_hash(tx: &mut Tx<'_>, old: [u8; 32], new: [u8; 32]) -> Result<u64> {
    // A secret that is replaced at sign-in is worth nothing to who copied the cookie before.
    tx.execute("UPDATE device SET hash = $2 WHERE hash = $1", &[Value::Blob(&old), Value::Blob(&new)])
}

/// How many devices an account has signed in from.
pub fn count(tx: &mut Tx<'_>, account: AccountId, now: Time) -> Result<i64> {
    const SQL: &str = "SELECT count(*) FROM device WHERE account_id = $1 AND expires_ms > $2";
    Ok(tx.query_opt(SQL, &[account.0.into(), now.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Forgets the device on which a session began.
pub fn forget_of_session(tx: &mut Tx<'_>, account: AccountId, session: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM device WHERE account_id = $1 AND session_id = $2";
    tx.execute(SQL, &[account.0.into(), session.into()])
}

/// Forgets every device of an account but the one on which the session `but` began; use 0 to forget all.
pub fn forget_all(tx: &mut Tx<'_>, account: AccountId, but: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM device WHERE account_id = $1 AND session_id <> $2";
    tx.execute(SQL, &[account.0.into(), but.into()])
}

/// Forgets the devices of an account that were used least lately, so that at most 100 are left.
pub fn trim(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    const SQL: &str = "DELETE FROM device WHERE account_id = $1 AND id NOT IN \
        (SELECT id FROM device WHERE account_id = $1 ORDER BY expires_ms DESC, id DESC LIMIT 100)";
    tx.execute(SQL, &[account.0.into()])
}

/// Forgets the devices that nobody has signed in from for long.
pub fn prune(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    tx.execute("DELETE FROM device WHERE expires_ms <= $1", &[now.0.into()])
}
