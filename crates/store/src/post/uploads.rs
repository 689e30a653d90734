//! Files that were kept for a post which has not come yet, by the SHA-256 in their names.

use crate::{Result, Tx, Value};
use model::Time;

/// Expects posts for these files; those that were expected already are expected for as long again.
///
/// # Errors
/// What the database says.
pub fn expect(tx: &mut Tx<'_>, hashes: &[String], at: Time) -> Result<()> {
    // In one order, so that two who keep the same files do not wait for each other crosswise; each once, because one
    // statement changes a row once.
    let mut sorted: Vec<&String> = hashes.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let rows: Vec<_> = sorted.into_iter().map(|hash| vec![Value::Text(hash), Value::Int(at.0)]).collect();
    tx.execute_many(
        "INSERT INTO upload (hash, at_ms) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET at_ms = excluded.at_ms",
        &rows,
    )
}

/// Gives those of these files that are expected already as long again.
///
/// # Errors
/// What the database says.
pub fn renew(tx: &mut Tx<'_>, hashes: &[String], at: Time) -> Result<()> {
    tx.execute("UPDATE upload SET at_ms = $2 WHERE hash = ANY($1)", &[Value::Texts(hashes), at.0.into()])
        .map(drop)
}

/// The post has come: these files stay for good.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut Tx<'_>, hashes: &[String]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    tx.execute("DELETE FROM upload WHERE hash = ANY($1)", &[Value::Texts(hashes)]).map(drop)
}

/// Files whose posts have not come since before a moment, the longest expected first.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT hash FROM upload WHERE at_ms < $1 ORDER BY at_ms LIMIT $2",
        &[before.0.into(), limit.into()],
        |row| row.text(0),
    )
}

/// Gives a file up; false where its post has come meanwhile, or it was sent again.
///
/// # Errors
/// What the database says.
pub fn give_up(tx: &mut Tx<'_>, hash: &str, before: Time) -> Result<bool> {
    let gone =
        tx.execute("DELETE FROM upload WHERE hash = $1 AND at_ms < $2", &[hash.into(), before.0.into()])?;
    Ok(gone > 0)
}
