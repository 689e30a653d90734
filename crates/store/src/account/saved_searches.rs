//! Searches that accounts keep.

use crate::{Result, Row, Tx};
use model::{AccountId, Time};

/// A kept search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Names it.
    pub id: i64,
    /// Whose it is.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The query's text.
    pub query: String,
    /// When it was kept.
    pub created: Time,
    /// Its posts up to this moment are read.
    pub read: Time,
    /// The secret part of its feed's address, where it has one.
    pub token: Option<String>,
}

fn read_saved_row(row: &Row<'_>) -> Result<Saved> {
    Ok(Saved {
        id: row.int(0)?,
        account: AccountId(row.int(1)?),
        name: row.text(2)?,
        query: row.text(3)?,
        created: Time(row.int(4)?),
        read: Time(row.int(5)?),
        token: row.text_opt(6)?,
    })
}

/// Makes others who change the searches of an account wait until this transaction ends, and counts them.
pub fn lock_saved_searches(tx: &mut Tx<'_>, account: AccountId) -> Result<i64> {
    // A write that changes nothing locks the row on both databases, so that two requests cannot
    // pass the limit together.
    tx.execute("UPDATE account SET name = name WHERE id = $1", &[account.0.into()])?;
    let sql = "SELECT count(*) FROM saved_search WHERE account_id = $1";
    Ok(tx.query_opt(sql, &[account.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Keeps a new search; whether its name was free.
pub fn insert_saved_search(tx: &mut Tx<'_>, saved: &Saved) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO saved_search (id, account_id, name, query, created_ms, read_ms, token) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        &[
            saved.id.into(),
            saved.account.0.into(),
            saved.name.as_str().into(),
            saved.query.as_str().into(),
            saved.created.0.into(),
            saved.read.0.into(),
            crate::Value::TextOpt(saved.token.as_deref()),
        ],
    )?;
    Ok(new > 0)
}

/// The searches of an account, all of them (their number has a limit), in the order of their names.
pub fn list_saved_searches(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Saved>> {
    tx.query(
        "SELECT id, account_id, name, query, created_ms, read_ms, token FROM saved_search WHERE account_id = $1 ORDER BY name",
        &[account.0.into()],
        read_saved_row,
    )
}

/// A search of an account.
pub fn by_id(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<Option<Saved>> {
    tx.query_opt(
        // The account is in the condition, because the id comes from an address and may be somebody
        // else's.
        "SELECT id, account_id, name, query, created_ms, read_ms, token FROM saved_search WHERE id = $1 AND account_id = $2",
        &[id.into(), account.0.into()],
        read_saved_row,
    )
}

/// A search of an account by its name.
pub fn by_name(tx: &mut Tx<'_>, account: AccountId, name: &str) -> Result<Option<Saved>> {
    tx.query_opt(
        "SELECT id, account_id, name, query, created_ms, read_ms, token FROM saved_search WHERE account_id = $1 AND name = $2",
        &[account.0.into(), name.into()],
        read_saved_row,
    )
}

/// The search of a feed's token.
pub fn by_token(tx: &mut Tx<'_>, token: &str) -> Result<Option<Saved>> {
    tx.query_opt(
        "SELECT id, account_id, name, query, created_ms, read_ms, token FROM saved_search WHERE token = $1",
        &[token.into()],
        read_saved_row,
    )
}

/// Gives a search another name and another query.
///
/// # Errors
/// [`crate::Error::Duplicate`] where the account has another search of that name.
pub fn change_saved_search(tx: &mut Tx<'_>, id: i64, name: &str, query: &str) -> Result<()> {
    let sql = "UPDATE saved_search SET name = $2, query = $3 WHERE id = $1";
    tx.execute(sql, &[id.into(), name.into(), query.into()])?;
    Ok(())
}

/// Sets the moment up to which a search is read.
pub fn set_read(tx: &mut Tx<'_>, id: i64, at: Time) -> Result<()> {
    tx.execute("UPDATE saved_search SET read_ms = $2 WHERE id = $1", &[id.into(), at.0.into()])?;
    Ok(())
}

/// Gives a search's feed another address, or none.
pub fn set_token(tx: &mut Tx<'_>, id: i64, token: Option<&str>) -> Result<()> {
    let sql = "UPDATE saved_search SET token = $2 WHERE id = $1";
    tx.execute(sql, &[id.into(), crate::Value::TextOpt(token)])?;
    Ok(())
}

/// Forgets a search of an account; whether it was there.
pub fn remove_saved_search(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<bool> {
    // As in by_id, the account guards against ids of others.
    let sql = "DELETE FROM saved_search WHERE id = $1 AND account_id = $2";
    Ok(tx.execute(sql, &[id.into(), account.0.into()])? > 0)
}
