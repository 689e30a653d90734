//! Accounts, and the blogs they own.

use crate::account::account_blogs;
use crate::{Result, Row, Tx, Value};
use model::{Account, AccountId, Time};

/// Keeps a new account without blogs; its id comes from [`Tx::next_id`]`("account")`. `password` is a PHC string;
/// without one nobody can sign in.
///
/// # Errors
/// [`crate::Error::Duplicate`] when the name is taken.
pub fn insert_account(tx: &mut Tx<'_>, account: &Account, password: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO account (id, name, password, created_ms, moderator) VALUES ($1, $2, $3, $4, $5)",
        &[
            account.id.0.into(),
            account.name.as_str().into(),
            Value::TextOpt(password),
            account.created.0.into(),
            account.moderator.into(),
        ],
    )?;
    Ok(())
}

/// The account of a name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Account>> {
    const SQL: &str = "SELECT id, name, created_ms, moderator FROM account WHERE name = $1";
    let found = tx.query_opt(SQL, &[name.into()], read_account_row)?;
    with_blogs(tx, found)
}

/// Whether there is any account.
pub fn any_exists(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(tx
        .query_opt(
            "SELECT id FROM account WHERE id > $1 ORDER BY id LIMIT 1",
            &[Value::Int(i64::MIN)],
            |row| row.int(0),
        )?
        .is_some())
}

/// The account of an id.
pub fn by_id(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>> {
    const SQL: &str = "SELECT id, name, created_ms, moderator FROM account WHERE id = $1";
    let found = tx.query_opt(SQL, &[id.0.into()], read_account_row)?;
    with_blogs(tx, found)
}

fn read_account_row(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.int(0)?),
        name: row.text(1)?,
        blogs: Vec::new(),
        created: Time(row.int(2)?),
        moderator: row.flag(3)?,
    })
}

fn with_blogs(tx: &mut Tx<'_>, found: Option<Account>) -> Result<Option<Account>> {
    let Some(mut account) = found else { return Ok(None) };
    // Every account needs its blogs to tell what it may do, so they are always read with it.
    account.blogs = account_blogs::list_blogs_of_account(tx, account.id)?;
    Ok(Some(account))
}

/// The password of an account as a PHC string, where it has one.
pub fn read_password_hash(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<String>> {
    // Read by itself, so that the hash is never part of an account that is passed around.
    const SQL: &str = "SELECT password FROM account WHERE id = $1";
    Ok(tx.query_opt(SQL, &[id.0.into()], |row| row.text_opt(0))?.flatten())
}

/// Sets the password of an account, as a PHC string.
pub fn set_password(tx: &mut Tx<'_>, id: AccountId, password: &str) -> Result<bool> {
    let changed =
        tx.execute("UPDATE account SET password = $2 WHERE id = $1", &[id.0.into(), password.into()])?;
    Ok(changed == 1)
}

/// Makes an account a moderator, or one no more; whether there is such an account.
pub fn set_moderator(tx: &mut Tx<'_>, id: AccountId, on: bool) -> Result<bool> {
    const SQL: &str = "UPDATE account SET moderator = $2 WHERE id = $1";
    Ok(tx.execute(SQL, &[id.0.into(), on.into()])? == 1)
}
